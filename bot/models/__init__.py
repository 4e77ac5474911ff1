"""What stands between the program and a language model: what it says, how it fails, if it is up."""
