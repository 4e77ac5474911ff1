"""Interview questions with rubric points, made from sections of notes by code alone."""
