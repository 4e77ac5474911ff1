"""The tab of the mock interview."""
