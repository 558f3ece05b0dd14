"""Documents, slides, workbooks and data that other schools download: from the commons and a few texts to files.

Knows nothing of the site or of folders; what is made is returned as bytes.
"""
