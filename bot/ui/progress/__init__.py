"""The tab of the progress."""
