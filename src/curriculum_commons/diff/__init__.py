"""What is not as it was: records, competencies, words, and pages as they are shown, of two states of a site.

The one place where states are compared; drafts of the newsletter, the review of a change and the guide between two
editions all stand on it. Knows nothing of how a state was read or built, nor of how a change is told.
"""
