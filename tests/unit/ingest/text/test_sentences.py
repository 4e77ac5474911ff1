"""Where sentences end, and which signs behind a stop belong to the next one."""

from __future__ import annotations

import pytest

from ingest.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先查缓存。`GET` 返回值。", ["先查缓存。", "`GET` 返回值。"]),
        ("先查缓存。**命中**就返回。", ["先查缓存。", "**命中**就返回。"]),
        ("**先查缓存。命中就返回。**否则查库。", ["**先查缓存。", "命中就返回。**", "否则查库。"]),
        ("**先查缓存。** 命中就返回。", ["**先查缓存。**", "命中就返回。"]),
        ("他写了 `x。`，然后走了。", ["他写了 `x。`，然后走了。"]),
        ("他说“先查缓存。”然后查库。", ["他说“先查缓存。”", "然后查库。"]),
        ("Read it. **Then** write.", ["Read it.", "**Then** write."]),
    ],
)
def test_a_sign_behind_a_stop_closes_or_opens(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
