"""A point of the rubric -> a question aimed at it that doesn't tell its answer."""
