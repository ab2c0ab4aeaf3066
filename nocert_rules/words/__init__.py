"""What the program says: errors with their places, messages in both languages, phrases fit for a sentence.

Uses nothing of the project. Begin with `errors`: a problem has a code, a place and words, and problems are
collected, so that a run reports all of them.
"""
