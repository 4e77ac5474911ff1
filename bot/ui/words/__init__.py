"""The words of the page, a file for each part of it. Data."""
