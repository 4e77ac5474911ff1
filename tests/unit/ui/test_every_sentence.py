"""Whatever the program can say to the page in English is found in its code and known in Chinese."""

from __future__ import annotations

import ast
import importlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import ROOT

import bot.errors
import ingest.errors
from bot.models.failure import STATUS, UNREACHED
from bot.ui.shared.sentences import in_words
from bot.ui.words.texts import EN, ZH
from ingest import repair_advice

ERRORS = {
    name
    for module in (bot.errors, ingest.errors)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}
COMMAND_LINE = {
    *(
        "bot/__main__.py",
        "bot/evaluation/answers.py",
        "bot/commands/grade.py",
        "bot/evaluation/grades.py",
    ),
    *("bot/grading/notes_grading.py", "bot/search/rewrite.py", "ingest/__main__.py"),
    *("bot/answering/abstain.py:fit", "bot/answering/abstain.py:save"),
}
"""What speaks to the command line alone, as a file or one of its functions."""

SAID_IN = {"notice", "problem"}
"""Fields and variables that hold a sentence for the page."""

SPEAKERS = {"bot/models/notices.py", "bot/models/failure.py"}
"""Modules whose functions give sentences back."""

SAMPLES = ("qwen3:8b (ollama)", "7")
LATIN = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}")
"""Three English words in a row."""


@dataclass(frozen=True)
class Sentence:
    """A sentence in the code, with something in the place of each value."""

    place: str
    text: str
    key: str = ""
    """Words of the page that are said in its place."""


def sentences() -> Iterator[Sentence]:
    for path in sorted((*(ROOT / "bot").rglob("*.py"), *(ROOT / "ingest").rglob("*.py"))):
        name = path.relative_to(ROOT).as_posix()
        if name in COMMAND_LINE or re.search("/(?:ui|training)/", name):
            continue  # the page itself has all its words in both languages
        tree = ast.parse(path.read_text("utf-8"))
        for function, node in _with_function(tree, ""):
            if f"{name}:{function}" not in COMMAND_LINE:
                yield from _said(node, name)


def _with_function(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        named = child.name if isinstance(child, ast.FunctionDef) else function
        yield named, child
        yield from _with_function(child, named)


def _said(node: ast.AST, name: str) -> Iterator[Sentence]:
    values: list[ast.expr] = []
    key = ""
    if isinstance(node, ast.Call):
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        values += [word.value for word in node.keywords if word.arg in SAID_IN]
        if called in ERRORS and node.args:
            values.append(node.args[0])
            keys = [word.value for word in node.keywords if word.arg == "key"]
            key = str(keys[0].value) if keys and isinstance(keys[0], ast.Constant) else ""
    elif isinstance(node, ast.Return) and name in SPEAKERS and node.value is not None:
        values += [node.value]
    elif isinstance(node, ast.Assign) and name in SPEAKERS:
        values += [node.value] if isinstance(node.value, ast.Constant) else []
    elif isinstance(node, ast.Assign):
        names = {
            n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)
        }
        if names & SAID_IN:
            values.append(node.value)
    for value in values:
        for text in dict.fromkeys(_texts(value, name)):
            if name in SPEAKERS and not re.search(r"^\w.*[.?]$", text):
                continue  # a part of a sentence
            if " " in text.strip():
                yield Sentence(f"{name}:{node.lineno}", text, key)  # type: ignore[attr-defined]


def _texts(node: ast.expr, name: str) -> Iterator[str]:
    """What an expression can say; nothing where it only hands on what was said elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for sample in SAMPLES:
            parts = [_filled(value, name, sample) for value in node.values]
            yield from ("".join(chosen) for chosen in itertools.product(*parts))
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, name), *_texts(node.orelse, name))
    elif isinstance(node, ast.Tuple | ast.List):
        for part in node.elts:
            yield from _texts(part, name)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _texts(node.func.value, name)  # "…".rstrip()
        for argument in node.args:
            yield from _texts(argument, name)


def _filled(value: ast.expr, name: str, sample: str) -> list[str]:
    if isinstance(value, ast.Constant):
        return [str(value.value)]
    assert isinstance(value, ast.FormattedValue)
    if ast.unparse(value.value) == "STATUS[status]":
        return list(STATUS.values())
    if ast.unparse(value.value) == "reach":
        return list(UNREACHED)
    if isinstance(value.value, ast.Name):
        module = importlib.import_module(name.removesuffix(".py").replace("/", "."))
        constant = getattr(module, value.value.id, None)
        if isinstance(constant, str):
            return [constant]
    called = value.value.func if isinstance(value.value, ast.Call) else None
    if isinstance(called, ast.Name) and called.id in ("build_again", "command"):
        return [
            str(getattr(repair_advice, called.id)(Path("ix")))
        ]  # they end a sentence with a command
    return [sample]


FOUND = tuple(dict.fromkeys(sentences()))


def test_the_sentences_are_found() -> None:
    texts = " ".join(sentence.text for sentence in FOUND)
    assert len(FOUND) > 80
    for part in ("is still being loaded", "gave an empty answer", "the key was refused"):
        assert part in texts
    for part in ("No notes are indexed", "to be followed", "is not installed", "(status 429)"):
        assert part in texts


@pytest.mark.parametrize("sentence", FOUND, ids=lambda sentence: str(sentence.place))
def test_a_sentence_of_the_program_is_said_in_chinese(sentence: Sentence) -> None:
    if sentence.key:
        assert sentence.key in ZH
        assert sentence.key in EN
        return
    said = in_words("zh", sentence.text)
    assert said != sentence.text, f"{sentence.place} has no Chinese words"
    assert "None" not in said
    bare = re.sub(r"`[^`]*`", "", said)
    assert not LATIN.search(bare), said
