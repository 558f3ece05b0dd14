"""The newsletter: each issue as a page's parts, an e-mail, plain text and an entry of feeds.

Sends nothing, and knows nothing of folders: what is made is returned as text or bytes.
"""
