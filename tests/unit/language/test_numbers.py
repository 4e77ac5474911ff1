"""A number that the passage doesn't state is found out, small ones where both count the same."""

from __future__ import annotations

import pytest

from bot.language.numbers import numbers_hold


@pytest.mark.parametrize(
    ("claim", "text", "holds"),
    [
        ("最多 5 次重试。", "失败后最多 3 次重试。", False),
        ("最多 3 次重试。", "失败后最多 3 次重试。", True),
        ("最多重试三次。", "失败后最多重试 3 次，间隔 5 秒。", True),
        ("最多重试五次。", "失败后最多重试 3 次，间隔 5 秒。", False),
        ("最多重试５次。", "失败后最多重试三次。", False),
        ("重试 4 次。", "重试 3～5 次。", False),
        ("重试 5 次。", "重试 3~5 次。", True),
        ("重试 3 次。", "重试 3 到 5 次。", True),
        ("等两三秒。", "等 2 秒或 3 秒。", True),
        ("这里有 4 种模式。", "模式有 host、none、bridge、container。", True),  # counted by hand
        ("这里有 4 种模式。", "有三种模式。", False),
        ("一次就够。", "最多 3 次。", True),
        ("第 2 步是构建。", "一共 3 步：拉取、构建、推送。", True),
        ("第二层不可写。", "镜像有 5 层。", True),
        ("工作在 4 层。", "四层负载均衡看端口，七层看网址。", True),
        ("超过 512 MB。", "超过 512MB 会被杀掉。", True),
        ("超过 51 MB。", "超过 512MB 会被杀掉。", False),
        ("上限 1,000 个。", "上限是 1000 个，另外 3 个备用。", True),
        ("Python 3 的写法。", "Python 2 的写法。", True),  # no measure word: not told apart
        ("没有数字。", "有 3 个。", True),
    ],
)
def test_numbers(claim: str, text: str, holds: bool) -> None:
    assert numbers_hold(claim, text) is holds
