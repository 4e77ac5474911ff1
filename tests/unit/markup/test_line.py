"""A note's words on one line."""

from __future__ import annotations

import pytest

from bot.markup.line import line_html


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        (
            "**Bold** and `code`\nin two lines",
            "Bold and <code>code</code> in two lines",
        ),
        ("H<sub>2</sub>O &amp; a<br>b", "H<sub>2</sub>O &amp; a b"),
        ("said[^1] so [1], ==marked==", "said so, marked"),
        ("[[Note|words]] and [link](https://x.example) ![alt](a.png)", "words and link alt"),
        ("** half", "half"),
        ("<script>alert(1)</script><img src=x onerror=alert(1)>text", "text"),
        ("$\\wrong{x}$", "<code>\\wrong{x}</code>"),
        ("", ""),
    ],
)
def test_a_line_keeps_what_is_drawn_within_it(quote: str, shown: str) -> None:
    assert line_html(quote) == shown


def test_a_formula_in_a_line_is_drawn_within_it() -> None:
    html = line_html("so $$2^k$$ of them")
    assert html.startswith('so <span class="math"><math display="inline">')
    assert html.endswith("</math></span> of them")
