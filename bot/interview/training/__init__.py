"""Makes the weights of `bot.interview.odds`: `python -m bot.interview.training`."""
