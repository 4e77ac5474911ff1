"""The commands of `python -m bot`: their arguments, and what they print."""
