"""The tab of the notes."""
