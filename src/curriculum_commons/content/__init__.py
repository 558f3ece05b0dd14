"""Content read from a project: YAML and Markdown with line and column of each value, files, and git history."""
