"""Words, sides and changes: what alignment and contradiction are made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.passage import Passage
from bot.grading.opposition.clause_edits import edits, numbers_in, swapped
from bot.language.sides import names_in, pairs_of
from bot.language.wording import shares, wording

NOTHING = wording("")


def section(text: str, heading: str = "区别") -> Passage:
    return Passage(
        section="s", file="a.md", title="题", heading_path=(heading,), lines=(1, 9), text=text
    )


def test_an_english_name_counts_as_its_chinese_one() -> None:
    share, _ = shares("写时复制", wording("it uses copy-on-write here"), NOTHING)
    assert share == 1.0
    share, _ = shares("copy-on-write", wording("靠的是写时复制"), NOTHING)
    assert share == 1.0


def test_words_of_the_question_count_less() -> None:
    said, asked = wording("容器共享内核"), wording("容器是什么")
    with_question, _ = shares("容器启动很快", said, asked)
    without, _ = shares("容器启动很快", said, NOTHING)
    assert with_question < without


def test_an_answer_that_says_nothing_of_a_point_has_no_share_of_it() -> None:
    assert shares("容器共享宿主机内核", wording("今天下雨了"), NOTHING) == (0.0, 0.0)


def test_what_a_question_and_a_list_set_side_by_side_are_sides() -> None:
    assert ("let", "var") in pairs_of(
        "let 和 var 有什么区别？", [section("let 是块级。var 是函数级。")]
    )
    text = "- RDB：快照，恢复快\n- AOF：追加命令，恢复慢"
    assert ("RDB", "AOF") in pairs_of("持久化怎么选？", [section(text)])
    assert pairs_of("什么是锁？", [section("锁让一个线程进入。")]) == []


def test_names_are_things_and_not_what_is_done_with_them() -> None:
    assert "虚拟机" in names_in("每个虚拟机都有内核")
    assert "镜像层" in names_in("镜像层是只读的")
    assert "所以" not in names_in("所以重新启动")


def test_sides_are_swapped_both_ways_and_longer_names_are_left_alone() -> None:
    assert swapped("A 是客户端，B 是服务端", "A", "B") == "B 是客户端，A 是服务端"
    assert swapped("id_rsa.pub 放服务器", "id_rsa", "id_rsa.pub") == "id_rsa 放服务器"
    assert swapped("letter 不变", "let", "var") == "letter 不变"


def test_a_clause_is_changed_in_one_respect_each() -> None:
    made = {edit.text: edit.kind for edit in edits("RDB 恢复快，不会丢", [("RDB", "AOF")])}
    assert made["AOF 恢复快，不会丢"] == "sides"
    assert made["RDB 恢复慢，不会丢"] == "opposite"
    assert "RDB 恢复快，会丢" in made
    numbers = {e.text for e in edits("默认 30 秒", [], ["60"]) if e.kind == "number"}
    assert numbers == {"默认 60 秒"}


def test_numbers_inside_names_are_no_numbers() -> None:
    assert numbers_in("docker0 在 8080 端口，占 1.5 GB") == ["8080", "1.5"]


@given(st.text("大小快慢不没有会是let var12，", max_size=30))
def test_no_change_leaves_a_clause_as_it_was(clause: str) -> None:
    assert all(edit.text != clause for edit in edits(clause, [("let", "var")], ["7"]))
