"""The question bank of an index or a folder, built once for each state of the notes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from bot.bank.build import by_note, joined, of_note
from bot.bank.edits.bad_questions import BadQuestion, marked
from bot.bank.edits.edit import Applied, Edit, apply
from bot.core.passage import Passage
from bot.core.question import Bank, SectionPlace, Skipped
from bot.errors import (
    BotError,
    IngestError,
)
from bot.notes.sections import with_drafts

ReadSections = Callable[[], tuple[list[Passage], list[Skipped]]]

LayOver = Callable[[Bank, Mapping[str, Passage]], Bank]
"""(the bank that code made, whole sections by key) -> the bank that is asked from"""


class BankSource:
    """Gives every owner the bank with their own edits. Safe to use from many threads."""

    def __init__(
        self,
        read: ReadSections,
        state: Callable[[], Hashable],
        edits: Callable[[str], Sequence[Edit]] = lambda owner: (),
        carry: Callable[[str, Bank], None] = lambda owner, bank: None,
        bad: Callable[[str], Sequence[BadQuestion]] = lambda owner: (),
        over: LayOver = lambda bank, sections: bank,
    ) -> None:
        """`read` gives whole sections and what drafts there are; `state` changes when they do.

        `over` gives the generated bank with what somebody else has written of the sections;
        `carry` is called with that before an owner's edits are put on it. What the owner called
        `bad` is not asked.
        """
        self._read, self._state, self._over = read, state, over
        self._edits, self._carry, self._bad = edits, carry, bad
        self._lock = threading.Lock()
        self._made: tuple[Hashable, Bank, dict[str, Passage]] | None = None
        self._by_note: dict[tuple[Passage, ...], Bank] = {}

    def bank(self, owner: str) -> Bank:
        """The questions of today with the owner's edits. The first call takes seconds.

        Raises BotError where the notes can't be read.
        """
        return self.applied(owner).bank

    def applied(self, owner: str) -> Applied:
        """The owner's bank, and the edits of the owner that found no place in it."""
        _, made, sections = self._current()
        bank = self._over(made, sections)
        self._carry(owner, bank)
        applied = apply(bank, self._edits(owner))
        return replace(applied, bank=marked(applied.bank, self._bad(owner)))

    @property
    def was_read(self) -> bool:
        """Whether the bank was made before: then the next call takes as long as what changed."""
        return self._made is not None

    @property
    def is_current(self) -> bool:
        """Whether the bank of today's notes is made: then the next call reads nothing."""
        made = self._made
        return made is not None and made[0] == self._state()

    def places(self) -> tuple[SectionPlace, ...]:
        """Every section, with a question or without."""
        return self._current()[1].places

    def sections(self) -> Mapping[str, Passage]:
        """Whole sections by key."""
        return self._current()[2]

    def _current(self) -> tuple[Hashable, Bank, dict[str, Passage]]:
        with self._lock:
            state = self._state()
            if self._made is None or self._made[0] != state:
                try:
                    passages, drafts = self._read()
                except IngestError as error:
                    raise BotError(error.message) from error
                bank = with_drafts(self._bank_of(passages), drafts)
                self._made = (state, bank, {one.section: one for one in passages})
            return self._made

    def _bank_of(self, passages: list[Passage]) -> Bank:
        """As `bank.build`, but only notes that have changed are gone through again."""
        before = self._by_note
        self._by_note = {
            note: before[note] if note in before else of_note(note) for note in by_note(passages)
        }
        return joined(self._by_note.values())
