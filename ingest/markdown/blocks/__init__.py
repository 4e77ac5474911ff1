"""Blocks that the notes have beside those of CommonMark: formulas, diagrams, tables, questions."""
