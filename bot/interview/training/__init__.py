"""Makes the weights of `bot.interview.reader`: `python -m bot.interview.training`."""
