"""What between dollar signs is a formula, and how it reads."""

from __future__ import annotations

import pytest

from ingest.text.formulas import formula_spans, formula_text
from ingest.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("槽有 $2^k$ 个，$ n $ 条边，取 $(a, b)$", ["$2^k$", "$ n $", "$(a, b)$"]),
        ("$P(词|上文)$ 与 $k$-means，概率 $0.5$", ["$P(词|上文)$", "$k$", "$0.5$"]),
        (
            r"是 \(x_1\)，即 \[e^{i\pi}\]，行内 $$E=mc^2$$",
            [r"\(x_1\)", r"\[e^{i\pi}\]", "$$E=mc^2$$"],
        ),
        ("月租 $6 起，流量 $12 封顶，$n$ 个月", ["$n$"]),
        ("月租$6，流量$12", []),
        ("It rose from $6 to $12, then $7,500 or 8$ today.", []),
        ("$6/day 和 $12/day，US$6 and US$7，$6-$7", []),
        ("变量 $HOME 和 $PATH，$HOME/bin:$PATH，${A_B}/c:${D_E}", []),
        ("awk $1,$2,$NF，$() 与 $(date)，jQuery 的 $ 和 $.ajax", []),
        (r"\$5 不是 \$6", []),
        ("$", []),
        ("", []),
    ],
)
def test_money_and_variables_are_no_formulas(text: str, formulas: list[str]) -> None:
    assert [text[a:b] for a, b in formula_spans(text)] == formulas


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"2^k", "2^k"),
        (r"2^{10} \le n_{ij}", "2^10 ≤ n_ij"),
        (r"O(n \log n)", "O(n log n)"),
        (r"e^{i\pi}", "e^(iπ)"),
        (r"\frac{P(AB)}{P(B)}", "P(AB)/P(B)"),
        (r"\frac{\partial L}{\partial w}", "(∂ L)/(∂ w)"),
        (r"\frac12\sqrt{\frac{a+b}{2}}", "1/2√((a+b)/2)"),
        (r"\mathbf{W}^{T}x+b\quad\text{其中 b 是偏置}", "W^Tx+b 其中 b 是偏置"),
        (r"\left\{ x \in \mathbb{R} \mid x \ge 0 \right\}", "{ x ∈ R | x ≥ 0 }"),
        (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}", "a b\nc d"),
        (r"\unknown{x}", "unknownx"),
        (r"\frac{a", r"\frac{a"),
        ("", ""),
    ],
)
def test_a_formula_reads_as_one_would_type_it(tex: str, text: str) -> None:
    assert formula_text(tex) == text


def test_a_stop_between_two_prices_ends_a_sentence_and_one_in_a_formula_does_not() -> None:
    assert sentences("It was $5. Then it was $10.") == ["It was $5.", "Then it was $10."]
    assert sentences("取 $x. A$ 为界。完") == ["取 $x. A$ 为界。", "完"]
