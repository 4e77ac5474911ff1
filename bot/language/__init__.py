"""Text read without a model: sentences, clauses, words of the field, opposites."""
