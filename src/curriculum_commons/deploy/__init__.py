"""Put a built site where its readers are: a folder, a server, or the form that a host of pages takes.

Knows files, rsync and nothing of what a site says.
"""
