"""`python -m bot.training.ablation QUESTIONS`: what each part of retrieval is worth."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from bot.app import build
from bot.config import Settings
from bot.errors import BadInput, Problem
from bot.evaluation.answers import read_questions
from bot.privacy import keep_at_home
from bot.training.ablation.measure import as_json, table
from bot.training.ablation.parts import ablate
from ingest.config import at_home
from ingest.machine.cache import cache_dir
from ingest.machine.pipes import ended
from ingest.machine.progress_bars import ProgressBars


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table. 0: done; 2: not done, with one sentence that says why."""
    keep_at_home()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=at_home, help="JSON lines: question, kind, gold, history")
    parser.add_argument("--index", type=at_home, help="folder of the index (INDEX_DIR)")
    parser.add_argument("--llm", help="none, or who picks among passages (LLM)", default="none")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args(argv)
    given = {"index_dir": args.index, "llm": args.llm}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    try:
        questions = read_questions(args.questions)
        if not questions:
            raise BadInput("questions_none", at=args.questions)
        app = build(settings)
        app.demand_llm()
        model = app.llm(None)
        with ProgressBars() as bars:
            rows = ablate(
                app.retriever,
                questions,
                cache_dir(settings.notes_cache_dir),
                model=(model, settings.llm) if model else None,
                progress=bars,
            )
    except Problem as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps([as_json(r) for r in rows], ensure_ascii=False) if args.json else table(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(ended(main))
