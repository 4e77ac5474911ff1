"""What an interviewer would ask next, from neighbouring sections that the notes answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.core.passage import Passage
from bot.core.turn import History
from bot.search.retrieve import Retrieval
from bot.search.whole_sections import sections_of_file
from bot.suggest.answerable import Answers, found_for
from bot.suggest.worth_asking import worth_asking

MAX_QUESTIONS = 3
MAX_TRIES = 10
"""Questions tried on the notes for one answer; a try takes a search's time."""


def next_questions(
    answers: Answers,
    cited: Sequence[Passage],
    found: Retrieval,
    history: History,
) -> tuple[str, ...]:
    """Up to three questions that the notes answer with something new.

    `history` ends with the question that `found` is for and its answer: each proposal is tried as
    it will be asked, after them. One is made only if asking it leads to the section it comes from,
    first of all to no section that is cited already, and would not be declined.
    """
    used = {passage.section for passage in cited}

    def answered(question: str, section: Passage) -> bool:
        led = found_for(question, section, answers, history)
        return bool(led) and led[0].section not in used

    retriever = answers.retriever
    entry = retriever.index.open().files.get(cited[0].file) if cited else None
    note = sections_of_file(retriever.index, cited[0].file, entry) if entry else []
    asked = [turn.question for turn in history]
    return propose(cited, found.passages, note, answered, asked)


def propose(
    cited: Sequence[Passage],
    ranked: Sequence[Passage],
    note: Sequence[Passage],
    answered: Callable[[str, Passage], bool],
    asked: Sequence[str] = (),
) -> tuple[str, ...]:
    """Up to three questions near the answer, from sections it did not use; none rather than an odd
    one. Pure.

    Candidates in order: sections beside the first cited one in its `note`, what retrieval found
    besides, the rest of the note. `answered(question, section)` says whether the notes, asked so,
    lead to that section; questions in `asked` are not asked again.
    """
    used = {passage.section for passage in cited}
    near = _neighbours(cited[0], note) if cited else []
    same_note = [p for p in ranked if cited and p.file == cited[0].file]
    candidates = [*near[:4], *same_note, *ranked[:MAX_QUESTIONS], *near[4:12]]
    seen = {_key(question) for question in asked}
    found: list[str] = []
    tries = 0
    for passage in candidates:
        if len(found) == MAX_QUESTIONS or tries == MAX_TRIES:
            break
        if passage.section in used:
            continue
        used.add(passage.section)
        made = worth_asking(passage.heading_path, passage.title, passage.text)
        question = next((s.text for s in made if _key(s.text) not in seen), None)
        if question is None:
            continue
        seen.add(_key(question))
        tries += 1
        if answered(question, passage):
            found.append(question)
    return tuple(found)


def _neighbours(cited: Passage, note: Sequence[Passage]) -> list[Passage]:
    """Sections of the cited note, nearest first, those under the same heading before others."""
    same = [p for p in note if p.section != cited.section]
    parent = cited.heading_path[:-1]

    def distance(passage: Passage) -> tuple[bool, int]:
        return passage.heading_path[:-1] != parent, abs(passage.lines[0] - cited.lines[0])

    return sorted(same, key=distance)


def _key(question: str) -> str:
    return re.sub(r"\W", "", question).lower()
