"""What several tabs show or do."""
