"""Trains the gate of the question bank on judged cards; measures it on authors left out."""
