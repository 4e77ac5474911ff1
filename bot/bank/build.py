"""Whole sections of notes -> the question bank. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.bank.asking.claims import is_warning
from bot.bank.asking.parts import Phrased
from bot.bank.asking.phrase import asks_for, language_of, phrase
from bot.bank.compare import sibling
from bot.bank.enough_points import is_action, is_thin, points_naming_subject, tells_to_do
from bot.bank.finished_questions import finished, told_apart
from bot.bank.note_questions import drafts
from bot.bank.points.extract import points_of
from bot.bank.points.named_things import defined, defines
from bot.bank.points.named_things import told_apart as things_apart
from bot.bank.points.point_draft import PointDraft
from bot.bank.question_draft import SectionDraft
from bot.core.passage import Passage
from bot.core.question import (
    ENOUGH_POINTS,
    Bank,
    Question,
    QuestionKind,
    SectionPlace,
    Skipped,
    SkipReason,
)
from bot.language.grammar import action_object
from bot.language.noise import prompt_signs
from bot.notes.text import (
    content_hash,
    parse,
    plain_text,
)
from bot.phrasing import headings, owners
from bot.phrasing.spelling import fixed

# A link, which says nothing by itself: “[官网](https://x.cn)” but not “官网”.
_LINK = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)|\[\[[^\]\n]*\]\]|https?://\S+")
# A picture, which can't be asked about: “![图](a.png)” but not “[图](a.png)”.
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|!\[\[[^\]\n]*\]\]|<img\b")
_CODE = frozenset({"fence", "code_block"})


def build(passages: Iterable[Passage]) -> Bank:
    """Questions for all sections that can be asked about, in order, and the others with a reason.

    Each passage is a whole section; those of one note come together and in its order. The same
    passages give the same bank.
    """
    return joined(of_note(note) for note in by_note(passages))


def by_note(passages: Iterable[Passage]) -> Iterator[tuple[Passage, ...]]:
    """Passages that come together, note by note."""
    for _, group in groupby(passages, key=lambda passage: passage.file):
        yield tuple(group)


def of_note(passages: Sequence[Passage]) -> Bank:
    """What one note has to ask, whatever the others ask; nearly all the work of `build`."""
    names = frozenset(_name(passage) for passage in passages) - {""}
    parts = [_part(passage, names) for passage in passages]
    asked = [question for draft in drafts(parts) if _is_enough(question := finished(draft))]
    in_question = {section for question in asked for section in question.sections}
    skipped: list[Skipped] = []
    for part in parts:
        left = SkipReason.THIN if part.passage.section not in in_question else None
        if reason := part.reason or left:
            skipped.append(_skipped(part.passage, reason))
    return Bank(tuple(asked), tuple(skipped), tuple(map(_place, parts)))


def joined(notes: Iterable[Bank]) -> Bank:
    """The banks of single notes as one, in which no two questions read alike."""
    questions: dict[str, Question] = {}
    skipped: list[Skipped] = []
    places: list[SectionPlace] = []
    for note in notes:
        for question in note.questions:
            questions.setdefault(question.id, question)
        skipped.extend(note.skipped)
        places.extend(note.places)
    return told_apart(Bank(tuple(questions.values()), tuple(skipped), tuple(places)))


def _is_enough(question: Question) -> bool:
    """Fewer points can't tell a half answer from a whole one."""
    return len(question.points) >= ENOUGH_POINTS


def _place(part: SectionDraft) -> SectionPlace:
    passage = part.passage
    return SectionPlace(
        section=passage.section,
        file=passage.file,
        title=passage.title,
        heading_path=passage.heading_path,
        lines=passage.lines,
        language=part.language,
        content=content_hash(passage.text),
        tags=passage.tags,
    )


def _name(passage: Passage) -> str:
    return headings.subject(passage.heading_path[-1]) if passage.heading_path else ""


def _part(passage: Passage, others: frozenset[str]) -> SectionDraft:
    """A section with its points and its question, or the reason why it has none.

    `others` are the names of the note's sections: what is said of them is their points.
    """
    text = passage.text
    bare = plain_text(text)
    heading = headings.clean(passage.heading_path[-1]) if passage.heading_path else ""
    part = SectionDraft(
        passage=passage, name=headings.subject(heading), language=language_of(bare, heading)
    )
    if not bare.strip():
        return replace(part, reason=SkipReason.IMAGES if _IMAGE.search(text) else SkipReason.EMPTY)
    useless = headings.is_useless(heading) and not is_warning(heading)
    if not heading or useless:
        found = tuple(points_of(text)) if prompt_signs(text) < 2 else ()
        return _by_points(part, found) or replace(part, reason=SkipReason.PREAMBLE, found=found)
    if prompt_signs(text) >= 2:
        return replace(part, reason=SkipReason.PROMPT)
    items = sum(token.type == "list_item_open" for token in parse(text))
    asked = phrase(passage.heading_path, passage.title, bare, items)
    found = tuple(points_of(text, asked.subject if asked else "", heading))
    if not headings.is_question(heading):
        found = tuple(one for one in found if sibling(one.text, part.name) not in others)
    part = replace(part, asked=asked, found=found, size=_said(text, bare))
    if not found:
        return replace(part, reason=_why_nothing(text, bare))
    if asked is None:
        why = SkipReason.PREAMBLE if headings.is_useless(heading) else SkipReason.UNCLEAR
        return _by_points(part, found) or replace(part, reason=why)
    if is_action(asked) and not any(map(tells_to_do, found)):
        part = replace(part, asked=_of_object(part, asked))
    return replace(part, reason=SkipReason.THIN) if is_thin(part) else part


def _by_points(part: SectionDraft, found: tuple[PointDraft, ...]) -> SectionDraft | None:
    """A section whose heading names nothing, if its points tell what things are all the same."""
    path, title = part.passage.heading_path, part.passage.title
    if not path:
        return None
    if thing := defined(found, part.passage.text):
        asked, name = asks_for(thing, part.language), thing
    elif part.language == "zh" and (apart := things_apart(found, owners.topic(path, title))):
        (asked, found), name = apart, ""
    else:
        return None
    return replace(part, name=name, asked=asked, found=found, size=len(part.passage.text))


def _of_object(part: SectionDraft, asked: Phrased) -> Phrased:
    """What to ask of an action's section that tells of no step, but what its object is.

    “反向代理设置” over a section that tells what it is; “启用缓存” over one that tells of 缓存.
    """
    if asked.subject:
        told_of = any(defines(one, asked.subject) for one in part.found)
        enough = told_of or points_naming_subject(part, asked.subject) * 2 >= len(part.found)
        return asks_for(asked.subject, part.language) if enough else asked
    thing = action_object(part.name)
    if (
        part.language == "zh"
        and headings.is_name(thing)
        and points_naming_subject(part, thing) >= 2
    ):
        return Phrased(fixed(f"请讲讲{thing}。"), QuestionKind.OVERVIEW, thing)
    return asked


def _said(text: str, bare: str) -> int:
    """Plain characters, code left out."""
    return len(bare) - sum(len(token.content) for token in parse(text) if token.type in _CODE)


def _why_nothing(text: str, bare: str) -> SkipReason:
    rest = _said(text, bare)
    code = len(bare) - rest
    text = _IMAGE.sub("", text)
    if len(_LINK.sub("", text).strip()) < 0.5 * len(text.strip()) and _LINK.search(text):
        return SkipReason.LINKS
    if code and rest < 200:
        return SkipReason.CODE
    letters = re.sub(r"\s", "", bare)
    latin = sum(c.isascii() for c in letters)
    return SkipReason.CODE if letters and latin / len(letters) > 0.8 else SkipReason.THIN


def _skipped(passage: Passage, reason: SkipReason) -> Skipped:
    return Skipped(
        section=passage.section,
        file=passage.file,
        heading_path=passage.heading_path,
        lines=passage.lines,
        reason=reason,
    )
