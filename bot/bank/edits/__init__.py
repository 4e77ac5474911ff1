"""The user's changes of the question bank."""
