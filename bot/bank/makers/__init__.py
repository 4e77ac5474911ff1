"""A section → questions that could be asked about it: a few general makers, the gate chooses."""
