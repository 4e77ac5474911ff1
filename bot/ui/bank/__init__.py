"""The question bank, as a part of the tab of the progress."""
