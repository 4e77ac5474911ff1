"""What an ingest costs after little has changed: `python tests/benchmarks/changes.py`.

Folders of 100, 1,000 and 10,000 small notes are indexed; then a process of its own ingests with
nothing changed, with one file touched, with one section changed, and with a file renamed. The
embedding model is a stand-in: after a change of one section it would embed a single chunk.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
SIZES = (100, 1_000, 10_000)
REPEATS = 3
Figures = dict[str, float]


def main() -> int:
    """Measure every size and print a table, or JSON."""
    args = _parser().parse_args()
    if args.run:
        print(json.dumps(_ingest(args.run)))
        return 0
    result: dict[int, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory(prefix="changes-") as name:
        for size in args.sizes:
            folder = Path(name) / str(size)
            write(folder / "notes", size)
            result[size] = {"first": _run(folder)}
            for what, act in ACTS.items():
                runs: list[Figures] = []
                for number in range(REPEATS):
                    act(folder / "notes", number)
                    runs.append(_run(folder))
                result[size][what] = {key: median(run[key] for run in runs) for key in runs[0]}
                print(f"{size:,} notes, {what}: {result[size][what]}", file=sys.stderr)
    print(json.dumps(result)) if args.json else _show(result)
    return 0


def write(folder: Path, count: int) -> None:
    """That many notes of two sections each."""
    for number in range(count):
        path = folder / f"{number % 97:02d}" / f"note{number:05d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(
            f"## 第 {part} 节\n\n{f'编号 {number}-{part} 说第 {number * part} 种情况。' * 8}\n\n"
            for part in (1, 2)
        )
        path.write_text(f"---\ntitle: 第 {number} 篇\n---\n{text}", "utf-8")


def _note(folder: Path, number: int) -> Path:
    return sorted(folder.rglob("*.md"))[7 + number]


def _nothing(folder: Path, number: int) -> None:
    pass


def _touch(folder: Path, number: int) -> None:
    path = _note(folder, number)
    os.utime(path, (time.time(), time.time() - 60 - number))


def _edit(folder: Path, number: int) -> None:
    path = _note(folder, number)
    path.write_text(path.read_text("utf-8") + f"补一句：第 {number} 次修改。\n", "utf-8")


def _rename(folder: Path, number: int) -> None:
    path = _note(folder, number)
    path.rename(path.with_name(f"renamed-{number}-{path.name}"))


ACTS: dict[str, Callable[[Path, int], None]] = {
    "nothing changed": _nothing,
    "one file touched": _touch,
    "one section changed": _edit,
    "one file renamed": _rename,
}


def _run(folder: Path) -> Figures:
    command = [sys.executable, str(Path(__file__)), "--run", str(folder)]
    started = time.perf_counter()
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
    )
    figures: Figures = json.loads(done.stdout)
    return figures | {"process_s": time.perf_counter() - started}


def _ingest(folder: Path) -> Figures:
    from scale_embedder import HashedEmbedder

    from ingest.pipeline import ingest
    from ingest.split import SplitSettings

    report = ingest(folder / "notes", folder / "index", HashedEmbedder(), SplitSettings())
    return {"embedded": report.embedded, "ingest_s": report.seconds}


def _show(result: dict[int, dict[str, Figures]]) -> None:
    table = Table(title="whole process, seconds (chunks embedded)")
    table.add_column("notes")
    for size in result:
        table.add_column(f"{size:,}", justify="right")
    for what in ("first", *ACTS):
        cells = [result[size][what] for size in result]
        table.add_row(what, *(f"{c['process_s']:.2f} ({c['embedded']:,.0f})" for c in cells))
    Console().print(table)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="notes")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
