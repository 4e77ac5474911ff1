"""What a reader knows by now: a spaced-repetition card for every question answered."""
