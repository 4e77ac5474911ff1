"""A note -> its sections and chunks."""
