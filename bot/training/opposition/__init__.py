"""Makes the weights of `contradiction_probability`: `python -m bot.training.opposition`."""
