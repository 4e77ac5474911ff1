"""What only a renderer reads is in no statement, wherever its sentence ends."""

from __future__ import annotations

import pytest

from bot.language.statements import statements


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("问：什么是租约？\n答：有期限的锁。到期就没有了。", ["有期限的锁。", "到期就没有了。"]),
        ("Q: Why?\nA: Because locks end. They do.", ["Because locks end.", "They do."]),
        ("锁会到期。%%待补。再查%% 续约要趁早。", ["锁会到期。", "续约要趁早。"]),
        ("==锁会到期。续约要趁早。==", ["锁会到期。", "续约要趁早。"]),
        ("槽有 $2^k$ 个，要 O(n<sup>2</sup>) 步 ^a1b2c3", ["槽有 2^k 个，要 O(n^2) 步"]),
        ("月租从 $5 涨到 $10。", ["月租从 $5 涨到 $10。"]),
        ("[上](#a) | [下](#b)\n\n正文有一句。", ["正文有一句。"]),
        ("```mermaid\ngraph TD\n A[下单] --> B[发货]\n```\n\n正文有一句。", ["正文有一句。"]),
        ("租约 :: 有期限的锁", ["租约：有期限的锁"]),
    ],
)
def test_signs_are_no_part_of_a_statement(text: str, said: list[str]) -> None:
    found = statements(text)
    assert [one.plain for one in found] == said
    assert all(0 <= one.start < one.end <= len(text) for one in found)


def test_a_row_of_a_table_in_html_is_quoted_by_its_longest_cell() -> None:
    text = (
        "<table>\n<tr><th>命令</th><th>作用</th></tr>\n<tr>\n  <td>SETEX</td>\n"
        "  <td>存一个会到期的值</td>\n</tr>\n</table>"
    )
    (row,) = statements(text)
    assert row.plain == "SETEX：存一个会到期的值"
    assert text[row.start : row.end] == "存一个会到期的值"
