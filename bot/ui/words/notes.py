"""The words of the tab of the notes."""

from __future__ import annotations

ZH: dict[str, str] = {
    "notes_tab": "笔记",
}

EN: dict[str, str] = {
    "notes_tab": "Notes",
}

STATIC = ("notes_tab",)
