"""What came of an interview, as a page, as markdown and as an Anki deck."""
