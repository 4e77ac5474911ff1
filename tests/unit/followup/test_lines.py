from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviews import kitchen

from bot.bank.build import build
from bot.core.question import Language
from bot.followup import hint
from bot.followup.lines import pick, worded
from bot.followup.wordings import WORDINGS
from bot.grading.screen import Fault
from bot.interview.voice import is_drill, is_feedback, is_in, is_lead, so_far, tidy, told, whole
from bot.language.statements import plain
from bot.notes.sections import sections_in_folder

QUESTION = build(kitchen()).questions[0]


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", sorted(WORDINGS))
def test_every_line_has_three_wordings_in_both_languages_with_the_same_places(kind: str) -> None:
    both = WORDINGS[kind]
    assert len(both["zh"]) == len(both["en"]) >= 3
    for language in ("zh", "en"):
        assert len(set(both[language])) == len(both[language])
    assert len({frozenset(slots(text)) for texts in both.values() for text in texts}) == 1


def test_there_is_a_kind_word_for_every_fault() -> None:
    assert all(f"fault {fault.value}" in WORDINGS for fault in Fault)


def test_nobody_shouts() -> None:
    texts = [text for both in WORDINGS.values() for texts in both.values() for text in texts]
    assert not any("!" in text or "！" in text for text in texts)


@given(st.integers(), st.lists(st.sampled_from(sorted(WORDINGS)), max_size=40))
def test_no_wording_is_used_twice_in_a_row(seed: int, kinds: list[str]) -> None:
    picked: dict[str, int] = {}
    for kind in kinds:
        at = pick(kind, seed, picked)
        assert at != picked.get(kind)
        assert 0 <= at < len(WORDINGS[kind]["zh"])
        picked[kind] = at


def test_what_fills_a_place_is_not_read_as_a_template() -> None:
    said = worded("ask", 0, "zh", {"question": "{constructor} {0} %s 是什么？"})
    assert "{constructor} {0} %s 是什么？" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_wordings_can_be_filled(language: Language) -> None:
    filled = dict.fromkeys(
        (
            *("question", "hit", "total", "names", "about", "said", "cost", "words"),
            *("ask", "word"),
        ),
        "X",
    )
    for kind, both in WORDINGS.items():
        for at in range(len(both[language])):
            assert "{" not in worded(kind, at, language, filled)


def test_a_hint_is_the_beginning_of_the_quote_and_never_all_of_it() -> None:
    for question in build(kitchen()).questions:
        for point in question.points:
            shown = hint.beginning(point, question.text)
            text = " ".join(plain(point.quote).replace("|", " ").split())
            assert shown
            assert shown in text
            assert len(shown) < len(text)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("但是，**蒸箱**要预热十分钟才能用", "蒸箱要"),
        ("油温（用筷子试）到了六成再下锅", "油温"),
        ("冷藏室：每晚检查一遍温度", "冷藏室"),
    ],
)
def test_a_hint_ends_with_a_whole_word_and_begins_without_a_connective(
    quote: str, shown: str
) -> None:
    given_away = hint.beginning(replace(QUESTION.points[0], quote=quote), "问题？")
    assert given_away.startswith(shown)
    assert not given_away.endswith(("，", "：", "（"))


def test_chinese_and_latin_meet_with_a_blank_where_a_place_is_filled() -> None:
    assert worded("drill missed topic", 1, "zh", {"about": "POS 机"}).startswith("再说说 POS 机，")
    assert worded("missing", 0, "zh", {"names": "HACCP"}) == "没说到的有：HACCP。"


@given(st.text(min_size=2, max_size=80))
def test_a_hint_from_any_text_leaves_something_to_say(text: str) -> None:
    point = replace(QUESTION.points[0], text=text, quote="")
    whole_text = " ".join(plain(text).replace("|", " ").split())
    if len(whole_text) > 1:
        assert len(hint.beginning(point, "问题？")) < len(whole_text)


@pytest.mark.slow
def test_where_to_start_names_what_points_are_about_and_tells_none(own_notes: Path) -> None:
    sections, _ = sections_in_folder(own_notes)
    questions = [one for one in build(sections).questions if one.asked]
    named = 0
    for one in questions:
        names = hint.start(one.asked, one.text)
        named += bool(names)
        assert len(names) <= hint.MAX_NAMES
        for point in one.asked:
            assert told(" ".join(names), point, one.text) < hint.TOLD
            assert point.text not in names
    assert named > len(questions) / 3


def test_hints_go_through_the_points_by_weight_or_to_the_one_that_is_drilled() -> None:
    points = QUESTION.asked
    first = hint.hinted(points, [])
    assert first is not None
    assert first.weight == max(point.weight for point in points)
    second = hint.hinted(points, [first.id])
    assert second != first
    assert hint.hinted(points, [], points[-1].id) == points[-1]
    assert hint.hinted(points, [point.id for point in points]) is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("“容器共用内核。”", "容器共用内核。"),
        ("面试官： 好的。", "好的。"),
        ("第一句：说到了。 第二句：还差。", "说到了。 还差。"),
        ("一行\n\n又一行。", "一行 又一行。"),
    ],
)
def test_a_model_s_line_is_tidied(said: str, kept: str) -> None:
    assert tidy(said) == kept


def test_a_line_that_is_too_long_ends_with_its_last_whole_sentence() -> None:
    assert whole("第一句。第二句。第三句没有完", 10) == "第一句。第二句。"
    assert whole("没有结尾", 10) == ""
    assert whole("Done. Is 3.5 fine? And", 100) == "Done. Is 3.5 fine?"


@pytest.mark.parametrize(
    ("growing", "stands"),
    [
        ("第一句。第二", "第一句。"),
        ("Version 3.", ""),
        ("Version 3.11 is out. And", "Version 3.11 is out."),
        ("“盒子。", ""),
        ("他说“好。”然后", "他说“好。”"),
        ("没有", ""),
    ],
)
def test_of_a_growing_text_its_whole_sentences_stand(growing: str, stands: str) -> None:
    assert so_far(growing, 100) == stands
    assert so_far(growing, 3) == ""


def test_feedback_asks_nothing_lists_nothing_and_keeps_to_what_it_was_given() -> None:
    known = "\n".join(point.quote for point in QUESTION.points)
    good = f"你说到了这一点：{QUESTION.points[0].text}。"
    assert is_feedback(good, known)
    assert not is_feedback(good + "你觉得呢？", known)
    assert not is_feedback("- " + good, known)
    assert not is_feedback("冰箱采用压缩机循环制冷，氟利昂吸收热量。", known)
    assert not is_feedback("", known)


def test_a_follow_up_is_one_question_about_its_point_that_does_not_tell_its_answer() -> None:
    question = next(one for one in build(kitchen()).questions if "备菜缓存" in one.text)
    point = next(one for one in question.points if "倒掉" in one.text)
    assert is_drill("盒子要是满了会怎样？", point, question.text)
    assert not is_drill(f"{point.text}，对吗？", point, question.text)
    assert not is_drill(question.text, point, question.text)
    assert not is_drill("天气怎么样？", point, question.text)
    assert not is_drill("盒子呢？为什么？", point, question.text)
    assert not is_drill("说说盒子。", point, question.text)


@pytest.mark.parametrize(
    ("text", "language", "fits"),
    [
        ("容器用 cgroup 限制 CPU。", "zh", True),
        ("A container shares the kernel (内核).", "en", True),
        ("A container shares the kernel.", "zh", False),
        ("容器共用内核。", "en", False),
    ],
)
def test_a_line_in_the_other_language_is_told(text: str, language: Language, fits: bool) -> None:
    assert is_in(text, language) is fits


def test_a_lead_is_a_short_statement() -> None:
    assert is_lead("我们聊聊后厨。")
    assert not is_lead("后厨是什么？")
    assert not is_lead("长" * 61)
