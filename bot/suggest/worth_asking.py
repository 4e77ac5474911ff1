"""Which of a section's questions are offered: the gate of what is clicked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.question import Language
from bot.phrasing.body import Body, read_body
from bot.phrasing.heading import asked_in, worded
from bot.phrasing.names import plain
from bot.phrasing.wording import is_aside


@dataclass(frozen=True)
class Suggestion:
    """A question that a section answers."""

    text: str
    language: Language
    by_author: bool
    """Whether the notes ask it in these words; else it was made of a name."""


def worth_asking(heading_path: Sequence[str], title: str, markdown: str) -> tuple[Suggestion, ...]:
    """Questions a person would ask about a section, best first; none rather than an odd one.

    A section of links, pictures, code or names without sentences answers nothing, and nothing is
    asked below a heading such as “References”. A heading is asked about if it is a question that
    is understood alone, names a side of a named thing, or is itself the name of a thing that the
    section speaks of. Questions inside a section that have their answer below them count too.
    """
    path = [name for name in heading_path if name.strip()]
    if not path or may_not_be_asked(path):
        return ()
    body = read_body(markdown)
    if not body.says_something:
        return ()
    language: Language = "zh" if body.language == "zh" else "en"
    found = list(_all(path, title, body, language))
    texts = dict.fromkeys(found)
    return tuple(texts)


def may_not_be_asked(heading_path: Sequence[str]) -> bool:
    """Whether headings alone tell that a section is none to ask about: beside the subject."""
    return any(is_aside(plain(name) or name) for name in heading_path)


def _all(path: Sequence[str], title: str, body: Body, language: Language) -> Iterator[Suggestion]:
    of_heading = worded(path, title, body, language)
    own = Suggestion(of_heading.text, language, of_heading.by_author) if of_heading else None
    if own and own.by_author:
        yield own
    for line in body.asked():
        if inside := asked_in(plain(line), "", language):
            yield Suggestion(inside, language, by_author=True)
    if own and not own.by_author:
        yield own
