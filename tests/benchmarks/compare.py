"""The naive pipeline beside ours on the same notes: `python tests/benchmarks/compare.py NOTES`.

Every measurement has a process of its own, so that its peak memory is its own; the two pipelines
take turns, so that a busy machine slows both. Reading the model is not timed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from processor import of_this_machine
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "tests" / "eval" / "questions.jsonl"
SIDES = ("naive", "ours")
WARM_UP = ("What is a warm-up question?", "预热用的问题", "第三个预热问题")
Figures = dict[str, float]
# Row of the table, key of a measurement, decimals, factor.
ROWS = (
    ("chunks", "chunks", 0, 1.0),
    ("split, embed, store (s)", "seconds", 1, 1.0),
    ("chunks/s", "chunks_per_s", 1, 1.0),
    ("tokens/s", "tokens_per_s", 0, 1.0),
    ("peak memory (MB)", "peak_bytes", 0, 1e-6),
    ("query p50 (ms)", "query_p50_ms", 1, 1.0),
    ("query p95 (ms)", "query_p95_ms", 1, 1.0),
)


def main() -> int:
    """Run both pipelines and print a table, or JSON."""
    args = _parser().parse_args()
    if args.measure:
        print(json.dumps(_measure(args)))
        return 0
    questions = read_questions(args.questions)
    processor = of_this_machine()
    rounds: list[dict[str, Figures]] = []
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        for number in range(args.rounds):
            rounds.append({})
            for side in SIDES:
                index = Path(folder) / f"{side}-{number}"
                figures = _run(args, f"{side}-ingest", index)
                figures |= _run(args, f"{side}-search", index)
                rounds[-1][side] = figures
                print(f"round {number + 1}, {side}: {figures}", file=sys.stderr)
    result = {side: middle([figures[side] for figures in rounds]) for side in SIDES}
    ratios = {key: result["ours"][key] / result["naive"][key] for _, key, _, _ in ROWS}
    if args.json:
        print(
            json.dumps(
                {
                    **result,
                    "ratios": ratios,
                    "rounds": rounds,
                    "questions": len(questions),
                    "processor": processor,
                },
                ensure_ascii=False,
            )
        )
    else:
        print(processor)
        _show(result, ratios, len(questions), args.rounds)
    return 0


def read_questions(path: Path) -> list[str]:
    """The questions of a JSON-lines file, each once: a repeated one would come from a cache."""
    lines = path.read_text("utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["question"] for line in lines if line.strip()))


def middle(rounds: Sequence[Figures]) -> Figures:
    """The median of every figure over the rounds."""
    return {key: median(figures[key] for figures in rounds) for key in rounds[0]}


def our_search(index: Path) -> Callable[[str], object]:
    """The search that the bot uses, from a question to ranked passages."""
    from bot.app import build
    from bot.config import Settings

    return build(Settings(index_dir=index, llm="none")).retriever.find


def _run(args: argparse.Namespace, measure: str, index: Path) -> Figures:
    # On Linux a child's peak memory begins with its parent's: nothing big is imported up here.
    command = [sys.executable, str(Path(__file__)), str(args.notes), "--measure", measure]
    command += ["--index", str(index), "--questions", str(args.questions)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def _measure(args: argparse.Namespace) -> Figures:
    side, _, what = args.measure.partition("-")
    from ingest.config import IngestSettings
    from ingest.embedding.embedder import open_embedder
    from ingest.machine.cache import cache_dir

    settings = IngestSettings()
    # The first process unpacks the model where that has not been done yet.
    embedder = open_embedder(
        settings.embedding_model, cache_dir(settings.notes_cache_dir), threads=settings.threads
    )
    if what == "search":
        return _search(side, args.index, embedder, read_questions(args.questions))
    if side == "naive":
        return _ingest_naive(args.notes, args.index, embedder)
    return _ingest_ours(args.notes, args.index, embedder)


def _ingest_naive(notes: Path, index: Path, embedder: Any) -> Figures:
    import naive

    embeddings = naive.E5Embeddings(embedder.model.folder)
    embeddings.embed_query(WARM_UP[0])
    started = time.perf_counter()
    documents = naive.build(notes, index, embeddings)
    seconds, peak = time.perf_counter() - started, _peak_bytes()
    return _figures(seconds, peak, [document.page_content for document in documents], embedder)


def _ingest_ours(notes: Path, index: Path, embedder: Any) -> Figures:
    from ingest.index.store import ChunkStore, open_client
    from ingest.pipeline import collection_name, ingest
    from ingest.splitting.split import SplitSettings

    embedder.load()  # not counted, as it is not for the naive pipeline
    started = time.perf_counter()
    ingest(notes, index, embedder, SplitSettings())
    seconds, peak = time.perf_counter() - started, _peak_bytes()
    name = collection_name(embedder, SplitSettings())
    stored = ChunkStore(open_client(index / "chroma"), name).read()
    return _figures(seconds, peak, [row.chunk.embed_text for row in stored], embedder)


def _figures(seconds: float, peak_bytes: float, texts: list[str], embedder: Any) -> Figures:
    # What the model reads: longer texts are cut off at its limit.
    tokens = sum(min(count, embedder.max_tokens) for count in embedder.count_many(texts))
    return {
        "chunks": len(texts),
        "seconds": seconds,
        "chunks_per_s": len(texts) / seconds,
        "tokens_per_s": tokens / seconds,
        "peak_bytes": peak_bytes,
    }


def _peak_bytes() -> float:
    """Most memory this process has had so far. Linux counts kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else peak * 1024)


def _search(side: str, index: Path, embedder: Any, questions: list[str]) -> Figures:
    if side == "naive":
        import naive

        search = naive.open_search(index, naive.E5Embeddings(embedder.model.folder))
    else:
        search = our_search(index)
    for question in WARM_UP:
        search(question)
    milliseconds: list[float] = []
    for question in questions:
        started = time.perf_counter()
        search(question)
        milliseconds.append((time.perf_counter() - started) * 1000)
    return {"query_p50_ms": median(milliseconds), "query_p95_ms": quantiles(milliseconds, n=20)[-1]}


def _show(result: dict[str, Figures], ratios: Figures, questions: int, rounds: int) -> None:
    table = Table(title=f"median of {rounds} rounds, {questions} questions")
    for column in ("", *SIDES, "ours / naive"):
        table.add_column(column, justify="right" if column else "left")
    for label, key, decimals, factor in ROWS:
        values = [f"{result[side][key] * factor:,.{decimals}f}" for side in SIDES]
        table.add_row(label, *values, f"{ratios[key]:.2f}")
    Console().print(table)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path, help="folder of notes")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="JSON lines")
    parser.add_argument("--rounds", type=int, default=2, choices=range(1, 21), metavar="N")
    parser.add_argument("--json", action="store_true", help="print every round as JSON")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
