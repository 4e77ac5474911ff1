"""The folder of notes as the page shows and changes it."""
