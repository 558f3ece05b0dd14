"""Review what publishing the folder would change, for reviewers; write the guide between two editions, for adopters.

Takes a past state and today's; `diff/` finds what differs. Never touches `site/` or `docs/downloads/`.
"""
