"""`python -m bot author` and `eval --bank`, their arguments read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.authoring.check import BARS, CheckFigures
from bot.authoring.estimate import rounded, to_write, tokens
from bot.authoring.worker import Authoring, WritingView
from bot.commands.stores import chats_of
from bot.errors import BadInput
from bot.machine import ProgressBars
from bot.storage.chats import ChatStore

if TYPE_CHECKING:
    from bot.app import App
    from bot.study.study import Study

_NAMES = {
    "schema": "replies of the schema",
    "quotes": "quotes that stand in the section",
    "stand": "cards that stand: found by their question, subject named",
    "covered": "what must be said is in the essentials",
    "shameful": "shameful cards",
}


@contextmanager
def opened_study(app: App) -> Iterator[Study]:
    """The study over the database of the settings. Raises BotError."""
    chats: ChatStore = chats_of(app.settings)
    try:
        study = app.study(chats)
        try:
            yield study
        finally:
            study.close()
    finally:
        chats.close()


def check_model(app: App) -> CheckFigures:
    """Try the language model of the settings on the check, and keep how it did."""
    if app.settings.llm == "none":
        raise BadInput("authoring_no_model")
    app.demand_llm()
    with opened_study(app) as study, ProgressBars() as bars:
        return study.authoring.check_now(lambda done, total: bars("check", done, total))


def shown_check(figures: CheckFigures, as_json: bool) -> str:
    """The figures as JSON or for a terminal, with the bar of each."""
    if as_json:
        rows = [
            {
                "id": card.id,
                "outcome": card.outcome.kind if card.outcome else "malformed",
                "fault": card.outcome.fault if card.outcome else "malformed",
                "shameful": card.shameful,
                "covered": card.covered,
                "must": card.must,
                "exact": card.exact,
                "quotes": card.quotes,
                "written": card.written if isinstance(card.written, str) else asdict(card.written),
            }
            for card in figures.cards
        ]
        shares = {name: getattr(figures, name) for name in BARS}
        return json.dumps(
            {"passed": figures.passed, **shares, "bars": dict(BARS), "cards": rows},
            ensure_ascii=False,
        )
    lines = []
    for name, bar in BARS.items():
        value, missed = getattr(figures, name), name in figures.lacks
        figure = f"{value:>6}" if name == "shameful" else f"{value:>6.0%}"
        wanted = f"at most {bar:.0f}" if name == "shameful" else f"at least {bar:.0%}"
        lines.append(f"{'✗' if missed else '✓'} {figure}  {_NAMES[name]} ({wanted})")
    for card in figures.cards:
        outcome = card.outcome
        fault = "malformed" if outcome is None else outcome.fault or ""
        if card.shameful or (card.asks and (outcome is None or outcome.card is None)):
            lines.append(f"  {card.id}: {card.shameful or fault or 'nothing to ask'}")
    lines.append("passed: this model may write" if figures.passed else "not passed")
    return "\n".join(lines)


def estimate(app: App) -> str:
    """How many sections there are to write of, and about how many tokens that takes."""
    with opened_study(app) as study:
        sections = to_write(study.notes.places(), study.notes.sections().values())
        known = study.authoring.store.kinds(study.authoring.name)
        left = [one for one in sections if one.hash not in known]
    return f"{len(left)} of {len(sections)} sections, about {rounded(tokens(left)):,} tokens"


def write_cards(app: App) -> str:
    """Write all cards that are left. Raises BadInput where the model has not passed."""
    with opened_study(app) as study, ProgressBars() as bars:
        authoring: Authoring = study.authoring
        if app.settings.llm == "none":
            raise BadInput("authoring_no_model")
        figures = authoring.store.check(authoring.name)
        if figures is None:
            raise BadInput("authoring_unchecked", name=app.settings.llm)
        if not figures.passed:
            raise BadInput("authoring_not_passed", name=app.settings.llm)
        return shown_view(authoring.write_all(lambda done, total: bars("write", done, total)))


def shown_view(view: WritingView) -> str:
    """What came of the sections."""
    counts = view.counts
    return (
        f"{view.sections} sections: {counts.get('card', 0)} cards, "
        f"{counts.get('nothing', 0)} with nothing to ask, {counts.get('fault', 0)} left to code"
    )
