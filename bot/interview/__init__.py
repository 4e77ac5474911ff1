"""Grades answers against rubric points: by code, and by a language model where one is trusted."""
