"""`python -m bot.training.opposition`: fits the weights in `opposed.json` anew."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bot.grading.opposition import contradiction_probability, oppose
from bot.search.text_vectors import EmbedderMeaning
from bot.training.opposition.examples import Example, from_claims, from_sections
from bot.training.opposition.fit import AnswerMeasures, accuracy, fit
from ingest.config import IngestSettings
from ingest.embedding.embedder import open_embedder
from ingest.machine.cache import cache_dir
from ingest.text.sentences import sentence_spans

DATA = Path(__file__).resolve().parents[3] / "data"
OUT = Path(contradiction_probability.__file__).with_name(contradiction_probability.FILE_NAME)


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate the examples, measure, fit, write; say how well it tells true from false."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.training.opposition",
        description="Fit how sure a contradiction is: some minutes on two cores.",
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder with claims and training")
    parser.add_argument("--out", type=Path, default=OUT, help="file to write")
    parser.add_argument("--sections", type=int, default=500, help="examples taken from sections")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(arguments)
    rng = Random(args.seed)
    written = from_claims(args.data / "claims" / "claims.jsonl")
    made = list(from_sections(args.data / "training", rng))
    made = rng.sample(made, min(args.sections, len(made)))
    embedder = open_embedder("e5-notes", cache_dir(IngestSettings().notes_cache_dir))
    meaning = EmbedderMeaning(embedder)
    rows: list[AnswerMeasures] = []
    for number, example in enumerate([*written, *made], 1):
        rows.append(AnswerMeasures(number % 5, example.false, best(example, meaning)))
        if number % 100 == 0:
            print(f"{number} of {len(written) + len(made)} answers read", flush=True)
    model = fit(rows, oppose.MEASURES)
    told, alarms = accuracy(rows, oppose.MEASURES)
    args.out.write_text(
        json.dumps(
            {"measures": model.measures, "weights": model.weights, "constant": model.constant}
        )
        + "\n",
        "utf-8",
    )
    print(
        f"Left out by fifths: {told:.0%} of false answers are told, {alarms:.1%} of true ones "
        f"are taken for false. Wrote {args.out}."
    )
    return 0


def best(example: Example, meaning: EmbedderMeaning) -> tuple[float, ...] | None:
    """Measures of the change that the section leans to most; None where it leans to none."""
    found = oppose.leanings(
        "", [example.section], example.answer, sentence_spans(example.answer), meaning
    )
    if not found:
        return None
    return oppose.measures(max(found, key=lambda one: (one.gain, one.near)))


if __name__ == "__main__":
    sys.exit(main())
