"""What publishing the working folder would change, told to those whom it concerns: a reviewer, and adopters.

Brings a state of the past and the state of today together; what differs is found by `comparison/`, and nothing here
touches `site/` or `docs/downloads/`.
"""
