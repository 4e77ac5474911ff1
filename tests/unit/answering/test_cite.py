"""Marks are tested by code: what points nowhere goes, what is supported gets its mark."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.cite import best_quote, check, choose
from bot.core.passage import Passage
from bot.core.turn import render_marks
from bot.language.markup import MARK


def passage(text: str, number: int = 0, heading: str = "节") -> Passage:
    return Passage(
        section=f"s{number}",
        file=f"{number}.md",
        title="笔记",
        heading_path=(heading,),
        lines=(1, 1 + text.count("\n")),
        text=text,
    )


KERNEL = passage("## 内核\n\n容器共用宿主机的内核，一秒左右就能启动。", 1)
BRIDGE = passage("## 网络\n\nbridge 模式会创建 docker0 网桥，发布端口用 DNAT 规则。", 2)
LIMITS = passage("## 限额\n\ncgroups 限制内存，超过 512 MB 会被 OOM Killer 杀掉。", 3)
ALL = (KERNEL, BRIDGE, LIMITS)


def marks(text: str, passages: Sequence[Passage] = ALL) -> list[tuple[str, tuple[int, ...], bool]]:
    return [
        (segment.text.strip(), segment.marks, segment.supported)
        for segment in check(text, passages).segments
        if segment.text.strip()
    ]


def rendered(text: str, passages: Sequence[Passage] = ALL) -> str:
    return "".join(render_marks(segment) for segment in check(text, passages).segments)


def test_a_sentence_gets_the_mark_of_the_passage_that_supports_it() -> None:
    assert marks("bridge 模式会创建 docker0 网桥。") == [
        ("bridge 模式会创建 docker0 网桥。", (1,), True)
    ]
    assert [c.passage for c in check("bridge 模式会创建 docker0 网桥。", ALL).citations] == [BRIDGE]


@pytest.mark.parametrize("mark", ["[9]", "[0]", "【42】", "[7, 8]", "[^9]", "[来源5]"])
def test_marks_that_point_nowhere_are_removed(mark: str) -> None:
    assert rendered(f"容器共用宿主机的内核{mark}。") == "容器共用宿主机的内核。[1]"


@pytest.mark.parametrize(
    "mark", ["[2]", "【2】", "［2］", "[^2]", "[ 2 ]", "[片段2]", "[编号：2]", "[source 2]"]
)
def test_marks_are_read_however_they_are_written(mark: str) -> None:
    # Its words alone would not be enough: the model's own mark decides.
    text = f"发布端口 DNAT 规则，容器因此能被外界访问{mark}。"
    assert [c.passage for c in check(text, ALL).citations] == [BRIDGE]
    assert MARK.search("".join(s.text for s in check(text, ALL).segments)) is None


@pytest.mark.parametrize("mark", ["[1, 2]", "[1,2]", "[1，2]", "[1、2]", "[1][2]", " [1] [2]"])
def test_two_marks_on_one_sentence_are_both_kept_where_they_hold(mark: str) -> None:
    text = f"容器共用内核，bridge 模式创建 docker0 网桥。{mark}"
    assert rendered(text) == "容器共用内核，bridge 模式创建 docker0 网桥。[1][2]"


def test_a_mark_moves_to_the_passage_that_says_it() -> None:
    found = check("cgroups 限制内存，超过会被 OOM Killer 杀掉。[1]", ALL)
    assert [c.passage for c in found.citations] == [LIMITS]


def test_a_sentence_that_no_passage_supports_is_flagged() -> None:
    assert marks("量子计算机利用叠加态并行求解。[1]") == [
        ("量子计算机利用叠加态并行求解。", (), False)
    ]


@pytest.mark.parametrize(
    ("sentence", "supported"),
    [
        ("cgroups 限制内存，超过 512 MB 会被杀掉。", True),
        ("cgroups 限制内存，超过512MB会被杀掉。", True),
        ("cgroups 限制内存，超过５１２MB会被杀掉。", True),
        ("cgroups 限制内存，超过 256 MB 会被杀掉。", False),
        ("cgroups 限制内存，超过256MB会被杀掉。", False),
        ("cgroups 限制内存，超过 512.5 MB 会被杀掉。", False),
        ("cgroups 限制内存，超过 51 MB 会被杀掉。", False),
        ("cgroups 限制内存，超过 5120 MB 会被杀掉。[3]", False),
    ],
)
def test_a_number_that_the_passage_lacks_is_flagged(sentence: str, supported: bool) -> None:
    assert [holds for _, _, holds in marks(sentence)] == [supported]


@pytest.mark.parametrize(
    ("claim", "note"), [("1,000", "1000"), ("1000", "1,000"), ("1,000", "1,000")]
)
def test_thousands_may_be_written_with_a_comma(claim: str, note: str) -> None:
    own = (passage(f"默认的连接数上限是 {note} 个。"),)
    assert marks(f"连接数上限默认是 {claim} 个。", own)[0][2]


def test_ports_joined_by_a_comma_are_two_numbers() -> None:
    own = (passage("开放端口 8080,443 给外部。"),)
    assert marks("开放端口 443 给外部。", own)[0][2]
    assert marks("外部开放端口 8080。", own)[0][2]


def test_only_cited_passages_are_listed_numbered_in_order_of_first_use() -> None:
    found = check("cgroups 限制内存[3]。\n\n容器共用宿主机的内核[1]。cgroups 限制内存。", ALL)
    assert [(c.n, c.passage) for c in found.citations] == [(1, LIMITS), (2, KERNEL)]
    assert [s.marks for s in found.segments if s.marks] == [(1,), (2,), (1,)]


def test_code_keeps_its_brackets() -> None:
    text = "容器共用内核，见 `a[1]` 和 ``b[2]``。[1]\n\n```py\nx = a[1][2]\n```\n"
    found = check(text, ALL)
    plain = "".join(segment.text for segment in found.segments)
    assert "`a[1]`" in plain
    assert "``b[2]``" in plain
    assert "x = a[1][2]\n" in plain
    assert [c.passage for c in found.citations] == [KERNEL]


def test_a_link_is_no_mark() -> None:
    assert "[文档](https://a.b/c)" in rendered("容器共用内核，见 [文档](https://a.b/c)。")
    assert rendered("容器共用内核，见 [1](https://a.b/c)。") == "容器共用内核。[1]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("容器共用内核 [1]。", "容器共用内核。"),
        ("容器 [1] 共用内核。", "容器 共用内核。"),
        ("[1] 容器共用内核。", "容器共用内核。"),
        ("- [1] 容器共用内核。\n", "- 容器共用内核。\n"),
        ("Containers share a kernel [1]. They start fast.[2] Done.",
         "Containers share a kernel. They start fast. Done."),
        ("容器共用内核 a [1]。", "容器共用内核 a。"),
        ("`a[1]` 甲[1]", "`a[1]` 甲"),
        ("    缩进 [1]", "    缩进"),
        ("没有标记", "没有标记"),
        ("", ""),
    ],
)  # fmt: skip
def test_without_its_marks_a_sentence_is_as_it_would_be_written(text: str, expected: str) -> None:
    assert "".join(segment.text for segment in check(text, ()).segments) == expected


@pytest.mark.parametrize(
    "text",
    [
        "数组的 a[1] 是第二个元素。",
        "把 dp[0] 设为 1，再从 dp[1] 往后推。",
        "取出 nums[0]+1 再比较。",
        "最后一个元素是 a[9]。",
        "先看 argv[1].strip() 的结果。",
        "matrix[1] = 0 之后整行清零。",
        "表头写在 cells[2] 里。",  # the note has it
    ],
)
def test_an_index_in_a_sentence_is_no_mark(text: str) -> None:
    own = (passage("表头写在 cells[2] 里，数组从零开始。"),)
    assert "".join(segment.text for segment in check(text, own).segments) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They share a kernel[1] and start fast[2].", "They share a kernel and start fast."),
        ("连到网桥 docker0[1]。", "连到网桥 docker0。"),
        ("报文走 TCP[1]，也走 udp[1]。", "报文走 TCP，也走 udp。"),
        ("用 cgroups[1][2] 限制内存。", "用 cgroups 限制内存。"),
    ],
)  # fmt: skip
def test_a_mark_right_behind_a_word_is_still_one(text: str, expected: str) -> None:
    assert "".join(segment.text for segment in check(text, ALL).segments) == expected


@pytest.mark.parametrize("sign", ["`", "**"])
def test_a_mark_never_breaks_code_or_bold_that_opens_a_sentence(sign: str) -> None:
    text = f"容器共用宿主机的内核。{sign}bridge{sign} 模式会创建 docker0 网桥。"
    assert rendered(text) == (
        f"容器共用宿主机的内核。[1]{sign}bridge{sign} 模式会创建 docker0 网桥。[2]"
    )
    closed = "**容器共用宿主机的内核。**bridge 模式会创建 docker0 网桥。"
    assert rendered(closed).startswith("**容器共用宿主机的内核。**[1]bridge")


def test_the_mark_stands_behind_the_sentence_and_before_the_line_break() -> None:
    assert rendered("容器共用宿主机的内核\n启动只要一秒左右\n") == (
        "容器共用宿主机的内核[1]\n启动只要一秒左右[1]\n"
    )


def test_a_chinese_term_in_the_passage_carries_its_english_name() -> None:
    own = (passage("## 锁\n\n间隙锁锁住两条记录之间的空隙，防止幻读。", heading="间隙锁"),)
    assert marks("The gap lock prevents phantom reads.", own)[0][2]
    assert not marks("The garbage collector compacts survivors.", own)[0][2]


def test_an_english_sentence_about_a_chinese_passage_is_judged_by_meaning() -> None:
    asked: list[tuple[list[str], list[str]]] = []

    def similarity(claims: Sequence[str], texts: Sequence[str]) -> list[list[float]]:
        asked.append((list(claims), list(texts)))
        return [[0.9 if "一秒" in text else 0.1 for text in texts] for _ in claims]

    found = check("It is up and running almost at once.", ALL, similarity=similarity)
    assert [c.passage for c in found.citations] == [KERNEL]
    assert "一秒" in found.citations[0].quote
    assert asked[0][0] == ["It is up and running almost at once."]


def test_meaning_is_not_asked_about_sentences_in_the_passages_language() -> None:
    def similarity(claims: Sequence[str], texts: Sequence[str]) -> list[list[float]]:
        raise AssertionError("words can tell")

    assert not check("量子计算机利用叠加态。", ALL, similarity=similarity).citations


def test_meaning_does_not_excuse_a_wrong_number() -> None:
    def similarity(claims: Sequence[str], texts: Sequence[str]) -> list[list[float]]:
        return [[1.0] * len(texts) for _ in claims]

    wrong = check("The process is killed beyond 4096 megabytes.", (LIMITS,), similarity=similarity)
    assert not wrong.citations
    right = check("The process is killed beyond 512 megabytes.", (LIMITS,), similarity=similarity)
    assert right.citations


def test_telling_words_weigh_more() -> None:
    own = (passage("容器启动后的网络模式"),)
    text = "容器启动后的网络模式与 MASQUERADE 有关。"
    assert check(text, own).citations
    assert not check(text, own, {"masquerad": 50.0}).citations


def test_nothing_to_cite_leaves_every_claim_flagged() -> None:
    found = check("容器共用宿主机的内核。", ())
    assert found.citations == ()
    assert [segment.supported for segment in found.segments] == [False]


def test_an_empty_answer_has_no_segments() -> None:
    assert check("", ALL).segments == ()


def test_a_quote_is_the_sentence_that_says_it_and_not_the_heading() -> None:
    own = passage("## 容器和虚拟机的启动有什么区别？\n\n虚拟机要几十秒。容器启动只要一秒左右。")
    assert best_quote(own.text, ["容器启动只要一秒。"]) == "容器启动只要一秒左右。"
    assert best_quote("## 只有标题", ["容器启动"]) == "## 只有标题"


def test_a_quote_stays_short() -> None:
    text = "容器启动快。" + "别的话很多很多。" * 60 + "虚拟机自带内核。"
    quote = best_quote(text, ["容器启动快。", "虚拟机自带内核。"])
    assert quote in {"容器启动快。", "虚拟机自带内核。"}


def test_the_models_own_mark_needs_less_and_at_most_two_are_kept() -> None:
    assert choose([0.35, 0.9], [0]) == [0]
    assert choose([0.25, 0.9], [0]) == [1]
    assert choose([0.25, 0.4], [0]) == []
    assert choose([0.9, 0.8, 0.7], [2, 1, 0]) == [2, 1]
    assert choose([], []) == []


WORDS = (
    *("容器", "内核", "bridge", "docker0", "100", "规则", "启动", "。", "：", "\n", " "),
    *("- ", "[1]", "[2]", "【3】", "[9]", "[1, 2]", "? ", ". ", "# ", "| "),
)
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
NOTES = st.lists(
    st.lists(st.sampled_from(WORDS[:10]), min_size=1, max_size=30).map("".join), max_size=4
)


@given(SENTENCES, NOTES)
def test_every_mark_has_a_citation_and_every_citation_a_mark(text: str, notes: list[str]) -> None:
    own = [passage(note, number) for number, note in enumerate(notes) if note.strip()]
    found = check(text, own)
    used = [n for segment in found.segments for n in segment.marks]
    assert list(dict.fromkeys(used)) == [c.n for c in found.citations]
    assert [c.n for c in found.citations] == list(range(1, len(found.citations) + 1))
    assert len({c.passage.section for c in found.citations}) == len(found.citations)
    for citation in found.citations:
        assert citation.quote
        assert citation.quote in citation.passage.text
    assert all(segment.supported or not segment.marks for segment in found.segments)


@given(SENTENCES, NOTES)
def test_the_text_of_an_answer_holds_no_mark(text: str, notes: list[str]) -> None:
    own = [passage(note, number) for number, note in enumerate(notes) if note.strip()]
    left = MARK.finditer("".join(segment.text for segment in check(text, own).segments))
    # Several numbers behind a colon or an operator are a list, not a mark.
    assert all("," in match.group() for match in left)


@given(st.text(min_size=1), st.lists(st.text(), max_size=3))
def test_a_quote_is_always_a_part_of_its_passage(text: str, claims: list[str]) -> None:
    quote = best_quote(text, claims)
    assert quote
    assert quote in text
