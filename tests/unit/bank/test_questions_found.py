"""Every question names its subject: asked alone, it finds its section."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bank.build import build
from bot.notes.sections import sections_in_folder
from bot.search.retrieve import NotesRetriever

AMONG = 5
LEAST = 0.97


@pytest.mark.slow
def test_a_question_asked_alone_finds_its_section_among_five(
    own_notes: Path, retriever: NotesRetriever
) -> None:
    passages, _ = sections_in_folder(own_notes)
    place = {one.section: (one.file, one.heading_path) for one in passages}
    questions = build(passages).questions
    lost = []
    for question in questions:
        wanted = {place[section] for section in question.sections}
        found = retriever.find(question.text, k=AMONG).passages
        if not any((one.file, one.heading_path) in wanted for one in found):
            lost.append(question.text)
    assert len(lost) <= (1 - LEAST) * len(questions), lost
