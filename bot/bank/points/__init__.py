"""A section -> the few statements that a good answer makes."""
