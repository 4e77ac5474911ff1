"""Many changes, one after the other: the index is what a fresh one would be."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from index_check import check, prose, run

ROUNDS = 16
HEAD = "---\ntitle: 一篇\n---\n"
"""A title of its own: a note named by its file goes on under the old name when it is renamed."""


def act(notes: Path, chance: random.Random) -> None:
    """Change, write, delete, rename or touch a note."""
    files = sorted(notes.glob("*.md"))
    path = chance.choice(files)
    what = chance.choice(["change", "change", "write", "delete", "rename", "touch", "shift"])
    if what == "change":
        path.write_text(path.read_text("utf-8") + f"\n补一句 {prose(chance)}\n", "utf-8")
    elif what == "write":
        text = "\n\n".join(f"# {n}\n\n{prose(chance)}" for n in range(3))
        (notes / f"{chance.randrange(100)}.md").write_text(HEAD + text, "utf-8")
    elif what == "delete" and len(files) > 2:
        path.unlink()
    elif what == "rename":
        path.rename(notes / f"改名{chance.randrange(100)}.md")
    elif what == "touch":
        path.touch()
    else:
        path.write_text(
            path.read_text("utf-8").replace(HEAD, f"{HEAD}前言 {prose(chance)}\n\n", 1), "utf-8"
        )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_rounds_of_changes_leave_what_a_fresh_index_has(seed: int, tmp_path: Path) -> None:
    notes, index, chance = tmp_path / "notes", tmp_path / "index", random.Random(seed)
    notes.mkdir()
    for number in range(6):
        (notes / f"{number}.md").write_text(f"{HEAD}# 题 {number}\n\n{prose(chance)}\n", "utf-8")
    run(notes, index)
    for _ in range(ROUNDS):
        for _ in range(chance.randrange(1, 4)):
            act(notes, chance)
        run(notes, index)
        check(notes, index)
