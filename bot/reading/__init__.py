"""Trained reading: does an answer say a statement, does a passage answer a question."""
