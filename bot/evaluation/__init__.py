"""Measures answers and grades against files of questions."""
