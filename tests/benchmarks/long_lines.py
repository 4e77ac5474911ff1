"""How long a note takes whose only line is very long: `python tests/benchmarks/long_lines.py`

A line of signs is what a broken export or somebody's trick looks like. Each sign, and a mixture of
all, fills lines of four sizes up to a megabyte, which are read and split; printed is how many
seconds of the processor each takes. `--signs` names others, `--limit` the most for the longest.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from time import process_time

from ingest.notes.folder import parse_note
from ingest.splitting.split import SplitSettings, split_note

SIGNS = ("$", "[[", "[", "|", "*", "<", "`", ">", "`'\"$[*<|>", "价格 $5 和 ", "$x$ ", "[[a|b]]")
SIZES = (125_000, 250_000, 500_000, 1_000_000)


def count(texts: Sequence[str]) -> list[int]:
    """About as many tokens as the embedding model's tokenizer would find."""
    return [len(text) * 2 // 3 for text in texts]


def seconds(sign: str, size: int) -> float:
    text = "# Title\n\n" + sign * (size // len(sign.encode()))
    start = process_time()
    split_note(parse_note("note.md", text)[0], count, SplitSettings())
    return process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--signs", nargs="+", default=SIGNS)
    parser.add_argument("--limit", type=float, default=5.0)
    arguments = parser.parse_args()
    slow = 0
    for sign in arguments.signs:
        taken = [seconds(sign, size) for size in SIZES]
        slow += taken[-1] > arguments.limit
        print(f"{sign!r:16} " + " ".join(f"{one:6.2f}" for one in taken), flush=True)
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
