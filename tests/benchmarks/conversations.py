"""Does what was said before make an answer likelier? `python tests/benchmarks/conversations.py
tests/eval/conversations-tune.jsonl notes=FOLDER waking-up=FOLDER …`

Every question is asked twice, by itself and after its conversation, and it is counted how often it
is declined. A line of the file has `notes`, a name that stands before one of the folders, `kind`,
`question`, `history` and `gold`; lines of notes that no folder is named for are left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]


def main() -> int:
    """Print a row for every kind of question of every folder of notes."""
    from bot.answering import abstain
    from bot.answering.answer import RETRIEVED, Answerer
    from bot.evaluation.answers import first_hit, read_lines, read_questions
    from bot.search.index import Index
    from bot.search.retrieve import NotesRetriever
    from ingest.embedding.embed import open_embedder
    from ingest.machine.cache import cache_dir
    from ingest.pipeline import ingest
    from ingest.splitting.split import SplitSettings

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("notes", nargs="+", metavar="NAME=FOLDER")
    args = parser.parse_args()
    folders = dict(pair.split("=", 1) for pair in args.notes)
    embedder = open_embedder("e5-notes", cache_dir(None))
    named = [str(raw["notes"]) for _, raw in read_lines(args.questions)]
    asked = list(zip(named, read_questions(args.questions), strict=True))
    print("| notes | kind | asked | declined by itself | after a conversation | found first |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, folder in folders.items():
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        with tempfile.TemporaryDirectory(prefix="conversations-") as index:
            ingest(Path(folder), Path(index), embedder, SplitSettings())
            retriever = NotesRetriever(index=Index(Path(index), embedder), embedder=embedder)
            answerer = Answerer(retriever, abstain.load(Path(index), embedder.name))
            for _, question in (pair for pair in asked if pair[0] == name):
                alone = answerer.find(question.question, (), RETRIEVED)
                after = answerer.find(question.question, question.history, RETRIEVED)
                counts[question.kind].update(
                    asked=1,
                    alone=int(answerer.declines(alone)),
                    after=int(answerer.declines(after)),
                    first=int(first_hit(after.passages, question.gold) == 1),
                )
        for kind, count in sorted(counts.items()):
            first = str(count["first"]) if kind == "followup" else ""
            cells = (name, kind, *(str(count[key]) for key in ("asked", "alone", "after")), first)
            print(f"| {' | '.join(cells)} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
