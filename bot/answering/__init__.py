"""Passages -> an answer with checked citations, or the decision to decline."""
