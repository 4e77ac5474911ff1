"""Interviews, progress and question bank together, kept in the database: what the page is given."""
