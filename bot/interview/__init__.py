"""One mock interview: its state, its steps, and how it may be shown."""
