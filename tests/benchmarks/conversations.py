"""Does what was said before make an answer likelier? `python tests/benchmarks/conversations.py
tests/eval/conversations-tune.jsonl notes=FOLDER waking-up=FOLDER …`

Every question is asked by itself, by itself with its subject written out, and after its
conversation, and it is counted how often it is declined. A line of the file has `notes`, a name
that stands before one of the folders, `kind`, `question`, `history` and `gold`, and `alone` where
the question names no subject: how it is asked with nothing said before. Lines of notes that no
folder is named for are left out; questions in the dress of a follow-up have rows of their own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

DECLINED = ("declined by itself", "written out, by itself", "after a conversation")


def main() -> int:
    """Print a row for every kind of question of every folder of notes."""
    from bot.answering import abstain
    from bot.answering.answer import RETRIEVED, Answerer
    from bot.evaluation.answers import first_hit, read_lines, read_questions
    from bot.search.index import Index
    from bot.search.retrieve import NotesRetriever
    from ingest.embedding.embedder import open_embedder
    from ingest.machine.cache import cache_dir
    from ingest.pipeline import ingest
    from ingest.splitting.split import SplitSettings

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("notes", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument(
        "--each", action="store_true", help="tell each question's three (+ declined)"
    )
    args = parser.parse_args()
    folders = dict(pair.split("=", 1) for pair in args.notes)
    embedder = open_embedder("e5-notes", cache_dir(None))
    lines = [raw for _, raw in read_lines(args.questions)]
    asked = list(zip(lines, read_questions(args.questions), strict=True))
    columns = ("notes", "kind", "asked", *DECLINED, "found first")
    print(f"| {' | '.join(columns)} |")
    print(f"|{' --- |' * len(columns)}")
    for name, folder in folders.items():
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        with tempfile.TemporaryDirectory(prefix="conversations-") as index:
            ingest(Path(folder), Path(index), embedder, SplitSettings())
            retriever = NotesRetriever(index=Index(Path(index), embedder), embedder=embedder)
            answerer = Answerer(retriever, abstain.load(Path(index), embedder.name))
            for line, question in (pair for pair in asked if pair[0]["notes"] == name):
                alone = answerer.find(question.question, (), RETRIEVED)
                written = answerer.find(line.get("alone", question.question), (), RETRIEVED)
                after = answerer.find(question.question, question.history, RETRIEVED)
                declined = [answerer.declines(found) for found in (alone, written, after)]
                dress = ", dressed" if question.id.endswith("-dress") else ""
                counts[question.kind + dress].update(
                    asked=1,
                    first=int(first_hit(after.passages, question.gold) == 1),
                    **{column: int(one) for column, one in zip(DECLINED, declined, strict=True)},
                )
                if args.each:
                    marks = " ".join("-+"[one] for one in declined)
                    print(f"{marks}  {question.id}", file=sys.stderr)
        for kind, count in sorted(counts.items()):
            first = str(count["first"]) if kind == "followup" else ""
            cells = (name, kind, str(count["asked"]), *(str(count[c]) for c in DECLINED), first)
            print(f"| {' | '.join(cells)} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
