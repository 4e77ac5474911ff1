"""`python -m bot.training.points AUTHOR=NOTES … [--held AUTHOR=NOTES …]`: fit the scorer of points.

Prints how well scorers fitted without an author do on that author's notes, totals alone for those
that are held back, and writes the scorer fitted to all that aren't.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from bot.bank.points import scorer as shipped
from bot.training.points.chosen import ChosenFigures, figures
from bot.training.points.fit import fitted, left_out, separation
from bot.training.points.judged import JudgedSection, judged_sections


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(prog="bot.training.points", description=__doc__)
    parser.add_argument("notes", nargs="+", metavar="AUTHOR=NOTES")
    parser.add_argument("--held", nargs="*", default=[], metavar="AUTHOR=NOTES")
    parser.add_argument("--cards", type=Path, default=Path("data/cards"))
    parser.add_argument("--dry-run", action="store_true", help="print only")
    given = parser.parse_args()
    sections = list(_read(given.notes, given.cards))
    total = ChosenFigures()
    for author, scorer in left_out(sections).items():
        own = [one for one in sections if one.author == author]
        made = figures(scorer, own)
        total.add(made)
        print(f"{author}: {separation(scorer, own)} {made.row()}")
    print(f"left out, together: {total.row()}")
    stored = fitted(sections)
    if given.held:
        held = list(_read(given.held, given.cards))
        print(f"held back: {figures(shipped.scorer_from(stored), held).row()}")
    if not given.dry_run:
        at = Path(shipped.__file__).with_name(shipped.MODEL)
        at.write_text(_lines(stored), encoding="utf-8")


def _read(places: Iterable[str], cards: Path) -> Iterable[JudgedSection]:
    for place in places:
        author, _, notes = place.partition("=")
        yield from judged_sections(author, Path(notes), cards)


def _lines(stored: dict[str, dict[str, object]]) -> str:
    """JSON with a feature a line, so that a new fit can be compared with the last one."""
    rows = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(row)}" for name, row in stored["features"].items()
    )
    return f'{{"bias": {json.dumps(stored["bias"])},\n"features": {{\n{rows}\n}}}}\n'


if __name__ == "__main__":
    main()
