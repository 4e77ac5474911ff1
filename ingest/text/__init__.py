"""Text without markup: characters, words, sentences."""
