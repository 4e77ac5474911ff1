"""What scale.py measures, each in a process of its own: `python scale_measure.py MEASURE FOLDER`.

FOLDER is named after the number of chunks; notes, questions and index are kept in it.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import Any

import generate

QUESTIONS = 300
WARM_UP = ("What is a warm-up question?", "预热用的问题", "第三个预热问题")
TIMED = (
    ("chroma", "chromadb.api.models.Collection", "Collection", "query"),
    ("chroma", "chromadb.api.models.Collection", "Collection", "get"),
    ("words", "ingest.index.bm25", "WordIndex", "scores"),
    ("late", "ingest.index.tokens", "TokenStore", "read"),
    ("late", "ingest.embedding.late_interaction", "", "scores"),
    ("embed", "scale_embedder", "HashedEmbedder", "embed_query"),
    ("embed", "scale_embedder", "HashedEmbedder", "query_tokens"),
)
"""Part of a question's time, and the function that it is spent in: module, class, name."""
Figures = dict[str, float]


def _build(folder: Path) -> Figures:
    """Notes, questions and index of a size; seconds and peak memory of each stage of ingest."""
    from scale_embedder import HashedEmbedder

    from ingest.pipeline import ingest
    from ingest.splitting.split import SplitSettings

    shutil.rmtree(folder, ignore_errors=True)
    questions = generate.write(folder / "notes", int(folder.name))
    chosen = [vars(question) for question in generate.spread(questions, QUESTIONS)]
    _save(folder / "questions.json", chosen)
    figures: Figures = defaultdict(float)
    before = time.perf_counter()

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal before
        now = time.perf_counter()
        if stage != "search" or done:  # before that, chunks were read for the word index
            figures[f"build_{stage}_s"] += now - before
        else:
            figures["build_store_s"] += now - before
        figures[f"build_{stage}_bytes"] = _peak_bytes()
        before = now

    report = ingest(
        folder / "notes", folder / "index", HashedEmbedder(), SplitSettings(), progress=progress
    )
    figures["build_search_s"] += time.perf_counter() - before
    figures["build_bytes"] = _peak_bytes()
    figures["notes"], figures["chunks"] = report.notes, report.chunks
    figures |= {f"disk_{part}": size for part, size in _disk(folder / "index").items()}
    _save(folder / "build.json", figures)
    return dict(figures)


def _disk(index: Path) -> Figures:
    """Bytes on disk by part."""
    sizes: Figures = defaultdict(float)
    parts = {"chroma": "vectors", "tokens": "tokens", "search": "words"}
    for path in index.rglob("*"):
        if path.is_file():
            first = path.relative_to(index).parts[0].partition("-")[0]
            part = "texts" if path.name == "chroma.sqlite3" else parts.get(first, "manifest")
            sizes[part] += path.stat().st_size
    return dict(sizes)


def _search(folder: Path) -> Figures:
    """Opening, questions without and with the real model's time, and memory."""
    questions = _questions(folder)
    searcher = Searcher(folder)
    clock = Clock()
    figures = searcher.opened | {"open_bytes": _peak_bytes()}
    figures["load"] = os.getloadavg()[0]
    cpu = time.process_time()
    times, found = _ask(searcher.find, questions)
    figures["alone_cpu_ms"] = (time.process_time() - cpu) / len(questions) * 1000
    figures |= _latency("alone", times) | _recall("ours", found)
    figures["alone_bytes"] = _peak_bytes()
    searcher.embedder.priced_by = _model()
    for text in WARM_UP:
        searcher.find(text)
    clock.spent.clear()
    cpu = time.process_time()
    times, _ = _ask(searcher.find, questions, warm_up=())
    figures["e5_cpu_ms"] = (time.process_time() - cpu) / len(questions) * 1000
    figures |= _latency("e5", times)
    figures["e5_bytes"] = _peak_bytes()
    parts = {name: 1000 * clock.spent[name] / len(times) for name, *_ in TIMED}
    parts["rest"] = fmean(times) - sum(parts.values())
    return figures | {f"part_{name}_ms": spent for name, spent in parts.items()}


def _cold(folder: Path) -> Figures:
    """Opening when none of the index's files is in memory, as after the machine has started."""
    for path in (folder / "index").rglob("*"):
        if path.is_file() and hasattr(os, "posix_fadvise"):
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return {f"cold_{name}": value for name, value in Searcher(folder).opened.items()}


class Searcher:
    """The program's search over an index, and how long it took to open."""

    def __init__(self, folder: Path) -> None:
        from scale_embedder import HashedEmbedder

        from bot.search.index import Index
        from bot.search.retrieve import NotesRetriever
        from ingest.text import lexical

        # What every start costs whatever the index, modules and dictionary, is read before.
        importlib.import_module("chromadb")
        lexical.words("预热")
        self.embedder = HashedEmbedder()
        started = time.perf_counter()
        index = Index(folder / "index", self.embedder)
        index.open()
        opened = time.perf_counter()
        self._retriever = NotesRetriever(index=index, embedder=self.embedder)
        self.find(WARM_UP[0])
        self.opened = {"open_s": opened - started, "first_s": time.perf_counter() - opened}

    def find(self, text: str) -> list[tuple[str, str]]:
        """File and last heading of the five best passages."""
        passages = self._retriever.find(text).passages[:5]
        return [(p.file, (p.heading_path or ("",))[-1]) for p in passages]


def _naive(folder: Path) -> Figures:
    """Chroma alone over the same vectors, searched as naive.py does it."""
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings
    from scale_embedder import HashedEmbedder

    from ingest.index.manifest import read_manifest

    embedder = HashedEmbedder()

    class Hashed(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = embedder.embed_passages(texts).tolist()
            return rows

        def embed_query(self, text: str) -> list[float]:
            row: list[float] = embedder.embed_query(text).tolist()
            return row

    manifest = read_manifest(folder / "index")
    if manifest is None:
        raise FileNotFoundError(folder)
    path = str(folder / "index" / "chroma")
    store = Chroma(manifest.collection, embedding_function=Hashed(), persist_directory=path)

    def find(text: str) -> list[tuple[str, str]]:
        documents = store.similarity_search(text, k=5)
        return [(d.metadata["file"], d.metadata["heading_path"][-1]) for d in documents]

    times, found = _ask(find, _questions(folder))
    return _latency("naive", times) | _recall("naive", found) | {"naive_bytes": _peak_bytes()}


def _change(folder: Path) -> Figures:
    """Seconds and memory of an ingest after one note was changed."""
    from scale_embedder import HashedEmbedder

    from ingest.pipeline import ingest
    from ingest.splitting.split import SplitSettings

    note = min((folder / "notes").rglob("*.md"))
    with note.open("a", encoding="utf-8") as file:
        file.write("\n补充：压测以后再看。\n")
    started = time.perf_counter()
    ingest(folder / "notes", folder / "index", HashedEmbedder(), SplitSettings())
    return {"change_s": time.perf_counter() - started, "change_bytes": _peak_bytes()}


MEASURES: dict[str, Callable[[Path], Figures]] = {
    "build": _build,
    "cold": _cold,
    "search": _search,
    "naive": _naive,
    "change": _change,
}
"""In order: the last one changes the index."""


class Clock:
    """Adds up the time spent in the functions of TIMED, from its making on."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        for part, module, owner, name in TIMED:
            found: Any = importlib.import_module(module)
            self._wrap(getattr(found, owner) if owner else found, name, part)

    def _wrap(self, owner: Any, name: str, part: str) -> None:
        original = getattr(owner, name)

        def timed(*args: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                return original(*args, **options)
            finally:
                self.spent[part] += time.perf_counter() - started

        setattr(owner, name, timed)


def _model() -> Any:
    """The real embedding model, read."""
    from ingest.config import IngestSettings
    from ingest.embedding.embedder import open_embedder
    from ingest.machine.cache import cache_dir

    settings = IngestSettings()
    embedder = open_embedder(settings.embedding_model, cache_dir(settings.notes_cache_dir))
    embedder.load()
    return embedder


def _ask(
    find: Callable[[str], list[tuple[str, str]]],
    questions: Sequence[generate.Question],
    warm_up: Sequence[str] = WARM_UP,
) -> tuple[list[float], list[int | None]]:
    """Milliseconds of every question, and from 0 the place of its section; None beyond five."""
    times: list[float] = []
    places: list[int | None] = []
    for text in warm_up:
        find(text)
    for question in questions:
        started = time.perf_counter()
        found = find(question.text)
        times.append((time.perf_counter() - started) * 1000)
        gold = (question.file, question.heading)
        places.append(found.index(gold) if gold in found else None)
    return times, places


def _latency(name: str, times: Sequence[float]) -> Figures:
    return {f"{name}_p50_ms": median(times), f"{name}_p95_ms": quantiles(times, n=20)[-1]}


def _recall(name: str, places: Sequence[int | None]) -> Figures:
    first = sum(place == 0 for place in places) / len(places)
    return {f"{name}_at_1": first, f"{name}_at_5": 1 - places.count(None) / len(places)}


def _questions(folder: Path) -> list[generate.Question]:
    return [generate.Question(**row) for row in _read(folder / "questions.json")]


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _save(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def _peak_bytes() -> float:
    """Most memory this process has had so far. Linux counts kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else peak * 1024)


if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](Path(sys.argv[2]))))
