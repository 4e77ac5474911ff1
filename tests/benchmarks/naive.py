"""The pipeline of the libraries' tutorials, to compare with: split by size, embed, store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import MarkdownHeaderTextSplitter, RecursiveCharacterTextSplitter

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HEADERS = [("#", "h1"), ("##", "h2"), ("###", "h3")]
CHUNK_CHARACTERS = 500
OVERLAP_CHARACTERS = 50
COLLECTION = "naive"


class E5Embeddings(Embeddings):
    """LangChain's embeddings over a sentence-transformers model with `encode`'s own defaults."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self.model: SentenceTransformer = SentenceTransformer(str(folder), local_files_only=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        rows: list[list[float]] = self.model.encode_document(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        row: list[float] = self.model.encode_query(text).tolist()
        return row


def split(notes: Path) -> list[Document]:
    """Every note of the folder, along its `#` lines and then by characters."""
    by_header = MarkdownHeaderTextSplitter(headers_to_split_on=HEADERS)
    by_size = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS
    )
    documents: list[Document] = []
    for path in sorted(notes.rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for document in by_size.split_documents(by_header.split_text(text)):
            document.metadata["source"] = str(path.relative_to(notes))
            documents.append(document)
    return documents


def build(notes: Path, index: Path, embeddings: Embeddings) -> list[Document]:
    """Split, embed and store; the documents that were stored."""
    documents = split(notes)
    Chroma.from_documents(
        documents, embeddings, collection_name=COLLECTION, persist_directory=str(index)
    )
    return documents


def open_search(index: Path, embeddings: Embeddings) -> Any:
    """A function from a question to its five nearest documents."""
    store = Chroma(COLLECTION, embedding_function=embeddings, persist_directory=str(index))
    return lambda question: store.similarity_search(question, k=5)
