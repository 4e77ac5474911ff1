"""What hosted models really send, over the wire: thoughts, broken streams, endless ones."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from messages import in_chinese, in_english
from model_server import Heard, Line, Reply, app_for, heard, model_server

from bot.core.turn import Delta, PassagesFound, Waiting
from bot.models.notices import LEFT_OUT, REPLACED, STANDING_IN, WITHDRAWN
from bot.search.retrieve import NotesRetriever

pytest.importorskip("langchain_openai")

DOCKER = "Docker 和虚拟机有什么区别？"
WHOLE = "容器共用宿主机的内核。"
MARKED = f"{WHOLE[:-1]}[1]。"
HALF = "虚拟机每台都有自己的完整"
THOUGHT = "用户想知道区别，我先看第一段资料。"
HARMONY = (
    "<|channel|>analysis<|mess",
    f"age|>{THOUGHT}<|end|><|start|>assistant",
    "<|channel|>final<|message|>",
)
Ask = Callable[..., Heard]
LATIN = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def ask(own_index: Path, retriever: NotesRetriever) -> Ask:
    def asked(reply: Reply, timeout_s: float = 20.0) -> Heard:
        with model_server(reply) as server:
            app = app_for(server.address, own_index, timeout_s, retriever)
            said = heard(list(app.ask(DOCKER)))
        for line in in_chinese(said.answer.notice).split("\n"):
            assert not LATIN.search(re.sub(r"`[^`]*`|“[^”]*”", "", line)), line
        return said

    return asked


def reasoning(line: Line) -> None:
    line.begin()
    for letter in THOUGHT:
        line.event({"reasoning_content": letter, "content": None})
    line.event({"content": MARKED})
    line.event({}, "stop")


@pytest.mark.parametrize(
    "reply",
    [
        lambda line: line.say("<thi", "nk>", THOUGHT, "</thi", "nk>\n\n", MARKED),
        lambda line: line.say(*HARMONY, MARKED),
        lambda line: line.say("[THINK]", THOUGHT, "[/THI", "NK]", MARKED),
        reasoning,
    ],
    ids=["tag", "harmony", "mistral", "field"],
)
def test_thoughts_are_neither_streamed_nor_answered(ask: Ask, reply: Reply) -> None:
    said = ask(reply)
    assert said.streamed.strip() == MARKED
    assert said.answer.text == f"{WHOLE}[1]"
    assert in_english(said.answer.notice) == ""


def test_a_tool_called_in_text_is_said_and_never_shown(ask: Ask) -> None:
    said = ask(lambda line: line.say("<tool_", 'call>\n{"name": "find"}\n', "</tool_call>"))
    assert said.streamed.strip() == ""
    assert "asked for a tool" in in_english(said.answer.notice)
    assert in_english(STANDING_IN) in in_english(said.answer.notice)


def test_a_character_that_comes_in_two_halves_is_one(ask: Ask) -> None:
    said = ask(lambda line: line.say(MARKED, " \ud83d", "\ude00", " \ude00"))
    assert said.streamed == f"{MARKED} \U0001f600 \ufffd"
    said.answer.text.encode()


def test_a_model_that_plays_both_sides_is_heard_for_its_own_turn(ask: Ask) -> None:
    said = ask(lambda line: line.say(MARKED, "<|im_", "end|>\n<|im_start|>user\n", "然后呢？"))
    assert said.streamed.strip() == MARKED
    assert said.answer.text == f"{WHOLE}[1]"
    assert in_english(said.answer.notice) == ""


def test_thoughts_whose_end_alone_is_marked_go_with_a_word(ask: Ask) -> None:
    said = ask(lambda line: line.say(THOUGHT, "\n</think>\n\n", MARKED))
    assert said.withdrawn
    assert said.streamed == MARKED
    assert said.answer.text == f"{WHOLE}[1]"
    assert said.answer.notice == WITHDRAWN


@pytest.mark.parametrize("reason", ["stop", "length"])
def test_thoughts_without_an_answer_give_way_to_the_notes(ask: Ask, reason: str) -> None:
    said = ask(lambda line: line.say("<think>", THOUGHT, reason=reason))
    assert said.streamed == ""
    assert said.answer.llm == "none"
    assert said.answer.citations
    assert THOUGHT not in said.answer.text
    assert in_english(said.answer.notice).endswith(in_english(STANDING_IN))


def dropped(line: Line) -> None:
    line.begin()
    line.event({"content": MARKED + HALF})
    line.drop()


def failing(line: Line) -> None:
    line.begin()
    line.event({"content": MARKED + HALF})
    line.raw('data: {"error": {"message": "the model fell over", "code": 1301}}\n\n')


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (lambda line: line.say(MARKED + HALF, reason=None, done=False), "broke off"),
        (lambda line: line.say(MARKED + HALF, reason=None), "broke off"),
        (dropped, "broke off"),
        (failing, "the model fell over"),
        (lambda line: line.say(MARKED, HALF, reason="length"), "limit of its length"),
        (lambda line: line.say(MARKED, HALF, reason="content_filter"), "provider's filter"),
        (lambda line: line.say(MARKED, HALF, reason="insufficient_system_resource"), "broke off"),
        (lambda line: line.say(MARKED + "\n\n```sh\ndocker r", reason="length"), "limit"),
        (lambda line: line.say(MARKED + HALF + "[", reason="length"), "limit"),
    ],
)
def test_what_was_whole_stays_where_a_stream_ends_early(ask: Ask, reply: Reply, words: str) -> None:
    said = ask(reply)
    assert said.answer.text == f"{WHOLE}[1]"
    assert said.answer.llm == "openai:x"
    assert words in in_english(said.answer.notice)
    assert in_english(said.answer.notice).endswith(in_english(LEFT_OUT))


def test_half_a_sentence_gives_way_to_the_notes_and_that_is_said(ask: Ask) -> None:
    said = ask(lambda line: line.say(HALF, reason="length"))
    assert said.answer.llm == "none"
    assert HALF not in said.answer.text
    assert in_english(said.answer.notice).endswith(in_english(REPLACED))


def tool(line: Line) -> None:
    call = {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}
    line.begin()
    line.event({"tool_calls": [call]})
    line.event({}, "tool_calls")


@pytest.mark.parametrize(
    ("reply", "words"),
    [(tool, "asked for a tool"), (lambda line: line.say(""), "empty answer")],
)
def test_no_answer_at_all_is_told_by_its_kind(ask: Ask, reply: Reply, words: str) -> None:
    said = ask(reply)
    assert words in in_english(said.answer.notice)
    assert in_english(said.answer.notice).endswith(in_english(STANDING_IN))


def test_chunks_without_choices_are_no_matter(ask: Ask) -> None:
    def reply(line: Line) -> None:
        line.begin()
        line.event({}, choices=[])
        line.event({"content": MARKED})
        line.event({}, "stop")
        line.event(
            {}, choices=[], usage={"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        )

    said = ask(reply)
    assert (said.answer.text, in_english(said.answer.notice)) == (f"{WHOLE}[1]", "")


def endless(*texts: str, before: str = "") -> Reply:
    def reply(line: Line) -> None:
        line.begin()
        line.event({"content": before})
        for number in range(40_000):
            line.event({"content": texts[number % len(texts)] * 8})

    return reply


@pytest.mark.parametrize(
    "reply",
    [
        endless("内核", before=MARKED),
        endless("\n", before=MARKED),
        endless("x = 1\n", before=f"{MARKED}\n\n```\n"),
        endless("| 甲 | 乙 |\n", before=f"{MARKED}\n\n| 一 | 二 |\n| - | - |\n"),
    ],
    ids=["words", "newlines", "code", "rows"],
)
def test_a_model_that_writes_on_and_on_is_stopped_and_what_was_whole_stays(
    ask: Ask, reply: Reply
) -> None:
    said = ask(reply)
    assert said.answer.text.startswith(f"{WHOLE}[1]")
    assert len(said.streamed) < 8000
    assert "on and on" in in_english(said.answer.notice)


@pytest.mark.slow
def test_a_model_that_thinks_on_and_on_is_stopped(ask: Ask) -> None:
    said = ask(endless("再想一想。", before="<think>"))
    assert said.answer.llm == "none"
    assert "thought on and on" in in_english(said.answer.notice)


def test_an_answer_that_was_not_streamed_is_used(ask: Ask) -> None:
    message = {"role": "assistant", "content": f"<think>{THOUGHT}</think>{MARKED}"}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    whole = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "x",
        "choices": [choice],
    }
    said = ask(lambda line: line.body(200, json.dumps(whole)))
    assert (said.answer.text, in_english(said.answer.notice)) == (f"{WHOLE}[1]", "")


@pytest.mark.slow
def test_silence_in_the_middle_ends_the_answer_in_time(ask: Ask) -> None:
    def reply(line: Line) -> None:
        line.begin()
        line.event({"content": MARKED + HALF})
        line.over.wait(30)

    started = time.monotonic()
    said = ask(reply, timeout_s=1.0)
    assert time.monotonic() - started < 25
    assert said.answer.text == f"{WHOLE}[1]"
    assert "fell silent for 1 seconds" in in_english(said.answer.notice)


def test_stopping_a_silent_model_ends_its_line_at_once(
    own_index: Path, retriever: NotesRetriever
) -> None:
    def reply(line: Line) -> None:
        line.begin()
        line.event({"content": HALF})
        while not line.over.wait(0.02):
            line.raw(": still here\n\n")  # a comment: the client tells nobody of it

    with model_server(reply) as server:
        events = iter(app_for(server.address, own_index, 600, retriever).ask(DOCKER))
        while isinstance(first := next(events), Waiting):
            pass
        assert isinstance(first, PassagesFound)
        while not (isinstance(event := next(events), Delta) and event.text):
            pass
        assert next(events) == Delta("")  # it can be stopped while nothing comes
        events.close()  # type: ignore[attr-defined]
        assert server.ended.wait(10)
