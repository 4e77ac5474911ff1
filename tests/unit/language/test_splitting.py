"""Blocks and clauses: cut once, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.splitting import (
    MarkdownBlock,
    behind_label,
    blocks,
    clauses,
    clauses_of,
    parts,
    stops,
    windows,
)
from ingest.text.sentences import sentence_spans

NOTE = """## 缓存

缓存放在内存里。
**很快**。

- 读：先查缓存
  - 命中就返回
- 写：删缓存

> 先删库再删缓存

| 策略 | 代价 |
| --- | --- |
| 旁路 | 两次往返 |

```sh
redis-cli
```
"""


def told(found: tuple[MarkdownBlock, ...]) -> list[str]:
    return [block.kind for block in found]


def test_blocks_are_told_apart_and_hold_what_stands_in_them() -> None:
    read = blocks(NOTE)
    assert told(read.all) == ["heading", "paragraph", "list", "quote", "table", "fence"]
    heading, paragraph, items, quote, table, fence = read.all
    assert (heading.content, fence.content) == ("缓存", "redis-cli\n")
    assert [told(item.inside) for item in items.inside] == [["paragraph", "list"], ["paragraph"]]
    assert [block.content for block in quote.inside] == ["先删库再删缓存"]
    assert table.cells == ((11, ("策略", "代价")), (13, ("旁路", "两次往返")))
    assert NOTE[paragraph.start : paragraph.end] == "缓存放在内存里。\n**很快**。"
    assert read.lines[fence.row] == "```sh"


@given(st.text("# -*>|`\n1.ab容器：。$", max_size=60))
def test_every_block_stands_where_it_says(text: str) -> None:
    read = blocks(text)
    for block in read.all:
        assert 0 <= block.start <= block.end <= len(text)
        assert read.starts[block.row] == block.start


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先加锁（SET NX，PX），再删缓存", ["先加锁（SET NX，PX）", "再删缓存"]),
        ("端口是 8080:80；用 `a，b` 连接", ["端口是 8080:80", "用 `a，b` 连接"]),
        ("容器共享内核,虚拟机自带内核", ["容器共享内核", "虚拟机自带内核"]),
        ("包括平移 translate,旋转 rotate", ["包括平移 translate,旋转 rotate"]),
        ("用 SET NX, PX, EX 加锁, 再释放", ["用 SET NX, PX, EX 加锁", "再释放"]),
        ("他说“先写，后读”，然后走了", ["他说“先写，后读”", "然后走了"]),
        ("见 https://a.b/c,d，再说", ["见 https://a.b/c,d", "再说"]),
        ("它很快 不过占内存", ["它很快", "不过占内存"]),
        ("——默认值是 10 秒。", ["默认值是 10 秒"]),
        ("It is fast, but it loses data until it is full.", None),
        (".gitignore 不提交", [".gitignore 不提交"]),
        ("是，它有序", ["是，它有序"]),
    ],
)
def test_clauses_end_at_their_marks_and_what_is_whole_stays_whole(
    text: str, expected: list[str] | None
) -> None:
    english = ["It is fast", "but it loses data", "until it is full"]
    assert clauses_of(text) == (expected or english)


@given(st.text("ab，。；,;：. \n容器（）`", max_size=80))
def test_clauses_lie_in_their_sentence_in_order(text: str) -> None:
    for sentence in sentence_spans(text):
        found = clauses(text, sentence)
        places = [sentence[0], *(place for span in found for place in span), sentence[1]]
        assert places == sorted(places)


@given(st.text("ab，。；,;：. \n容器", max_size=80))
def test_every_window_is_a_stretch_of_the_answer(text: str) -> None:
    spans = sentence_spans(text)
    found = windows(text, spans)
    assert len(found) == len(set(found))
    assert all(0 <= a < b <= len(text) for a, b in found)


@given(st.text("ab，。；,;：. \n容器", max_size=80))
def test_parts_give_the_text_again(text: str) -> None:
    assert "".join(parts(text)) == text


def test_a_text_is_cut_where_its_clauses_begin() -> None:
    assert parts("先写，后读。再等") == ["先写，", "后读。", "再等"]


def test_a_sentence_may_end_before_a_small_letter_but_not_in_a_number() -> None:
    assert stops("it is 3.14. so") == [11]
    assert stops("一。二；三\n") == [2, 4, 6]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("持久化：写日志", "写日志"),
        ("RDB — a snapshot", "a snapshot"),
        ("写日志，再说：好", "写日志，再说：好"),
        ("https://a.b", "https://a.b"),
    ],
)
def test_a_label_ends_at_its_colon_or_dash(text: str, rest: str) -> None:
    assert behind_label(text) == rest
