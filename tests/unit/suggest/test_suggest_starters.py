"""Questions to begin with."""

from __future__ import annotations

from bot.core.passage import Passage
from bot.suggest.starters import choose

ZH = (
    "这一节用几句话说明它的来历、做法和代价，读完就能回答别人的提问，也知道在什么条件下该换一种办法。"
    * 3
)
EN = (
    "This section is written in whole sentences that explain the matter, why it is done that way "
    "and what it costs, so that a question about it can be answered. "
) * 3


def section(file: str, heading: str, text: str) -> Passage:
    return Passage(
        section=f"{file}-{heading}",
        file=file,
        title=file.removesuffix(".md"),
        heading_path=(heading,),
        lines=(1, 9),
        text=text,
    )


CACHES = [
    section("缓存.md", "什么是缓存雪崩？", ZH),
    section("缓存.md", "缓存为什么会被击穿？", ZH),
    section("缓存.md", "参考资料", ZH),
]
LOCKS = [section("locks.md", "What is write skew?", EN), section("locks.md", "Who?", EN)]
QUEUES = [section("队列.md", "Kafka 和 RabbitMQ 有什么区别？", ZH)]


def test_questions_come_from_different_notes_the_readers_language_first() -> None:
    notes = [CACHES, LOCKS, QUEUES]
    yes = lambda question, passage: True  # noqa: E731
    assert choose(notes, yes, "zh", 9) == [
        "什么是缓存雪崩？",
        "Kafka 和 RabbitMQ 有什么区别？",
        "缓存为什么会被击穿？",
        "What is write skew?",
    ]
    assert choose(notes, yes, "en", 2) == ["What is write skew?", "什么是缓存雪崩？"]


def test_a_question_that_does_not_lead_to_its_section_is_not_offered() -> None:
    found = choose([CACHES, LOCKS], lambda question, passage: "击穿" in question, "zh", 3)
    assert found == ["缓存为什么会被击穿？"]
    assert choose([CACHES, LOCKS], lambda question, passage: False, "zh", 3) == []


def test_no_more_is_tried_than_the_wanted_number_allows() -> None:
    tried: list[str] = []

    def never(question: str, passage: Passage) -> bool:
        tried.append(question)
        return False

    many = [[section(f"{n}.md", f"为什么要用第 {n} 号分片规则？", ZH)] for n in range(90)]
    assert choose(many, never, "zh", 3) == []
    assert 0 < len(tried) <= 12


def test_notes_without_anything_to_ask_about_give_no_question() -> None:
    assert choose([[], CACHES[2:], LOCKS[1:]], lambda question, passage: True, "en", 3) == []
