"""Embedding beside a bare loop of `encode`: `python tests/benchmarks/throughput.py`.

Both have the same texts, sorted by length, in the same batches and the same number format, and take
turns in one process, so that a busy machine slows both. Ours gives packed token vectors as well
where the model has them. Reading the models is not timed.

With `--packing` the same model takes turns with itself, its weights plain and packed, over chunks
and over questions, in both number formats.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from processor import described

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = 100
LEAST = 0.9
"""The ratio of texts per second that is to be reached."""


def main() -> int:
    """Print texts per second of both and their ratio."""
    args = _parser().parse_args()
    from ingest.config import IngestSettings
    from ingest.embedding.embedder import open_embedder
    from ingest.embedding.number_format import EXACT, HALF
    from ingest.machine.cache import cache_dir

    settings = IngestSettings()
    name = args.model or settings.embedding_model
    cache = cache_dir(settings.notes_cache_dir)
    embedder = open_embedder(name, cache, threads=settings.threads)
    texts = chunk_texts(args.notes, embedder)[: args.texts]
    if args.packing:
        print(described(embedder))
        for dtype in (HALF, EXACT):
            print(_packing(embedder, texts, _questions(args.questions), args.rounds, dtype))
        return 0
    loops: dict[str, Callable[[], object]] = {
        "bare": bare_loop(embedder, texts),
        "ours": lambda: embedder.embed_chunks(texts),
    }
    for loop in loops.values():  # the first batches of a process are slower
        loop()
    seconds: dict[str, list[float]] = {side: [] for side in loops}
    for _ in range(args.rounds):
        for side, loop in loops.items():
            started = time.perf_counter()
            loop()
            seconds[side].append(time.perf_counter() - started)
    rates = {side: len(texts) / median(times) for side, times in seconds.items()}
    # Of each round, since what else the machine does changes from round to round.
    ratio = median(b / o for b, o in zip(seconds["bare"], seconds["ours"], strict=True))
    if args.json:
        print(
            json.dumps(
                {
                    **rates,
                    "ratio": ratio,
                    "processor": described(embedder),
                    "seconds": seconds,
                    "texts": len(texts),
                }
            )
        )
    else:
        print(
            f"{described(embedder)}\n{name}, {len(texts)} texts, {args.rounds} rounds: "
            f"bare {rates['bare']:.1f} texts/s, ours {rates['ours']:.1f} texts/s, "
            f"ratio {ratio:.2f} ({LEAST} {'met' if ratio >= LEAST else 'NOT met'})"
        )
    return 0


def _packing(embedder: Any, texts: list[str], questions: list[str], rounds: int, dtype: str) -> str:
    """A line that says what packed weights are worth in a number format."""
    from ingest.embedding import late_interaction
    from ingest.embedding.encoder import read_encoder
    from ingest.embedding.number_format import Format

    folder, model = embedder.model.folder, embedder.model
    encoders = {
        name: read_encoder(folder, wanted=Format(dtype, packed=name == "packed"))
        for name in ("plain", "packed")
    }
    if not encoders["packed"].format.packed:
        return f"{dtype}: not packed on this machine"
    lengths = embedder.count_many(texts)
    chunks: dict[str, list[float]] = {name: [] for name in encoders}
    asked: dict[str, list[float]] = {name: [] for name in encoders}
    for number in range(rounds + 1):
        for name, encoder in encoders.items():
            started = time.perf_counter()
            encoder.encode(texts, lengths, model.passage_prompt, keep=late_interaction.pack)
            chunks[name] += [time.perf_counter() - started] if number else []  # the first is slower
    for question in questions:
        for name, encoder in encoders.items():
            started = time.perf_counter()
            encoder.encode([question], [0], model.query_prompt, keep=late_interaction.pack)
            asked[name].append((time.perf_counter() - started) * 1000)
    rates = {name: len(texts) / min(seconds) for name, seconds in chunks.items()}
    return f"{dtype}: " + ", ".join(
        f"{name} {rates[name]:.1f} chunks/s and {median(asked[name]):.1f} ms a question "
        f"(quickest tenth {quantiles(asked[name], n=10)[0]:.1f})"
        for name in encoders
    )


def _questions(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()[:QUESTIONS]
    return [json.loads(line)["question"] for line in lines]


def chunk_texts(notes: Path, embedder: Any) -> list[str]:
    """What ingest embeds of a folder of notes, in another order of mixed lengths."""
    from ingest.changes import read_file, scan
    from ingest.splitting.split import SplitSettings

    texts: list[str] = []
    for file, raw in scan(notes, {}).to_read.items():
        _, chunks = read_file(file, raw, embedder.count_many, SplitSettings())
        texts.extend(chunk.embed_text for chunk in chunks)
    return sorted(texts, key=hash_of)


def hash_of(text: str) -> str:
    """Orders texts by chance, the same in every run."""
    from ingest.schema import digest

    return digest(text)


def bare_loop(embedder: Any, texts: list[str]) -> Callable[[], object]:
    """`encode` over the batches that the embedder makes, its model read a second time."""
    import torch
    from sentence_transformers import SentenceTransformer

    from ingest.embedding.encoder import batches

    model = SentenceTransformer(str(embedder.model.folder), device="cpu", local_files_only=True)
    if embedder.format.dtype == "bfloat16":
        model[0].to(torch.bfloat16)
    prompt = embedder.model.passage_prompt
    groups = [
        [texts[at] for at in group]
        for group in batches(embedder.count_many(texts), embedder.max_tokens)
    ]

    def loop() -> None:
        for group in groups:
            model.encode(
                group,
                prompt=prompt,
                batch_size=len(group),
                normalize_embeddings=True,
                show_progress_bar=False,
            )

    return loop


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=ROOT / "data" / "notes", help="folder")
    parser.add_argument("--model", help="by default the one that the settings name")
    parser.add_argument("--texts", type=int, default=200, help="at most so many chunks")
    parser.add_argument("--rounds", type=int, default=3, choices=range(1, 21), metavar="N")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--packing", action="store_true", help="plain and packed weights")
    parser.add_argument(
        "--questions", type=Path, default=ROOT / "tests" / "eval" / "questions.jsonl"
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
