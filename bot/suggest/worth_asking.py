"""The one place that decides whether a section is worth asking about, and in what words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.bank.asking import owners
from bot.core.question import Language
from bot.language.grammar import chinese
from bot.suggest import chinese as zh
from bot.suggest import english as en
from bot.suggest.body import Body, read_body
from bot.suggest.names import is_marked, is_name, plain, stands_alone
from bot.suggest.wording import is_aside, is_empty, part_of

_MIN_CHARS = 4
_CODE = re.compile(r"[\[\]{}<>$\\|~`@#;；_]|https?:|&\w+;|\.\.\.|…")


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
    heading = plain(path[-1])
    owner = _owner(path, title)
    if language == "zh" and not stands_alone(owner):
        owner = ""
    asked = _asked(heading, owner, language)
    if asked:
        yield Suggestion(asked, language, by_author=True)
    for line in body.asked():
        own = _asked(plain(line), "", language)
        if own:
            yield Suggestion(own, language, by_author=True)
    made = None if asked else _made(heading, path, title, owner, body, language)
    if made:
        yield Suggestion(made, language, by_author=False)


def _asked(text: str, owner: str, language: Language) -> str | None:
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
