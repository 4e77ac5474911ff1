"""Markdown notes -> sections -> chunks -> vectors in Chroma and a BM25 index beside it."""
