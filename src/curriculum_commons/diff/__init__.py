"""Compare two states of a site: records, competencies, words, and what pages show.

Drafts of the newsletter, the review of a change and the guide between two editions all use it. Knows nothing of how a
state was read or built, nor of how a change is shown.
"""
