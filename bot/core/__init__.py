"""What rooms hand each other. Nothing here imports another room."""
