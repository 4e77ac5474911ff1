"""The sections that the project wrote itself (`data/training`), as four authors' folders of notes.

What they are asked may stand in the project word for word, and they are in other manners than the
notes that the makers were made with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

OWN = ("own-a", "own-b", "own-c", "own-d")
"""A writer each."""

SECTIONS = Path(__file__).resolve().parents[3] / "data" / "training"


def write_own_notes(out: Path, sections: Path = SECTIONS) -> None:
    """Write each writer's notes to a folder of that name below `out`."""
    for author in OWN:
        folder = out / author
        folder.mkdir(parents=True)
        text = (sections / f"{author[-1]}.jsonl").read_text("utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        for name, own in groupby(rows, key=lambda row: row["note"]):
            (folder / f"{name}.md").write_text(_note(list(own)), encoding="utf-8")


def _note(sections: Sequence[Mapping[str, Any]]) -> str:
    """A note of sections in order, a heading that stands above several written once."""
    lines = ["---", f"title: {sections[0]['title']}", "---", ""]
    before: Sequence[str] = ()
    for section in sections:
        path = section["path"]
        same = 0
        while same < min(len(before), len(path) - 1) and before[same] == path[same]:
            same += 1
        for depth in range(same, len(path)):
            lines += [f"{'#' * (depth + 2)} {path[depth]}", ""]
        lines += [section["text"], ""]
        before = path
    return "\n".join(lines)
