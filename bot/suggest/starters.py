"""Questions to begin with, from the user's own notes."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from bot.core.passage import Passage
from bot.core.question import Language
from bot.phrasing.body import read_body, size
from bot.phrasing.wording import LANGUAGES
from bot.search.whole_sections import sections_of_file
from bot.suggest.answerable import Answers, found_for
from bot.suggest.worth_asking import Suggestion, worth_asking

LONG_CHARS = {"zh": 24, "en": 60}
"""Longer questions come last: they are cut off on a narrow page."""

NOTES_READ = 24
"""Notes that are looked through, picked by chance: of ten thousand, nobody waits for all."""

TRIES = 4
"""Questions tried on the notes for each that is wanted; a try takes a search's time."""

_SUBSTANCE = 60
"""Words in a section from which it says enough to begin with."""

StarterCandidate = tuple[Suggestion, Passage]


class Starters:
    """Starter questions, chosen once for a state of the index and a language: it takes some
    searches. Safe to use from many threads."""

    def __init__(self, answers: Callable[[], Answers], state: Callable[[], object]) -> None:
        """`answers` may wait and raise; it is asked when a choice is due."""
        self._answers = answers
        self._state = state
        self._chosen: dict[Language, tuple[object, int, list[str]]] = {}
        self._choosing = threading.Lock()

    def questions(self, limit: int, language: Language) -> list[str]:
        """Up to `limit` questions, those in the reader's language first. Raises BotError."""
        seen = self._state()
        with self._choosing:
            state, most, chosen = self._chosen.get(language, (None, 0, []))
            if state != seen or most < limit:
                chosen = starter_questions(self._answers(), language, limit)
                self._chosen[language] = seen, limit, chosen
        return chosen[:limit]

    def prepare(self, limit: int) -> None:
        """Choose in the background, so that no page has to wait."""

        def choose_all() -> None:
            # Whatever is wrong here, a page that asks meets it again and says it.
            with suppress(Exception):
                for language in LANGUAGES:
                    self.questions(limit, language)

        threading.Thread(target=choose_all, name="starters", daemon=True).start()


def starter_questions(answers: Answers, language: Language, limit: int) -> list[str]:
    """Up to `limit` questions that the notes answer; the same ones for the same state of the
    index."""
    retriever = answers.retriever
    files = retriever.index.open().files
    names = sorted(file for file, entry in files.items() if entry.chunk_ids and not entry.draft)
    random.Random(len(names)).shuffle(names)
    notes = (sections_of_file(retriever.index, file, files[file]) for file in names[:NOTES_READ])

    def answered(question: str, section: Passage) -> bool:
        found = found_for(question, section, answers)
        return bool(found) and found[0].file == section.file

    return choose(notes, answered, language, limit)


def choose(
    notes: Iterable[Sequence[Passage]],
    answered: Callable[[str, Passage], bool],
    language: Language,
    limit: int,
) -> list[str]:
    """The best questions, from as many notes as possible, that `answered` says lead to their
    section. Pure."""
    turns: list[tuple[tuple[int, bool, bool, bool, bool], StarterCandidate]] = []
    for sections in notes:
        own = sorted(
            ((_rank(candidate, language), candidate) for candidate in _candidates(sections)),
            key=lambda ranked: ranked[0],
        )
        turns += [((at, *rank), candidate) for at, (rank, candidate) in enumerate(own)]
    turns.sort(key=lambda turn: (turn[0][1], *turn[0]))  # the reader's language before all else
    found: list[str] = []
    for _, (suggestion, section) in turns[: limit * TRIES]:
        if len(found) == limit:
            break
        if suggestion.text not in found and answered(suggestion.text, section):
            found.append(suggestion.text)
    return found


def _candidates(sections: Sequence[Passage]) -> Iterable[StarterCandidate]:
    """For each section worth asking about, the question it answers."""
    for section in sections:
        asked = worth_asking(section.heading_path, section.title, section.text)
        if asked:
            yield asked[0], section


def _rank(candidate: StarterCandidate, language: Language) -> tuple[bool, bool, bool, bool]:
    suggestion, section = candidate
    return (
        suggestion.language != language,
        len(suggestion.text) > LONG_CHARS[suggestion.language],
        not suggestion.by_author,
        sum(map(size, read_body(section.text).lines)) < _SUBSTANCE,
    )
