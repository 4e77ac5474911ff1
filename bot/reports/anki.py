"""A report's questions as an Anki deck. Alone knows genanki."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path

from bot.core.question import Language
from bot.interview.view import PointView
from bot.markup.line import line_html
from bot.reports.report import InterviewReport, Item
from bot.reports.words import WORDS

MODEL_ID = 1_748_230_961
"""Drawn once: Anki knows the kind of card again by it."""

DECK_ID = 1_962_481_305
_DECK: dict[Language, str] = {"zh": "笔记面试官", "en": "Notes Interviewer"}
_CSS = """.card{font-family:system-ui,sans-serif;font-size:18px;line-height:1.6;text-align:left}
.source{color:#777;font-size:14px}.quote{color:#777}"""


def as_apkg(report: InterviewReport) -> bytes:
    """The questions that count, with points and source. A question of an earlier export is
    updated, not doubled."""
    import genanki

    model = genanki.Model(
        MODEL_ID,
        _DECK["en"],
        fields=[{"name": name} for name in ("Question", "Points", "Source")],
        templates=[
            {
                "name": "Question",
                "qfmt": "{{Question}}",
                "afmt": '{{Question}}<hr id="answer">{{Points}}'
                '<div class="source">{{Source}}</div>',
            }
        ],
        css=_CSS,
    )
    deck = genanki.Deck(DECK_ID, _DECK[report.language])
    for item in _once(report.counted):
        deck.add_note(
            genanki.Note(
                model=model,
                fields=[
                    escape(item.text),
                    _points(item, report.language),
                    _source(item, report.language),
                ],
                guid=genanki.guid_for("notes-interviewer", item.question),
                tags=[_tag(name) for name in item.subjects],
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "interview.apkg"
        genanki.Package(deck).write_to_file(path, timestamp=report.ended)
        return path.read_bytes()


def _once(items: Iterable[Item]) -> list[Item]:
    return list({item.question: item for item in items}.values())


def _points(item: Item, language: Language) -> str:
    listed = _answer(item) + _listed(item.essentials)
    if item.extras:
        listed += f"{escape(WORDS[language]['extras'])}{_listed(item.extras)}"
    return listed


def _listed(points: Iterable[PointView]) -> str:
    rows = []
    for point in points:
        quote = line_html(point.quote)
        shown = f'<br><span class="quote">“{quote}”</span>' if quote else ""
        rows.append(f"<li>{escape(point.text)}{shown}</li>")
    return f"<ul>{''.join(rows)}</ul>"


def _answer(item: Item) -> str:
    if not item.answer:
        return ""
    gap = "" if item.language == "zh" else " "
    said = gap.join(escape(said.sentence) for said in item.answer)
    return f"<p><b>{WORDS[item.language]['model answer']}</b><br>{said}</p>"


def _source(item: Item, language: Language) -> str:
    lines = WORDS[language]["lines"]
    return "<br>".join(
        f"{escape(place.place)} · {escape(place.file)}, "
        + lines.format(first=place.lines[0], last=place.lines[1])
        for place in item.places
    )


def _tag(name: str) -> str:
    """Anki's tags hold no spaces."""
    return "-".join(name.split())
