"""A follow-up asks for what its point says, and doesn't say it itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviews import kitchen

from bot.bank.build import build
from bot.core.question import Point
from bot.followup.aiming.aim import aim
from bot.followup.aiming.subject_en import parted as parted_en
from bot.followup.aiming.subject_zh import parted
from bot.followup.follow_up import MAX_SAID, Tone, line, missing, topic
from bot.followup.lines import worded
from bot.followup.wordings import WORDINGS

POINT = build(kitchen()).questions[0].points[0]


def point(text: str, quote: str = "") -> Point:
    return replace(POINT, text=text, quote=quote or text)


def asked(text: str, question: str = "请讲讲后厨。", quote: str = "") -> str:
    return aim(point(text, quote), question).ask


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        # what it is, means, is called
        ("砧板是切菜的木板", "砧板是什么？"),
        ("红色标签表示今天必须用完", "红色标签表示什么？"),
        ("备料指的是开门前的准备", "备料是什么意思？"),
        ("新刀的刃是钝的", "新刀的刃是什么样的？"),
        ("铺底是一种省油的技巧", "铺底是一种什么样的技巧？"),
        # by whom, by what means, what for
        ("过期的份额由晚班处理", "过期的份额由谁来处理？"),
        ("排班表用于安排人手", "排班表用来做什么？"),
        ("冰柜靠压缩机降温", "冰柜靠的是什么？"),
        ("出菜的顺序按桌号来定", "出菜的顺序按什么来定？"),
        # what becomes of it, what it can do, what it needs
        ("放久的菜会变味", "放久的菜会怎么样？"),
        ("蒸箱可以加热剩饭", "蒸箱能做什么？"),
        ("老面需要冷藏", "老面需要什么？"),
        ("新学徒不能碰油锅", "新学徒有什么限制？"),
        ("剩汤容易发酸", "剩汤容易出什么问题？"),
        ("备菜的成本很高", "备菜的成本怎么样？"),
        ("服务员把单子送到出单机", "服务员会把单子怎么处理？"),
        # numbers
        ("高汤保存 3 天", "高汤保存多久？"),
        ("一锅米饭分成 8 份", "一锅米饭分成多少份？"),
        ("烤箱的默认值是 180", "烤箱的默认值是多少？"),
        # reasons, conditions, the more the more
        ("之所以先焯水，是因为能去腥", "为什么先焯水？"),
        ("因为砧板有裂缝，细菌洗不掉", "为什么细菌洗不掉？"),
        ("如果盒子满了，先倒掉最旧的一份", "如果盒子满了，该怎么做？"),
        ("当客人催菜的时候，领班要去道歉", "当客人催菜的时候，会发生什么？"),
        ("只有主厨签字，才能退菜", "什么时候才能退菜？"),
        ("桌号、菜名都核对过，才算下单", "要满足什么条件，才算下单？"),
        ("火越大，水分走得越快", "火越大，会怎么样？"),
        ("为了让面团松软，要醒发一小时", "为了让面团松软，要怎么做？"),
        ("出餐口堆满了盘子，说明传菜太慢", "出餐口堆满了盘子，说明什么？"),
        # labels, sides, rows, steps
        ("冷盘：放在入口处的柜子里", "冷盘放在哪里？"),
        ("优点：省火，而且不糊底", "它有什么优点？"),
        ("方式二：先炸再炖", "方式二是怎样的？"),
        ("酱汁的三种底味：咸、甜、酸", "酱汁的三种底味包括哪些？"),
        ("铁锅——能不能用洗洁精：不能，会洗掉油膜", "铁锅能不能用洗洁精？"),
        ("餐台 -> 出餐口", "餐台对应什么？"),
        ("首先，洗手戴帽", "第一步要做什么？"),
    ],
)
def test_the_predicate_of_a_chinese_point_decides_what_is_asked(text: str, ask: str) -> None:
    assert asked(text) == ask


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("A ladle is a deep spoon", "What is a ladle?"),
        ("The bell means that a dish is ready", "What does the bell mean?"),
        ("Labels are used to tell the days apart", "What are labels used for?"),
        ("The soup depends on the stock", "What does the soup depend on?"),
        ("Cooks share one oven", "What do cooks share?"),
        ("Old boxes are thrown away at night", "What happens to old boxes?"),
        ("A waiter must not touch the stove", "What must a waiter not do?"),
        ("The stock can be frozen", "What can be done with the stock?"),
        ("The dough waits for two hours", "How long does the dough wait?"),
        ("The kitchen has four doors", "How many doors does the kitchen have?"),
        ("When the box is full, the oldest portion goes", "What happens when the box is full?"),
        ("If the oil smokes, turn the heat down", "What do you do if the oil smokes?"),
        (
            "The fridge stays shut because warm air spoils fish",
            "Why is it that the fridge stays shut?",
        ),
        ("Never wash a hot pan", "What should you never do here?"),
        ("How to save gas: put the lid on", "How do you save gas?"),
    ],
)
def test_the_predicate_of_an_english_point_decides_what_is_asked(text: str, ask: str) -> None:
    assert asked(text, "Tell me about the kitchen.") == ask


def test_a_label_is_what_is_talked_about() -> None:
    assert topic(point("冷盘：入口处的柜子"), "请讲讲后厨。") == "冷盘"
    assert topic(point("Cold dishes: near the door"), "What is in it?") == "cold dishes"


def test_one_side_of_a_comparison_is_asked_for_what_it_does() -> None:
    question = "蒸箱和烤箱有什么区别？"
    assert asked("烤箱：用于上色", question) == "烤箱用来做什么？"
    kind, slots = line("missed", point("烤箱：外脆里嫩"), question, "zh")
    assert (kind, slots) == ("drill missed more", {"about": "烤箱"})
    both = "上色——蒸箱：不行；烤箱：可以"
    assert asked(both, question) == "在上色这一点上，几者有什么不同？"


def test_an_advantage_in_a_comparison_is_not_that_of_an_it() -> None:
    ask = asked("优点：省火，而且不糊底", "蒸箱和烤箱有什么区别？")
    assert ask == "优点里还有一条，是什么？"


def test_the_question_is_not_asked_again() -> None:
    assert asked("砧板是切菜的木板", "什么是砧板？") == ""
    assert asked("A ladle is a deep spoon", "What is a ladle?") == ""


def test_what_the_author_marked_is_not_told() -> None:
    text = "当汤锅里冒小泡的时候，就该转小火"
    assert asked(text)
    assert asked(text, quote="当汤锅里**冒小泡**的时候，就该转小火") == ""
    assert "日期" not in asked("放久的菜会变味，日期让人知道哪一份过期")


def test_a_number_of_the_answer_is_not_told() -> None:
    assert "180" not in asked("烤箱预热到 180 度再放面团")


def test_fragments_are_no_subjects() -> None:
    for text in ("它的原因有三个", "这样做省事", "否则汤会糊", "切好，装盒，贴标签"):
        assert aim(point(text), "请讲讲后厨。").topic == ""


@pytest.mark.parametrize(
    ("clause", "subject"),
    [
        ("放久的菜会变味", "放久的菜"),
        ("由晚班处理的份额需要登记", "由晚班处理的份额"),
        ("会变味的菜要扔掉", "会变味的菜"),
        ("切菜机器每天都要清洗", "切菜机器"),
        ("POS 机把单子发到后厨", "POS 机"),
        ("删除过期的标签", ""),
        ("它会变味", ""),
    ],
)
def test_a_subject_ends_where_its_predicate_begins(clause: str, subject: str) -> None:
    assert parted(clause)[0] == subject


def test_a_relative_clause_belongs_to_an_english_subject() -> None:
    assert parted_en("A pan that was hot is dangerous")[0] == "A pan that was hot"


def test_a_line_takes_what_is_known_of_the_point() -> None:
    question = "请讲讲后厨。"
    assert line("missed", point("砧板是切菜的木板"), question, "zh")[0] == "drill missed"
    assert line("missed", point("冷盘：门口"), question, "zh")[0] == "drill missed topic"
    assert line("missed", point("切好，装盒"), question, "zh") == ("drill missed open", {})


def test_of_a_point_in_the_other_language_only_the_topic_is_named() -> None:
    kind, slots = line("missed", point("砧板是切菜的木板"), "Tell me.", "en")
    assert (kind, slots) == ("drill missed topic", {"about": "砧板"})


def test_a_contradiction_repeats_the_candidate_s_words() -> None:
    kind, slots = line("opposed", point("砧板是木板"), "请讲讲后厨。", "zh", "砧板是一种刀")
    said = worded(kind, 0, "zh", slots)
    assert "砧板是一种刀" in said
    assert "砧板是什么？" in said
    _, slots = line("opposed", point("砧板是木板"), "请讲讲后厨。", "zh", "长" * 99)
    assert len(slots["said"]) == MAX_SAID


@pytest.mark.parametrize("tone", ["missed", "partial", "opposed", "silent"])
@pytest.mark.parametrize(
    "text", ["砧板是木板", "冷盘：门口", "切好，装盒", "A pan is hot", "烤箱：外脆里嫩"]
)
def test_there_are_words_for_every_line(tone: Tone, text: str) -> None:
    for question in ("请讲讲后厨。", "蒸箱和烤箱有什么区别？"):
        for language in ("zh", "en"):
            kind, slots = line(tone, point(text), question, language, "话")
            for at in range(len(WORDINGS[kind]["zh"])):
                assert "{" not in worded(kind, at, language, slots)


def test_what_is_missing_names_nothing_twice_and_nothing_that_was_asked() -> None:
    points = [
        point("高汤和清汤：每天早上熬"),
        point("高汤和清汤：分两个桶装"),
        point("后厨是做菜的地方"),
        point("切好，装盒"),
        point("蒸锅里的水需要每天换"),
    ]
    assert missing(points, "请讲讲后厨。", "zh") == "高汤和清汤、蒸锅里的水等 5 点"
    assert missing(points[:1], "请讲讲后厨。", "zh") == "高汤和清汤"
    assert missing([point("切好，装盒")], "请讲讲后厨。", "zh") == ""
    assert missing([], "请讲讲后厨。", "zh") == ""
    english = [point("Cold dishes: at the door"), point("The soup depends on the stock")]
    assert missing(english, "What is in it?", "en") == "cold dishes and the soup"


def test_statements_are_no_names_in_a_list() -> None:
    assert missing([point("先切好再洗也可以：都行")], "请讲讲后厨。", "zh") == ""


@given(st.text("砧板是菜会由的，：。在把3天 abAB**()（）“”——", max_size=40))
def test_any_text_is_aimed_at_without_a_fault(text: str) -> None:
    found = aim(point(text or "空"), "请讲讲后厨。")
    assert found == aim(point(text or "空"), "请讲讲后厨。")
    assert not found.ask or found.ask.endswith(("？", "?"))


def test_the_questions_of_a_whole_note_are_aimed_and_give_no_marked_words_away() -> None:
    for question in build(kitchen()).questions:
        for one in question.points:
            kind, slots = line("missed", one, question.text, "zh")
            assert worded(kind, 0, "zh", slots) != question.text
