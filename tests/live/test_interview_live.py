"""An interview over the real index, worded by the real language model."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest
from interviews import ME, last
from waiting import let_pass

from bot.app import build
from bot.config import Settings
from bot.interview.events import Moved, Words
from bot.interview.state import Setup
from bot.storage.chats import ChatStore

pytestmark = pytest.mark.live

THINKS_S = 6.0
"""As long as anybody needs to read a question and to write a sentence."""


def test_verdicts_are_there_within_a_second_and_the_model_s_words_after(
    tmp_path: Path, own_index: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(own_index, tmp_path / "index")
    app = build(
        Settings(
            index_dir=tmp_path / "index",
            notes_cache_dir=cache,
            llm="local",
            _env_file=None,  # type: ignore[call-arg]
        )
    )
    app.demand_llm()
    chats = ChatStore.at(tmp_path / "chats.sqlite3")
    study = app.study(chats)
    sections = study.notes.sections()
    longest = max(
        (one for one in study.notes.bank(ME).questions if one.asked and one.language == "zh"),
        key=lambda one: sum(len(sections[key].text) for key in one.sections),
    )
    interview = study.review(ME, longest.id, setup=Setup(drills=1))
    last(study.interviews.go_on(ME, interview))
    let_pass(THINKS_S)
    said = f"{longest.asked[0].text}，但是不需要先做别的，大约要 3 次。"
    started = time.monotonic()
    at: dict[str, float] = {}
    for event in study.interviews.answer(ME, interview, said):
        if isinstance(event, Moved) and event.view.turns[0].grade:
            at.setdefault("verdicts", time.monotonic() - started)
            view = event.view
        elif isinstance(event, Words) and event.text:
            at.setdefault("words", time.monotonic() - started)
    study.close()
    chats.close()
    size = sum(len(sections[key].text) for key in longest.sections)
    with capsys.disabled():
        spent = ", ".join(f"{what} after {seconds:.2f} s" for what, seconds in at.items())
        sys.stdout.write(f"\na section of {size} characters: {spent}\n")
    assert at["verdicts"] < 1
    assert at["verdicts"] < at.get("words", float("inf"))
    lines = [entry for entry in view.turns[0].log if entry.who == "interviewer"]
    assert [entry.kind for entry in lines][:2] == ["ask", "feedback"]
