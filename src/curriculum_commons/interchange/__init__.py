"""The framework in forms that other programs read: each form is one module with one public function a direction.

Takes and returns records and bytes. Knows no folders, no pages and no clock.
"""

DATA = "downloads/data/"
"""Folder of the files that people download, below the root of the site."""
