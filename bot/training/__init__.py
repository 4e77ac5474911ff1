"""For who works on the program: what parts are worth, how weights are made. Not in wheels."""
