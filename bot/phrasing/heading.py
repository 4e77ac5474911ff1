"""The one place that makes a question of a section's heading. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.question import Language
from bot.language.grammar import chinese
from bot.phrasing import chinese as zh
from bot.phrasing import english as en
from bot.phrasing import owners
from bot.phrasing.body import Body
from bot.phrasing.names import is_marked, is_name, plain, stands_alone
from bot.phrasing.wording import is_empty, part_of

_MIN_CHARS = 4
_CODE = re.compile(r"[\[\]{}<>$\\|~`@#;；_]|https?:|&\w+;|\.\.\.|…")


@dataclass(frozen=True)
class Worded:
    """A heading as a question."""

    text: str
    by_author: bool
    """Whether the heading asks it; else it was made of a name."""
    owner: str
    """The name that the heading stands below; may be empty."""

    @property
    def open(self) -> bool:
        """Whether it asks no more than to be told of a thing."""
        return zh.is_open(self.text)


def worded(
    heading_path: Sequence[str], title: str, body: Body, language: Language
) -> Worded | None:
    """The question of the last heading, in the words of its author or of what it names.

    `heading_path` has no blank names.
    """
    heading = plain(heading_path[-1])
    owner = _owner(heading_path, title)
    if language == "zh" and not stands_alone(owner):
        owner = ""
    if asked := asked_in(heading, owner, language):
        return Worded(asked, by_author=True, owner=owner)
    made = _made(heading, heading_path, title, owner, body, language)
    return Worded(made, by_author=False, owner=owner) if made else None


def asked_in(text: str, owner: str, language: Language) -> str | None:
    """A text that is a question itself, with its owner's name where it needs one."""
    if len(text) < _MIN_CHARS or _CODE.search(text) or bool(chinese(text)) != (language == "zh"):
        return None
    words = zh if language == "zh" else en
    question = words.own_question(text)
    return words.ask_as_it_stands(question, owner) if question else None


def _made(
    heading: str, path: Sequence[str], title: str, owner: str, body: Body, language: Language
) -> str | None:
    text = heading.rstrip("?？ ")
    if len(text) < 2 or (is_empty(text) and not part_of(text, language)):
        return None
    if language == "en":
        return None if chinese(text) else en.ask(text, owner, body)
    if is_marked(text) and not part_of(text, "zh"):
        return None
    is_title = text == plain(title) or (len(path) == 1 and is_name(text) and text in title)
    return zh.versus(text) or zh.ask(text, owner, body, is_title=is_title)


def _owner(path: Sequence[str], title: str) -> str:
    """The name of what the last heading stands below; "" if that is no name.

    Headings in between that only name a side (“Pros” below “Usage”) are passed over, others not:
    what stands above them may be a shelf for many things.
    """
    for name in reversed(path[:-1]):
        above = plain(name)
        language: Language = "zh" if chinese(above) else "en"
        if part_of(above, language):
            continue
        if is_name(above) and not is_empty(above):
            return above
        return ""
    bare = plain(title)
    if is_name(bare):
        return owners.title_subject(bare) if chinese(bare) else bare
    return ""
