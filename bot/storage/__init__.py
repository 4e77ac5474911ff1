"""The database of the user's own data, and what is kept in it for the chat."""
