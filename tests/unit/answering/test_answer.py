"""From a question to a checked answer, with the real index and a scripted model."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from typing import Any, ClassVar

import pytest
from messages import in_english
from scripted_llm import ScriptedLlm

from bot.answering.abstain import shipped
from bot.answering.answer import BESIDE, NAMED, NO_LLM, RETRIEVED, Answerer, ChosenLlm
from bot.core.turn import Answer, AnswerEvent, Delta, Done, PassagesFound, Turn
from bot.errors import ModelUnavailable
from bot.models.notices import NOT_BORNE_OUT
from bot.search.retrieve import NotesRetriever
from bot.sentences import Message

DOCKER = "Docker 和虚拟机有什么区别？"
OUTSIDE = "红烧肉怎么做才不腻？"
KERNEL = "容器共用宿主机的内核，虚拟机自带完整的操作系统。"


@pytest.fixture(scope="module")
def answerer(retriever: NotesRetriever) -> Answerer:
    return Answerer(retriever, shipped())


def scripted(*replies: str, **fields: Any) -> tuple[ScriptedLlm, ChosenLlm]:
    model = ScriptedLlm(replies=replies, **fields)
    return model, ChosenLlm("scripted", model)


def final(events: list[AnswerEvent]) -> Answer:
    assert isinstance(events[-1], Done)
    return events[-1].answer


def test_the_passages_come_first_then_text_then_the_checked_answer(answerer: Answerer) -> None:
    _, llm = scripted(f"{KERNEL}[1]")
    events = list(answerer.ask(DOCKER, (), llm))
    kinds = [type(event) for event in events]
    assert kinds[0] is PassagesFound
    assert kinds[-1] is Done
    assert set(kinds[1:-1]) == {Delta}
    assert kinds.count(Delta) > 1
    found = events[0]
    assert isinstance(found, PassagesFound)
    assert not found.abstained
    assert found.passages[0].file == "容器/Docker核心原理.md"
    assert "".join(e.text for e in events if isinstance(e, Delta)) == f"{KERNEL}[1]"
    answer = final(events)
    assert answer.llm == "scripted"
    assert answer.text == f"{KERNEL}[1]"
    assert answer.citations[0].passage.file == "容器/Docker核心原理.md"
    assert len(answer.passages) == RETRIEVED


def test_the_passages_are_there_before_the_model_is_asked(answerer: Answerer) -> None:
    model, llm = scripted("x")
    events = answerer.ask(DOCKER, (), llm)
    assert isinstance(next(iter(events)), PassagesFound)
    assert model.calls == []


def test_marks_are_checked_and_inventions_flagged(answerer: Answerer) -> None:
    _, llm = scripted(f"{KERNEL}[9]量子计算机利用叠加态并行求解难题。[1]")
    answer = final(list(answerer.ask(DOCKER, (), llm)))
    assert [(s.marks, s.supported) for s in answer.segments] == [((1,), True), ((), False)]
    assert "[9]" not in answer.text


def test_without_a_model_the_notes_speak(answerer: Answerer) -> None:
    events = list(answerer.ask(DOCKER))
    assert [type(event) for event in events] == [PassagesFound, Done]
    answer = final(events)
    assert (answer.llm, in_english(answer.notice)) == ("none", "")
    assert answer.citations
    for citation in answer.citations:
        assert citation.quote in citation.passage.text
        assert f"[{citation.n}]" in answer.text
    assert all(segment.supported for segment in answer.segments)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (OUTSIDE, "笔记里没有写到"),
        ("How do I bake sourdough bread?", "Your notes don't answer this"),
    ],
)
def test_what_the_notes_lack_is_said_without_asking_a_model(
    answerer: Answerer, question: str, words: str
) -> None:
    model, llm = scripted("编出来的。")
    events = list(answerer.ask(question, (), llm))
    assert [type(event) for event in events] == [PassagesFound, Done]
    assert model.calls == []
    found = events[0]
    assert isinstance(found, PassagesFound)
    assert found.abstained
    assert len(found.passages) == NAMED
    answer = final(events)
    assert answer.abstained
    assert answer.text.startswith(words)
    for passage in answer.passages[:NAMED]:
        assert passage.place in answer.text
    assert answer.citations == ()
    assert answer.follow_up == ()


@pytest.mark.parametrize("fails_after", [0, 12])
def test_a_model_that_fails_gives_way_to_the_notes_words(
    answerer: Answerer, fails_after: int
) -> None:
    model, llm = scripted("容器共用宿主机的内核，这是一半" * 3, fails_after=fails_after)
    events = list(answerer.ask(DOCKER, (), llm))
    answer = final(events)
    assert answer.llm == "none"
    assert "the line is dead" in in_english(answer.notice)
    assert answer.text == final(list(answerer.ask(DOCKER))).text
    assert model.closed == 1


def test_a_failure_is_told_in_the_words_of_whoever_knows_the_model(
    retriever: NotesRetriever,
) -> None:
    seen: list[Exception] = []

    def friendly(error: Exception) -> ModelUnavailable:
        seen.append(error)
        return ModelUnavailable("plain", text="The model is down. Start it.")

    _, llm = scripted("x", fails_after=0)
    answer = final(list(Answerer(retriever, shipped(), friendly=friendly).ask(DOCKER, (), llm)))
    first, last = in_english(answer.notice).split("\n")
    assert first == "The model is down. Start it."
    assert "The notes' own words" in last
    assert isinstance(seen[0], ConnectionError)


@pytest.mark.parametrize("reply", ["", "  \n "])
def test_a_model_that_says_nothing_gives_way_too_and_that_is_told(
    answerer: Answerer, reply: str
) -> None:
    _, llm = scripted(reply)
    answer = final(list(answerer.ask(DOCKER, (), llm)))
    assert answer.llm == "none"
    assert "empty answer" in in_english(answer.notice)
    assert answer.citations


def test_why_there_is_no_model_is_passed_on(answerer: Answerer) -> None:
    answer = final(
        list(answerer.ask(DOCKER, (), ChosenLlm(notice=Message.of("model_loading", name="x"))))
    )
    assert in_english(answer.notice) == "x is still being loaded."
    assert answer.llm == "none"


def test_stopping_the_answer_stops_the_model(answerer: Answerer) -> None:
    model, llm = scripted("容器共用内核，", endless=True)
    events = answerer.ask(DOCKER, (), llm)
    assert isinstance(events, Generator)
    for _ in range(5):
        next(events)
    assert model.closed == 0
    events.close()
    assert model.closed == 1
    said = model.said
    assert said < 10
    assert model.said == said


def test_the_prompt_holds_passages_and_the_last_line_the_language(answerer: Answerer) -> None:
    model, llm = scripted("A container shares the kernel of its host.")
    list(answerer.ask("How do containers differ from virtual machines?", (), llm))
    list(answerer.ask(DOCKER, (), llm))
    english, chinese = model.prompts
    assert english.rstrip().split("\n")[-1].startswith("Answer in English")
    assert chinese.rstrip().split("\n")[-1] == "请用中文回答。"
    assert "[1] Docker核心原理 › " in chinese
    assert f"问题：{DOCKER}" in chinese


def test_an_english_answer_about_a_chinese_note_is_cited(answerer: Answerer) -> None:
    _, llm = scripted("Containers share the kernel of the host, virtual machines have their own.")
    question = "How do containers differ from virtual machines?"
    answer = final(list(answerer.ask(question, (), llm)))
    assert answer.citations[0].passage.file == "容器/Docker核心原理.md"
    assert "内核" in answer.citations[0].quote


def test_a_follow_up_carries_its_subject_into_the_prompt(answerer: Answerer) -> None:
    model, llm = scripted("因为不用启动内核。")
    list(answerer.ask("那它启动为什么快？", [Turn(DOCKER, "……")], llm))
    assert f"（前面问过：{DOCKER}）" in model.prompts[0]


def test_one_to_three_follow_ups_that_were_not_asked_and_that_the_notes_answer(
    answerer: Answerer,
) -> None:
    first = final(list(answerer.ask(DOCKER))).follow_up
    assert 1 <= len(first) <= 3
    assert DOCKER not in first
    history = [Turn(question, "……") for question in first]
    second = final(list(answerer.ask(DOCKER, history))).follow_up
    assert not set(first) & set(second)
    for question in first:
        assert not final(list(answerer.ask(question))).abstained


def test_times_are_told_in_milliseconds(answerer: Answerer) -> None:
    _, llm = scripted(KERNEL)
    timings = final(list(answerer.ask(DOCKER, (), llm))).timings_ms
    assert 0 < timings["retrieve"] <= timings["first_text"] <= timings["total"]
    assert set(final(list(answerer.ask(OUTSIDE))).timings_ms) == {"retrieve", "total"}


def test_no_more_passages_are_used_than_allowed(retriever: NotesRetriever) -> None:
    model, llm = scripted(KERNEL)
    list(Answerer(retriever, shipped(), passages=1).ask(DOCKER, (), llm))
    assert "\n[1] " in model.prompts[0]
    assert "\n[2] " not in model.prompts[0]


class SmallLlm(ScriptedLlm):
    """A scripted model that passes for one in this process."""

    is_small: ClassVar[bool] = True


def small(reply: str) -> tuple[SmallLlm, ChosenLlm]:
    model = SmallLlm(replies=(reply,))
    return model, ChosenLlm("local", model)


def test_of_a_small_models_answer_only_what_the_notes_bear_out_is_left(answerer: Answerer) -> None:
    _, llm = small(f"{KERNEL}量子计算机利用叠加态并行求解难题。")
    answer = final(list(answerer.ask(DOCKER, (), llm)))
    assert answer.text.startswith(f"{KERNEL}[1]")
    assert "量子" not in answer.text
    assert answer.notice == NOT_BORNE_OUT
    assert all(segment.supported for segment in answer.segments)
    assert answer.llm == "local"


def test_what_a_small_model_left_out_is_quoted_from_the_notes(answerer: Answerer) -> None:
    _, llm = small(KERNEL)
    answer = final(list(answerer.ask(DOCKER, (), llm)))
    before, lead_in, quoted = answer.text.partition("笔记原文：")
    assert lead_in
    assert KERNEL in before
    assert "[1]" in quoted
    assert sum(bool(segment.marks) for segment in answer.segments) <= 8


def test_a_small_model_is_stopped_after_a_few_sentences(answerer: Answerer) -> None:
    model, llm = small(
        "".join(f"容器共用宿主机的内核，这是理由{n}。" for n in "甲乙丙丁戊己庚辛壬癸")
    )
    answer = final(list(answerer.ask(DOCKER, (), llm)))
    assert "理由丁" in answer.text
    assert "理由戊" not in answer.text
    assert model.closed == 1
    assert model.said < 20


def test_any_model_is_stopped_after_eight_sentences_unless_asked_for_more(
    answerer: Answerer,
) -> None:
    reply = "".join(f"容器共用宿主机的内核，这是理由{n}。" for n in "甲乙丙丁戊己庚辛壬癸")
    for question, last in ((DOCKER, "辛"), (f"详细讲讲：{DOCKER}", "癸")):
        _, llm = scripted(reply)
        assert f"理由{last}。" in final(list(answerer.ask(question, (), llm))).text
    _, llm = scripted(reply)
    assert "理由壬" not in final(list(answerer.ask(DOCKER, (), llm))).text


@pytest.mark.parametrize("make", [scripted, small])
@pytest.mark.parametrize(
    "reply",
    [
        f"好的，{KERNEL}",
        f"{DOCKER}\n\n{KERNEL}",
        f"{KERNEL}{KERNEL}容器更安全。",
        f"{KERNEL}\n\n总之，容器共用宿主机的内核，虚拟机自带操作系统。",
        "".join(f"容器共用宿主机的内核，这是理由{n}。" for n in "甲乙丙丁戊己庚辛壬癸"),
    ],
)
def test_what_was_streamed_is_in_the_answer_or_a_line_says_that_it_went(
    answerer: Answerer, make: Callable[[str], tuple[ScriptedLlm, ChosenLlm]], reply: str
) -> None:
    events = list(answerer.ask(DOCKER, (), make(reply)[1]))
    answer = final(events)
    streamed = "".join(event.text for event in events if isinstance(event, Delta)).strip()
    assert streamed
    assert in_english(answer.notice) == ""
    assert re.sub(r"\[\d\]", "", answer.text).startswith(streamed)


def test_a_small_models_english_answer_is_a_translation_with_the_notes_words_below(
    answerer: Answerer,
) -> None:
    model, llm = small("A container shares the kernel of its host.")
    question = "How do containers differ from virtual machines?"
    answer = final(list(answerer.ask(question, (), llm)))
    assert "Translate the notes above" in model.prompts[0]
    own, _, quoted = answer.text.partition("\n\nFrom the notes:\n\n")
    assert own == "A container shares the kernel of its host.[1]"
    assert "内核" in quoted  # the term, as the notes have it
    assert 1 <= sum(bool(segment.marks) for segment in answer.segments[1:]) <= BESIDE
    assert {citation.n for citation in answer.citations} == {1}


def test_a_chinese_word_in_an_english_answer_changes_no_other_language(
    answerer: Answerer,
) -> None:
    _, llm = small("A container shares the kernel of its host. 所有容器共用宿主机内核。")
    answer = final(list(answerer.ask("How do containers differ from virtual machines?", (), llm)))
    assert "\n\nFrom the notes:\n\n" in answer.text


def test_no_model_is_the_default() -> None:
    assert (NO_LLM.name, NO_LLM.model, in_english(NO_LLM.notice)) == ("none", None, "")


@pytest.mark.parametrize(
    "history",
    [
        [Turn(DOCKER, KERNEL)],
        [Turn("LoRA 的秩取多大？", "一般取 8 到 64。"), Turn(DOCKER, KERNEL)],
        [
            Turn(DOCKER, KERNEL),
            Turn("那它启动为什么快？", "不用启动操作系统。"),
            Turn("网络呢？", "有几种模式。"),
        ],
    ],
)
@pytest.mark.parametrize(
    "question",
    [
        "怎么做红烧肉？",
        "怎么做法式可丽饼？",
        "How do I renew a passport?",
        "那红烧肉呢？",
        "And what about sourdough bread?",
        "这个周末去爬山，它要带雨衣吗？",
    ],
)
def test_what_was_said_before_makes_no_answer_likelier(
    answerer: Answerer, question: str, history: list[Turn]
) -> None:
    assert answerer.declines(answerer.find(question, (), RETRIEVED))
    assert answerer.declines(answerer.find(question, history, RETRIEVED))
    assert final(list(answerer.ask(question, history))).abstained


@pytest.mark.parametrize("question", ["那它启动为什么快？", "为什么？", "What about its kernel?"])
def test_a_question_that_leans_on_what_was_said_is_answered(
    answerer: Answerer, question: str
) -> None:
    assert not final(list(answerer.ask(question, [Turn(DOCKER, KERNEL)]))).abstained


@pytest.mark.parametrize("question", [DOCKER, "B+ 树为什么适合做索引？", "What is write skew?"])
def test_what_was_said_before_takes_no_answer_away(answerer: Answerer, question: str) -> None:
    history = [Turn("怎么做红烧肉？", "笔记里没有写到这个问题。")]
    assert not final(list(answerer.ask(question))).abstained
    assert not final(list(answerer.ask(question, history))).abstained
