"""A quote is found where it stands, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.authoring.quotes import exact_quote

TEXT = """### 备菜缓存

**备菜缓存**是把常点的菜提前切好，
放在手边的盒子里。见 [盒子](box.md "图") 一节。

- **命中**时直接下锅，一道菜只要 `3` 分钟
> 盒子满了，先倒掉 $n$ 天没用的那一份

| 方式 | 耗时 |
| --- | --- |
| 现切 | 12 分钟 |
"""


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        (
            "备菜缓存是把常点的菜提前切好，放在手边的盒子里。",
            "**备菜缓存**是把常点的菜提前切好，\n放在手边的盒子里",
        ),
        ("命中时直接下锅，一道菜只要 3 分钟", "**命中**时直接下锅，一道菜只要 `3` 分钟"),
        ("见盒子一节", '见 [盒子](box.md "图") 一节'),
        ("先倒掉 n 天没用的那一份。", "先倒掉 $n$ 天没用的那一份"),
        ("现切 12 分钟", "现切 | 12 分钟"),
        ("常点的菜提前切好,放在", "常点的菜提前切好，\n放在"),
    ],
)
def test_white_space_markup_and_width_may_differ(quote: str, found: str) -> None:
    assert exact_quote(quote, TEXT) == found
    assert found in TEXT


@pytest.mark.parametrize(
    "quote",
    ["常点的菜临时切好", "命中时……一道菜只要 3 分钟", "", "。", "切好", "一道菜只要 30 分钟"],
)
def test_words_may_not(quote: str) -> None:
    assert exact_quote(quote, TEXT) is None


def test_a_bold_sign_that_is_opened_is_closed() -> None:
    assert exact_quote("备菜缓存", TEXT) == "备菜缓存"
    assert exact_quote("手边的盒子 and", "手边的**盒子 and** more") == "手边的**盒子 and**"


@given(st.text(max_size=60), st.text(max_size=200))
def test_what_is_found_stands_in_the_text(quote: str, text: str) -> None:
    found = exact_quote(quote, text)
    assert found is None or found in text
