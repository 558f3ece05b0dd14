"""Turn the YAML and Markdown of a competency framework into a website that other schools can use."""
