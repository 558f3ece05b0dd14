"""Ask the addresses of others that a site links to whether they still answer, and report what was found.

The only part of the program that goes out into the network, and only when it is called to.
"""
