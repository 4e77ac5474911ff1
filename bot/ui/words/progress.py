"""The words of the progress over time."""

from __future__ import annotations

ZH: dict[str, str] = {
    "progress": "进度",
}

EN: dict[str, str] = {
    "progress": "Progress",
}

STATIC = ("progress",)
