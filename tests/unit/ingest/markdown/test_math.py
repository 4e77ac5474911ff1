"""Formulas are taken whole, and money isn't one."""

from __future__ import annotations

import pytest

from ingest.markdown.plain_text import plain_text
from ingest.markdown.shown import shown


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("槽有 $2^k$ 个，$a_1 * b_1 * c$ 也是。", "槽有 2^k 个，a_1 * b_1 * c 也是。"),
        (r"误差是 \(x_1 + y_2\)。", "误差是 x_1 + y_2。"),
        (r"误差是 \\(x_1 + y_2\\)。", "误差是 x_1 + y_2。"),
        ("\\[\nL\n= \\sum_i x_i\n\\]", "L\n= ∑_i x_i"),
        ("文字\n\\begin{align}\na &= b\n\\end{align}\n文字", "文字\na = b\n文字"),
        ("$$\n\\frac{a}{b}\n$$", "a/b"),
        ("- 一\n  $$\n  x^2\n  $$", "一\nx^2"),
        ("套餐 $6 起，**加购** $12，[详情](http://a.b)。", "套餐 $6 起，加购 $12，详情。"),
        ("From $6 to $12, and $x$ is *not* money.", "From $6 to $12, and x is not money."),
        (r"函数\(见下文\)与\[链接\]", "函数(见下文)与[链接]"),
        ("`$a^2$` 与 \\$5", "$a^2$ 与 $5"),
    ],
)
def test_a_formula_is_read_and_what_is_none_is_text(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    "markdown", ["槽有 $2^{k}$ 个。", r"是 \(x_1\) 与 $$y$$。", "从 $5 到 $6。"]
)
def test_a_formula_is_quoted_as_it_is_written(markdown: str) -> None:
    assert shown(markdown) == markdown
