"""Questions and answers -> grades, with the sections of the notes that they are about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.passage import Passage
from bot.errors import BadInput
from bot.grading.grade import Grade, Grader, Judge
from bot.grading.material import needed, points_for
from bot.notes.section_name import SectionName, bare_heading
from bot.notes.text import (
    folded,
)
from bot.search.retrieve import NotesRetriever
from bot.search.text_vectors import meaning_of
from bot.search.whole_sections import sections_of_file

LEAST_TEXT = 12
"""Letters below a heading, from which it says enough to be graded by alone."""


@dataclass(frozen=True)
class Graded:
    """A grade with the sections it is by."""

    question: str
    answer: str
    grade: Grade
    sections: tuple[Passage, ...]


class Grading:
    """Finds what an answer is about and grades it; the notes are read through an index."""

    def __init__(self, retriever: NotesRetriever, judge: Judge | None = None) -> None:
        """`judge` asks a trusted language model; without one all grades are estimates."""
        self._retriever = retriever
        self._judge = judge
        self._meaning = meaning_of(retriever.embedder)

    @property
    def judged(self) -> bool:
        """Whether a trusted language model judges."""
        return self._judge is not None

    def grade(
        self, question: str, answer: str, places: Sequence[SectionName] = (), judge: bool = True
    ) -> Graded:
        """Grade an answer by the named sections, or by the one that retrieval finds.

        Raises BadInput where there are none.
        """
        if not folded(question).strip():
            raise BadInput("question_empty")
        sections = self.at(places) if places else self.about(question)
        points = points_for(question, sections, self._meaning)
        if not points:
            place = sections[0].place if sections else "there"
            raise BadInput("grading_nothing_stated", place=place)
        grader = Grader(meaning=self._meaning, model=self._judge if judge else None)
        made = grader.grade(question, points, answer, sections, needed(points, question))
        return Graded(question, answer, made, tuple(sections))

    def at(self, places: Sequence[SectionName]) -> list[Passage]:
        """The sections at or below the named headings, in the notes' order.

        A heading may be any of a path; asterisks and backticks are left out of account. Raises
        BadInput naming the file or heading that is not there.
        """
        found: dict[str, Passage] = {}
        for place in places:
            sections = self._sections(place.file)
            wanted = bare_heading(place.heading)
            own = [
                section
                for section in sections
                if not wanted
                or wanted in {bare_heading(heading) for heading in section.heading_path}
            ]
            if not own:
                raise BadInput("grading_no_heading", file=place.file, heading=place.heading)
            found.update((section.section, section) for section in own)
        return list(found.values())

    def about(self, question: str) -> list[Passage]:
        """The section that retrieval finds first, with those below it if it says little itself.

        Raises BadInput if there is none.
        """
        passages = self._retriever.find(question, (), 3).passages
        for passage in passages:
            own = [
                section
                for section in self._sections(passage.file)
                if section.heading_path == passage.heading_path
                and section.lines[0] <= passage.lines[1]
                and passage.lines[0] <= section.lines[1]
            ]
            if own and len(re.findall(r"\w", own[0].text)) > LEAST_TEXT + len(own[0].heading):
                return own
            if own:
                return self.at([SectionName(passage.file, own[0].heading)])
        raise BadInput("grading_no_section")

    def has(self, file: str) -> bool:
        """Whether the index holds a note."""
        return self._named(file) in self._retriever.index.open().files

    def _named(self, file: str) -> str:
        """A note's name as the index has it, in whichever form its letters are given."""
        files = self._retriever.index.open().files
        if file in files:
            return file
        return next((name for name in files if folded(name) == folded(file)), file)

    def _sections(self, file: str) -> list[Passage]:
        file = self._named(file)
        entry = self._retriever.index.open().files.get(file)
        if entry is None:
            raise BadInput("grading_no_note", file=file)
        return sections_of_file(self._retriever.index, file, entry)
