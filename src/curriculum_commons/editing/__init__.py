"""Change the content of a folder with the form, in a browser of the same computer."""
