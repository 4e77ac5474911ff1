"""Fixtures that several test files share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from places import ROOT

from bot.search.index import Index
from bot.search.retrieve import NotesRetriever
from ingest.config import IngestSettings
from ingest.embedding.embedder import SentenceEmbedder, open_embedder
from ingest.pipeline import ingest
from ingest.splitting.split import SplitSettings

pytest_plugins = ["pages"]

# On a busy machine torch's threads would wait for each other by spinning: a question then takes a
# second in place of 20 ms.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "10000")
if "PYTEST_XDIST_WORKER" in os.environ:
    # There are as many test processes as cores: threads of one would wait for those of the other.
    os.environ.setdefault("THREADS", "1")

# The first example may have to read a dictionary or a model. The examples are the same each time,
# so that a run says something about the change; `--hypothesis-profile search` looks for new ones.
settings.register_profile("own", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("own")


@pytest.fixture(scope="session")
def cache() -> Path:
    """The folder for unpacked models, inside the checkout."""
    folder = ROOT / "build" / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def own_notes() -> Path:
    """The notes that come with the project."""
    return ROOT / "data" / "notes"


@pytest.fixture(scope="session")
def embedder(cache: Path) -> SentenceEmbedder:
    """The real embedding model."""
    return open_embedder("e5-notes", cache, threads=IngestSettings().threads)


@pytest.fixture(scope="session")
def own_index(own_notes: Path, embedder: SentenceEmbedder) -> Path:
    """An index of the project's notes; kept between runs, brought up to date by each."""
    folder = ROOT / "build" / "test-index"
    ingest(own_notes, folder, embedder, SplitSettings(), wait_s=300)
    return folder


@pytest.fixture(scope="session")
def retriever(own_index: Path, embedder: SentenceEmbedder) -> NotesRetriever:
    """Searches the project's notes."""
    return NotesRetriever(index=Index(own_index, embedder), embedder=embedder)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Path:
    """A folder with a few notes and their index."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(ROOT / "tests" / "notes", folder / "notes")
    ingest(folder / "notes", folder / "index", embedder, SplitSettings())
    return folder


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Notes of every shape, to be changed at will."""
    shutil.copytree(ROOT / "tests" / "notes", tmp_path / "notes")
    return tmp_path / "notes"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where an index could be made."""
    return tmp_path / "index"
