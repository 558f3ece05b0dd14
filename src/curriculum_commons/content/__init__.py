"""Content read from a project: YAML and Markdown with the place of each value, files, and git history."""
