"""What is stored of the notes: vectors in Chroma, words and token vectors beside it."""
