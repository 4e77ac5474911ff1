"""A folder -> notes."""
