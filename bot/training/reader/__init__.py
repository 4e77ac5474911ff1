"""Trains the reader of answers and passages (`bot.reading`), from pairs written by hand."""
