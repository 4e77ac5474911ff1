"""How searching grows from 1,000 to 100,000 chunks: `python tests/benchmarks/scale.py`.

Notes come from generate.py, and the program's own ingest makes the index. Only the embedding model
is a stand-in with e5's shapes: e5 itself would take more than an hour for 100,000 chunks, and only
its time for a question counts here. That is measured with the real model: every question goes
through it too, and its vectors are thrown away. `--write` renews docs/scale.md and its plot.

Every measurement has a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "bench" / "scale"
SIZES = (1_000, 10_000, 100_000)
MEASURES = ("build", "cold", "search", "naive", "change")
"""In order: the last one changes the index."""
Figures = dict[str, float]


def main() -> int:
    """Measure every size and print a table."""
    args = _parser().parse_args()
    from scale_report import show, write

    result: dict[int, Figures] = {}
    for size in args.sizes:
        figures: Figures = {"size": size}
        for measure in MEASURES:
            if measure == "build" and args.reuse and (args.folder / str(size)).is_dir():
                figures |= json.loads((args.folder / str(size) / "build.json").read_text("utf-8"))
                continue
            measured = _run(measure, size, args.folder)
            print(f"{size:,}, {measure}: {measured}", file=sys.stderr)
            figures |= measured
        result[size] = figures
    show(result)
    if args.write:
        write(result, ROOT / "docs")
    return 0


def _run(measure: str, size: int, folder: Path) -> Figures:
    # On Linux a child's peak memory begins with its parent's: nothing big is imported up here.
    script = Path(__file__).with_name("scale_measure.py")
    command = [sys.executable, str(script), measure, str(folder / str(size))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="chunks")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="for notes and indexes")
    parser.add_argument("--reuse", action="store_true", help="search indexes that are there")
    parser.add_argument("--write", action="store_true", help="renew docs/scale.md and its plot")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
