"""Does an index grow by what is no longer in it? `python tests/benchmarks/rounds.py --rounds 100`.

Every round edits three notes, in the middle or so that all below shifts, and ingests; some delete a
note, make a new one or rename one. At the end the index is compared with a fresh one of the same
notes: its size on disk, part by part, and what it holds.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support" / "indexes")]

SECTIONS = 9


def write(path: Path, number: int) -> None:
    """A note of nine sections that speak of different things."""
    sections = (
        f"## 题 {number}.{n}\n\n"
        + "".join(f"编号 {number * n + k} 的事情要做 {k * n} 次。" for k in range(12))
        for n in range(SECTIONS)
    )
    # With a title of its own a note is embedded under the same one, whatever its file is called.
    head = f"---\ntitle: 题 {number}\n---\n\n# 题 {number}\n\n"
    path.write_text(head + "\n\n".join(sections) + "\n", "utf-8")


def change(notes: Path, number: int, chance: random.Random) -> None:
    """What one round does."""
    paths = sorted(notes.glob("*.md"))
    for path in chance.sample(paths, 3):
        lines = path.read_text("utf-8").split("\n")
        at = 5 if chance.random() < 0.5 else chance.randrange(5, len(lines))
        lines.insert(at, f"\n第 {number} 轮加了一句话。\n")
        path.write_text("\n".join(lines), "utf-8")
    if number % 10 == 3:
        chance.choice(paths).unlink()
        write(notes / f"新{number}.md", 1000 + number)
    if number % 10 == 7:
        path = chance.choice(paths)
        path.rename(path.with_name(f"改名{number}.md"))


def sizes(index: Path) -> dict[str, int]:
    """Bytes by part: the database, the graph, the word index, the token vectors, the rest."""
    found = dict.fromkeys(("all", "database", "graph", "words", "tokens"), 0)
    for path in index.rglob("*"):
        if path.is_file():
            part = path.relative_to(index).parts
            size = path.stat().st_size
            found["all"] += size
            if part[0] == "chroma":
                found["graph" if len(part) > 2 else "database"] += size
            elif part[0].startswith("search-"):
                found["words"] += size
            elif part[0].startswith("tokens-"):
                found["tokens"] += size
    return found


def main() -> int:
    """Play the rounds and print the table; 1 if the index is more than half as big again."""
    from index_check import manifest, run, same

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--notes", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="rounds-") as folder:
        notes, index, fresh = (Path(folder) / name for name in ("notes", "index", "fresh"))
        notes.mkdir()
        for number in range(args.notes):
            write(notes / f"多{number}.md", number)
        run(notes, index)
        largest, started = 0, time.monotonic()
        for number in range(args.rounds):
            change(notes, number, chance)
            run(notes, index)
            largest = max(largest, sizes(index)["all"])
            print(f"\r{number + 1} of {args.rounds}", end="", file=sys.stderr)
        seconds = time.monotonic() - started
        run(notes, fresh)
        same(index, fresh)
        mine, other = sizes(index), sizes(fresh)
        print(f"\n{manifest(index).chunks} chunks, {args.rounds} rounds, {seconds:.0f} s")
        print("| MB | after the rounds | fresh | ratio |\n|---|---|---|---|")
        for part in mine:
            ratio = mine[part] / max(other[part], 1)
            print(f"| {part} | {mine[part] / 1e6:.2f} | {other[part] / 1e6:.2f} | {ratio:.2f} |")
        print(f"At its largest it was {largest / other['all']:.2f} of the fresh one.")
    return int(mine["all"] > 1.5 * other["all"])


if __name__ == "__main__":
    raise SystemExit(main())
