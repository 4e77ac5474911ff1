"""The embedding model as ingest runs it, for every room that reads meaning."""

from __future__ import annotations

from ingest.embedding.embedder import Embedder, Vectors

__all__ = ["Embedder", "Vectors"]
