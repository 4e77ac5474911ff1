"""The markdown dialect of the notes: parsed, and read as a reader would."""
