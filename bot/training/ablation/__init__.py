"""What each part of retrieval is worth: variants of it, measured on the same questions."""
