"""What a model is told."""

from __future__ import annotations

import pytest

from bot.answering.answer_length import limits_for
from bot.answering.prompts import (
    ANSWER,
    MAX_TOKENS,
    SYSTEM,
    answer_messages,
    blocks,
    tokens,
    trimmed,
)
from bot.core.passage import Passage
from bot.core.turn import Turn
from bot.search.rewrite import SearchQuery, in_context


def passage(text: str, heading: str = "节", title: str = "笔记") -> Passage:
    return Passage(
        section=heading,
        file="a.md",
        title=title,
        heading_path=(heading,),
        lines=(1, 1),
        text=text,
    )


KERNEL = passage("容器共用宿主机的内核。")


def last_line(question: str) -> str:
    messages = answer_messages(SearchQuery(question), [KERNEL], {})
    return str(messages[-1].content).rstrip().split("\n")[-1]


def test_the_beginning_never_changes_so_that_it_is_read_once() -> None:
    first = answer_messages(SearchQuery("容器？"), [KERNEL], {})
    second = answer_messages(in_context("Why?", [Turn("容器？", "…")]), [], {"a": 1.0})
    assert first[0].content == second[0].content == SYSTEM
    assert [message.type for message in first] == ["system", "human"]


def test_the_last_line_asks_for_the_questions_language() -> None:
    assert last_line("容器为什么快？") == "请用中文回答。"
    assert last_line("Docker 是什么") == "请用中文回答。"
    assert last_line("Why are containers fast?").startswith("Answer in English")


def test_passages_are_numbered_from_one_with_their_place() -> None:
    text = str(
        answer_messages(SearchQuery("容器"), [KERNEL, passage("网桥。", "网络")], {})[-1].content
    )
    assert "[1] 笔记 › 节\n容器共用宿主机的内核。" in text
    assert "[2] 笔记 › 网络\n网桥。" in text


def test_what_was_asked_before_is_told_only_in_a_conversation() -> None:
    told = answer_messages(in_context("为什么？", [Turn("容器快吗？", "是的")]), [KERNEL], {})
    assert "（前面问过：容器快吗？）" in str(told[-1].content)
    alone = answer_messages(SearchQuery("为什么？"), [KERNEL], {})
    assert "前面问过" not in str(alone[-1].content)


@pytest.mark.parametrize("text", ["{question}", "{passages} {0} {{x}}", "{", "%s %(a)s", "}{"])
def test_braces_of_notes_and_questions_are_only_text(text: str) -> None:
    messages = answer_messages(SearchQuery(f"容器{text}"), [passage(f"笔记{text}。")], {})
    assert f"问题：容器{text}" in str(messages[-1].content)
    assert f"笔记{text}。" in str(messages[-1].content)


def test_long_passages_are_trimmed_and_all_stay_within_the_room() -> None:
    many = [passage("容器网络靠网桥转发。" * 200, f"节{n}") for n in range(12)]
    made = blocks(SearchQuery("容器网络？"), many, {"容器": 1.0})
    assert 1 < len(made) < 12
    assert sum(map(tokens, made)) < MAX_TOKENS


@pytest.mark.parametrize(
    "question", ["网桥？", "网桥怎么转发？" * 30, "Why does `--net=host` help? " * 9]
)
def test_the_whole_message_stays_within_its_tokens(question: str) -> None:
    many = [passage("容器网络靠网桥转发，见 `docker0`。" * 60, f"节{n}") for n in range(4)]
    for small in (False, True):
        told = answer_messages(SearchQuery(question), many, {}, small=small)[-1]
        assert tokens(str(told.content)) < MAX_TOKENS


def test_no_passages_still_make_a_prompt() -> None:
    assert blocks(SearchQuery("容器"), [], {}) == []
    assert "问题：容器" in str(answer_messages(SearchQuery("容器"), [], {})[-1].content)


def test_the_sentence_that_answers_is_among_those_that_are_left() -> None:
    text = "这里讲别的。" * 60 + "端口用 DNAT 规则转发。" + "那里也讲别的。" * 60
    left = trimmed(passage(text), {"dnat": 3.0, "规则": 2.0}, 60)
    assert "端口用 DNAT 规则转发。" in left
    assert tokens(left) <= 60
    assert left.endswith("。")


def test_meaning_tells_where_words_cannot() -> None:
    text = "这里讲别的。" * 60 + "端口用规则转发。" + "那里也讲别的。" * 60
    left = trimmed(passage(text), {}, 30, lambda texts: [float("转发" in t) for t in texts])
    assert "端口用规则转发。" in left


def test_images_bold_signs_and_addresses_cost_no_tokens() -> None:
    text = "![图](https://a.b/c.png)\n\n**容器**靠[网桥](https://a.b/c?d=e)转发，写作 `**kwargs`。"
    assert trimmed(passage(text), {}, 100) == "容器靠网桥转发，写作 `**kwargs`。"


def test_code_that_is_too_long_ends_at_a_line_and_is_closed() -> None:
    code = "```sh\n" + "docker run app\n" * 80 + "```"
    left = trimmed(passage(code), {}, 60)
    assert set(left.split("\n")) == {"```sh", "docker run app", "```"}
    assert left.endswith("\n```")


def test_a_sentence_that_is_too_long_ends_at_a_clause() -> None:
    left = trimmed(passage("容器靠网桥转发，" * 80 + "完。"), {}, 60)
    assert left.endswith("转发，")
    assert tokens(left) <= 60


def test_a_small_model_is_asked_for_no_marks_and_others_are() -> None:
    def told(small: bool) -> str:
        return str(answer_messages(SearchQuery("容器"), [KERNEL], {}, small=small)[-1].content)

    assert "[编号]" in told(False)
    assert "[编号]" not in told(True)


def test_a_small_model_translates_chinese_notes_for_an_english_question() -> None:
    search = SearchQuery("Why are containers fast?")
    first, last = answer_messages(search, [KERNEL], {}, small=True)
    assert first.content == SYSTEM
    assert str(last.content).startswith("容器共用宿主机的内核。\n\nTranslate")
    english = passage("Containers share the kernel of their host.")
    told = str(answer_messages(search, [english], {}, small=True)[-1].content)
    assert "问题：Why are containers fast?" in told


def test_a_question_for_more_is_passed_on() -> None:
    asked = "详细讲讲容器网络"
    told = answer_messages(SearchQuery(asked), [KERNEL], {}, limits=limits_for(asked))[-1]
    assert "写得详细些" in str(told.content)


@pytest.mark.parametrize(
    ("text", "exact"),  # counted by the tokenizer of Qwen2.5
    [
        ("容器共用宿主机的内核，虚拟机自带完整的操作系统。", 18),
        ("The kernel is shared by all containers of one host.", 11),
        ("docker run -d -p 8080:80 --name web nginx:1.27", 24),
    ],
)
def test_tokens_are_estimated_within_a_quarter(text: str, exact: int) -> None:
    assert exact * 0.75 <= tokens(text) <= exact * 1.25


def test_the_template_can_be_used_in_somebodys_own_chain() -> None:
    assert set(ANSWER.input_variables) == {"passages", "context", "question", "language"}


def test_the_prompt_teaches_no_fact_of_any_field() -> None:
    # Small models copy facts from examples into their answers.
    for term in ("容器", "Docker", "进程", "线程", "MySQL", "TCP", "Redis"):
        assert term not in SYSTEM
