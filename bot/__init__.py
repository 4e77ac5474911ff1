"""Chat and mock interview over the indexed notes."""
