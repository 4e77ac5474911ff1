"""The benchmarks' notes are what they say: as many chunks, the same each time, like real ones."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import generate
import pytest
from scale_embedder import DIMENSION, TOKEN_DIMENSION, HashedEmbedder

from bot.search.index import Index
from bot.search.retrieve import NotesRetriever
from ingest.index.manifest import read_manifest
from ingest.pipeline import ingest
from ingest.splitting.split import SplitSettings
from ingest.text.lexical import words

pytestmark = pytest.mark.slow


def test_the_same_seed_gives_the_same_notes() -> None:
    assert list(generate.notes(60, seed=3)) == list(generate.notes(60, seed=3))


def test_another_seed_gives_other_notes() -> None:
    ours = {note.text for note in generate.notes(60, seed=3)}
    assert ours.isdisjoint(note.text for note in generate.notes(60, seed=4))


def test_a_large_set_begins_with_a_small_one() -> None:
    small, large = list(generate.notes(100)), list(generate.notes(300))
    assert small[:-1] == large[: len(small) - 1]


@pytest.mark.parametrize("chunks", [1, 2, 40, 333])
def test_ingest_makes_as_many_chunks_as_were_asked_for(tmp_path: Path, chunks: int) -> None:
    generate.write(tmp_path / "notes", chunks)
    report = ingest(tmp_path / "notes", tmp_path / "index", HashedEmbedder(), SplitSettings())
    assert report.chunks == chunks
    assert report.warnings == ()


def test_every_question_names_a_section_that_is_there(tmp_path: Path) -> None:
    questions = generate.write(tmp_path / "notes", 200)
    ingest(tmp_path / "notes", tmp_path / "index", HashedEmbedder(), SplitSettings())
    manifest = read_manifest(tmp_path / "index")
    assert manifest is not None
    sections = {
        (file, row.heading_path[-1])
        for file, entry in manifest.files.items()
        for row in entry.outline
        if row.chunks
    }
    assert {(question.file, question.heading) for question in questions} <= sections


def test_no_two_sections_of_a_note_share_a_heading() -> None:
    for note in generate.notes(600):
        headings = [question.heading for question in note.questions]
        assert len(set(headings)) == len(headings), note.file


def test_few_words_are_frequent_and_many_are_rare() -> None:
    text = "\n".join(note.text for note in generate.notes(1500))
    counts = sorted(Counter(words(text)).values(), reverse=True)
    total = sum(counts)
    assert len(counts) > 4000
    assert 0.15 < sum(counts[: len(counts) // 100]) / total < 0.7
    assert sum(count <= 3 for count in counts) > len(counts) // 10


def test_questions_are_spread_over_all_notes() -> None:
    questions = [question for note in generate.notes(600) for question in note.questions]
    chosen = generate.spread(questions, 20)
    assert chosen[0] == questions[0]
    assert len({question.file for question in chosen}) == 20
    assert generate.spread(questions[:3], 20) == questions[:3]


def test_searches_with_the_stand_in_find_what_was_asked_for(tmp_path: Path) -> None:
    questions = generate.spread(generate.write(tmp_path / "notes", 200), 30)
    embedder = HashedEmbedder()
    ingest(tmp_path / "notes", tmp_path / "index", embedder, SplitSettings())
    retriever = NotesRetriever(index=Index(tmp_path / "index", embedder), embedder=embedder)
    found = 0
    for question in questions:
        passages = retriever.find(question.text).passages[:5]
        found += (question.file, question.heading) in {
            (passage.file, passage.heading_path[-1]) for passage in passages
        }
    assert found >= 27


def test_the_stand_in_has_the_shapes_of_e5() -> None:
    embedder = HashedEmbedder()
    encoded = embedder.embed_chunks(["缓存与快照", "shard-router drops every batch", ""])
    assert encoded.vectors.shape == (3, DIMENSION)
    assert [len(packed) > 0 for packed in encoded.tokens] == [True] * 3
    tokens = embedder.query_tokens("为什么需要缓存？")
    assert tokens is not None
    assert tokens.shape[1] == TOKEN_DIMENSION


def test_the_command_writes_notes_and_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "questions.jsonl"
    arguments = [str(tmp_path / "notes"), "--chunks", "30", "--questions", str(asked)]
    monkeypatch.setattr(sys, "argv", ["generate.py", *arguments])
    assert generate.main() == 0
    assert "30 chunks" in capsys.readouterr().out
    assert len(list((tmp_path / "notes").rglob("*.md"))) == 3
    assert '"gold"' in asked.read_text("utf-8")
