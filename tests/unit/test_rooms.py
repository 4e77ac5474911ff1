"""Rooms are what docs/architecture.md says they are: imports run one way, and rooms stay small."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import ROOT
from sources import packaged, parsed

BOT = (
    "core",
    "models",
    "storage",
    "notes",
    "markup",
    "language",
    "search",
    "reading",
    "phrasing",
    "bank/makers",
    "bank/gate",
    "bank/points",
    "bank/edits",
    "bank",
    "authoring",
    "suggest",
    "answering",
    "grading/opposition",
    "grading",
    "followup/aiming",
    "followup",
    "interview",
    "reports",
    "progress",
    "study",
    "evaluation",
    "ui/words",
    "ui/shared",
    "ui/chat",
    "ui/interview",
    "ui/bank",
    "ui/progress",
    "ui/notes",
    "ui/frame",
    "app",
    "commands",
    "training",
)
"""Rooms of `bot`, each of which may import those before it."""

INGEST = (
    "machine",
    "text",
    "markdown",
    "notes",
    "splitting",
    "embedding",
    "index",
    "ingesting",
    "training",
)
"""Rooms of `ingest`, in the same order; `ingesting` are the modules that lie in `ingest` itself."""

EVERYWHERE = {
    *("bot.config", "bot.errors", "bot.machine", "bot.privacy", "bot.sentences"),
    *("ingest.errors", "ingest.message", "ingest.sentences"),
}
"""Modules that any room may import: settings, errors and their sentences, and what ingest knows of
the machine."""

CONTRACT = {"ingest.schema", "ingest.repair_advice", "ingest.config"}
"""Modules of `ingest` itself that its rooms may import."""

KNOWS_INGEST = {"notes", "search"}
"""Rooms of `bot` that know `ingest`, beside the modules that lie in `bot` itself."""

MOST_MODULES = 15


@dataclass(frozen=True)
class Import:
    """An import as it stands in the code."""

    importer: str
    imported: str
    name: str


def modules() -> dict[str, Path]:
    found = {}
    for path in packaged():
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[dotted.removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports_of(tree: ast.Module, module: str) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield Import(module, inner if inner in MODULES else node.module, alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, "")


@pytest.fixture(scope="module")
def imports() -> tuple[Import, ...]:
    """Every import of one's own modules."""
    return tuple(
        one
        for module, path in MODULES.items()
        for one in imports_of(parsed(path), module)
        if one.imported.split(".")[0] in ("bot", "ingest")
    )


def room(module: str) -> str:
    """The innermost room that a module lies in."""
    top, *inner = module.split(".")
    if module.endswith("__main__") and "training" not in inner:
        return "commands" if top == "bot" else "ingesting"
    rooms = BOT if top == "bot" else INGEST
    folders = inner if MODULES[module].name == "__init__.py" else inner[:-1]
    for depth in (2, 1):
        named = "/".join(folders[:depth])
        if len(folders) >= depth and named in rooms:
            return named
    return "app" if top == "bot" else "ingesting"


@pytest.mark.parametrize("top", ["bot", "ingest"])
def test_imports_run_one_way(top: str, imports: tuple[Import, ...]) -> None:
    order = BOT if top == "bot" else INGEST
    upward = [
        one
        for one in imports
        if one.importer.split(".")[0] == one.imported.split(".")[0] == top
        and one.imported not in EVERYWHERE | CONTRACT
        and order.index(room(one.importer)) < order.index(room(one.imported))
    ]
    assert upward == []


def test_ingest_knows_nothing_of_bot(imports: tuple[Import, ...]) -> None:
    assert [
        one for one in imports if one.importer.startswith("ingest") and one.imported[:3] == "bot"
    ] == []


def test_ingest_is_known_by_two_rooms_of_bot(imports: tuple[Import, ...]) -> None:
    knowing = {
        room(one.importer)
        for one in imports
        if one.importer.startswith("bot.")
        and one.imported.startswith("ingest")
        and one.importer.count(".") > 1  # not a module that lies in `bot` itself
    }
    assert knowing - {"training"} == KNOWS_INGEST


def test_nothing_private_is_imported(imports: tuple[Import, ...]) -> None:
    assert [
        one
        for one in imports
        if one.name.startswith("_") or any(part[:1] == "_" for part in one.imported.split("."))
    ] == []


def test_rooms_are_small_and_told_in_a_sentence() -> None:
    held = defaultdict(list)
    for module, path in MODULES.items():
        if path.name == "__init__.py":
            text = ast.get_docstring(parsed(path)) or ""
            assert text.endswith("."), f"{module} says nothing of itself"
        elif path.name != "__main__.py":
            held[path.parent].append(module)
    assert {str(folder): len(own) for folder, own in held.items() if len(own) > MOST_MODULES} == {}


def test_tests_lie_in_rooms_of_the_same_size() -> None:
    held = Counter(path.parent for path in (ROOT / "tests").rglob("test_*.py"))
    assert {str(folder): n for folder, n in held.items() if n > MOST_MODULES} == {}


def test_every_room_is_in_the_picture() -> None:
    """`docs/architecture.md` names each room, so that it can't be forgotten there."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {f"bot/{one}" for one in BOT if one != "app"}
    rooms |= {f"ingest/{one}" for one in INGEST if one != "ingesting"}
    assert [one for one in sorted(rooms) if f"`{one}`" not in text] == []
