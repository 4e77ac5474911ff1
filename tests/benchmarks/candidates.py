"""`python tests/benchmarks/candidates.py NOTES`: simulated candidates play whole interviews.

Three in four have a language model beside them that speaks, or is to judge. Prints what each kind
of candidate got, and every broken state; ends with 1 if there was one.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support" / "playing"))

from candidate import STYLES, Candidate, Played
from company import COMPANIES, world_with
from interviews import folder_source

from bot.grading.grade import Grader
from bot.storage.ids import new_id


def grader(meaning: bool, cache: Path) -> Grader:
    """By words alone, or with the embedding model as well."""
    if not meaning:
        return Grader()
    from bot.search.text_vectors import meaning_of
    from ingest.embedding.embedder import open_embedder

    return Grader(meaning=meaning_of(open_embedder("e5-notes", cache)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path)
    parser.add_argument("--interviews", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--words", action="store_true", help="grade by words alone: sees no denial")
    parser.add_argument("--cache", type=Path, default=Path("build/cache"))
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # a judge fails on purpose
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        notes, graded = folder_source(options.notes), grader(not options.words, options.cache)
        worlds = {name: world_with(name, Path(folder) / name, notes, graded) for name in COMPANIES}
        owners = [new_id() for _ in STYLES]
        played: list[Played] = []
        for number in range(options.interviews):
            at, company = number % len(STYLES), COMPANIES[number // len(STYLES) % len(COMPANIES)]
            world = worlds[company]
            candidate = Candidate(world, owners[at], STYLES[at], options.seed + number)
            played.append(candidate.play(options.seed + number, reopen=True))
            played[-1].company = company
            world.clock.at += 6 * 3600
            for fault in played[-1].faults:
                print(f"! interview {number}, {STYLES[at]}, {company}: {fault}")
        size = sum(one.stat().st_size for one in Path(folder).glob("*/interviews.sqlite3"))
        for world in worlds.values():
            world.close()
    report(played, time.perf_counter() - started, size)
    return 1 if any(one.faults for one in played) else 0


def report(played: list[Played], spent_s: float, size: int) -> None:
    """A line for each kind of candidate and of company, and the sum."""
    rows: dict[str, list[Played]] = defaultdict(list)
    for one in played:
        rows[one.style].append(one)
        rows[one.company].append(one)
    for name in (*STYLES, *COMPANIES):
        own = rows[name]
        items = [item for one in own if one.report for item in one.report.counted]
        ends = Counter(item.outcome for item in items)
        answered = [item for item in items if item.outcome == "answered"]
        score = mean(item.score for item in items) if items else 0
        first = mean(item.first for item in answered) if answered else 0
        print(
            f"{name:8} {len(own):4} interviews {len(items):5} questions, mean score {score:5.1f}, "
            f"first answers {first:5.1f}, {dict(ends)}"
        )
    broken = sum(bool(one.faults) for one in played)
    actions, restarts = sum(one.actions for one in played), sum(one.restarts for one in played)
    print(
        f"{len(played)} interviews, {actions} actions, {restarts} restarts of the program, "
        f"{broken} with a broken state; {spent_s:.0f} s, checkpoints {size / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
