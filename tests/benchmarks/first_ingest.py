"""What it costs that the first ingest hands out notes while it goes on, with a reader that asks.

`python tests/benchmarks/first_ingest.py NOTES` ingests them by turns as it is done and all in one
step, and prints seconds, processor seconds and their ratios.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from ingest import first_ingest_shares
from ingest.embedding.embedder import SentenceEmbedder, open_embedder
from ingest.index.manifest import stamp
from ingest.machine.cache import cache_dir
from ingest.pipeline import ingest
from ingest.splitting.split import SplitSettings

ALL = 10**9


def once(notes: Path, embedder: SentenceEmbedder, few: int) -> tuple[float, float, float, int]:
    """Seconds, processor seconds, seconds until the first notes are in, and states."""
    first_ingest_shares.FEW = few
    states: dict[tuple[int, int], float] = {}
    started, own = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"

        def look(stage: str, done: int, total: int) -> None:
            states.setdefault(stamp(index), time.perf_counter() - started)

        ingest(notes, index, embedder, SplitSettings(), progress=look)
        spent, own = time.perf_counter() - started, time.process_time() - own
        states.setdefault(stamp(index), spent)
        states.pop((0, 0), None)
    return spent, own, min(states.values()), len(states)


def main() -> None:
    """Print a line a round, and the ratios of the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int)
    args = parser.parse_args()
    embedder = open_embedder("e5-notes", cache_dir(None), threads=args.threads)
    embedder.load()
    usual = first_ingest_shares.FEW
    once(args.notes, embedder, ALL)  # dictionaries, code, caches
    rows: dict[int, list[tuple[float, float, float, int]]] = {usual: [], ALL: []}
    for number in range(args.rounds):
        for few in (usual, ALL) if number % 2 else (ALL, usual):
            rows[few].append(once(args.notes, embedder, few))
            spent, own, first, states = rows[few][-1]
            name = "in shares" if few == usual else "at once  "
            print(f"{name} {spent:6.1f} s, {own:6.1f} s of a core, first notes {first:5.1f} s, "
                  f"{states} states", flush=True)  # fmt: skip
    for at, what in ((0, "seconds"), (1, "processor seconds")):
        ours, plain = (statistics.median(row[at] for row in rows[few]) for few in (usual, ALL))
        print(f"{what}: {ours:.1f} / {plain:.1f} = {ours / plain:.3f}")


if __name__ == "__main__":
    main()
