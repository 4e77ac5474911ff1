"""Where an answer says the opposite of the notes."""
