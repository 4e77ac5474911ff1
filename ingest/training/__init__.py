"""Makes the adapter of the built-in embedding model: `python -m ingest.training`."""
