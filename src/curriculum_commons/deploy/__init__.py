"""Deliver a built site: as releases in a folder or on a server, or in the form that hosts of pages take.

Does not know what is on its pages.
"""
