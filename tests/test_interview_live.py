"""An interview worded by the real language model."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from interviews import World, last, source

from bot.chats import new_id
from bot.interview.events import Moved, Words
from bot.interview.state import Setup
from bot.local_llm import ChatLocal
from bot.weights import assembled

pytestmark = pytest.mark.live
ME = new_id()


@pytest.fixture(scope="module")
def local(cache: Path) -> Iterator[ChatLocal]:
    model = ChatLocal(path=assembled(cache))
    model.load()
    yield model
    model.close()


def test_verdicts_are_there_within_a_second_and_the_model_s_words_after(
    local: ChatLocal, tmp_path: Path
) -> None:
    world = World(tmp_path, source(), model=local)
    interviews = world.interviews
    interview = interviews.start(ME, Setup(length=3, drills=1))
    view = last(interviews.go_on(ME, interview))
    said = [point.text for point in interviews.store.paper(interview).questions[0].asked]
    last(interviews.answer(ME, interview, "不知道"))  # reads the dictionaries
    started = time.monotonic()
    at: dict[str, float] = {}
    for event in interviews.answer(ME, interview, said[0]):
        if isinstance(event, Moved) and event.view.turns[0].grade:
            at.setdefault("verdicts", time.monotonic() - started)
            view = event.view
        elif isinstance(event, Words) and event.text:
            at.setdefault("words", time.monotonic() - started)
    assert at["verdicts"] < 1
    assert at["verdicts"] < at["words"]
    lines = [entry for entry in view.turns[0].log if entry.who == "interviewer"]
    assert [entry.kind for entry in lines] == ["ask", "nudge", "feedback", "drill"]
    world.close()
