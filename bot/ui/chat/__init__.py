"""The tab of the chat, with the list of gaps."""
