"""The words of the mock interview."""

from __future__ import annotations

ZH: dict[str, str] = {
    "interview": "模拟面试",
}

EN: dict[str, str] = {
    "interview": "Mock interview",
}

STATIC = ("interview",)
