"""Every sentence that the code can say is in the catalogues, and none of them holds another."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from places import ROOT
from sources import packaged, parsed

import ingest.errors
from bot import sentences
from bot.ui.words import errors, notes_errors, texts
from ingest import sentences as ingest_sentences

CATALOGUES = {"english": sentences.ENGLISH, "page, en": texts.EN, "page, zh": texts.ZH}


@dataclass(frozen=True)
class Use:
    """A place that makes a message or an error, with what it names."""

    place: str
    made: str
    """The class that the key is given to, or `Message.of`."""
    key: str
    values: frozenset[str]


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in packaged():
        yield path.relative_to(ROOT).as_posix(), parsed(path)


def _errors() -> set[str]:
    """Names of the classes that take a key, found by what they are made of."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for _, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Problem"}
    while more := {name for name, own in bases.items() if own & found} - found:
        found |= more
    return found


def _uses() -> Iterator[Use]:
    kinds = {*_errors(), "Message.of"}
    for name, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (made := ast.unparse(node.func)) in kinds:
                place = f"{name}:{node.lineno}"
                for key in _keys(node.args[0], place):
                    named = frozenset(word.arg for word in node.keywords if word.arg)
                    starred = len(named) < len(node.keywords)
                    values = _fields(sentences.ENGLISH, key) if starred else named
                    yield Use(place, made, key, values)


def _keys(argument: ast.expr, place: str) -> list[str]:
    """The keys that stand there; none where a message is handed on."""
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    if isinstance(argument, ast.IfExp):
        return _keys(argument.body, place) + _keys(argument.orelse, place)
    assert not isinstance(argument, ast.JoinedStr | ast.BinOp), f"{place} makes up its key"
    return []


def _fields(catalogue: Mapping[str, str], key: str) -> frozenset[str]:
    parsed = string.Formatter().parse(catalogue.get(key, ""))
    return frozenset(name for _, name, _, _ in parsed if name)


@pytest.fixture(scope="module")
def uses() -> tuple[Use, ...]:
    return tuple(_uses())


def test_the_uses_are_found(uses: tuple[Use, ...]) -> None:
    kinds = _errors()
    assert {"IndexOutdated", "BadInput", "UnreadableNote", "WrongSetting"} <= kinds
    assert len(uses) > 150
    assert {"file_pattern", "status_404", "iv_review_gone", "standing_in"} <= {
        use.key for use in uses
    }


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_key_is_in_the_catalogue_with_the_values_it_is_given(
    name: str, uses: tuple[Use, ...]
) -> None:
    catalogue = CATALOGUES[name]
    assert [use for use in uses if use.key not in catalogue] == []
    assert [use for use in uses if _fields(catalogue, use.key) != use.values] == []


def test_no_catalogue_holds_a_key_that_nobody_uses(uses: tuple[Use, ...]) -> None:
    used = {use.key for use in uses} | {"plain"}  # what earlier versions stored
    for catalogue in (sentences.ENGLISH, errors.ZH | notes_errors.ZH):
        assert set(catalogue) - used == set()


def test_an_error_of_ingest_has_its_sentence_there_whoever_raises_it(
    uses: tuple[Use, ...],
) -> None:
    own = {name for name, kind in vars(ingest.errors).items() if isinstance(kind, type)}
    used = {use.key for use in uses if use.place.startswith("ingest/") or use.made in own}
    assert set(ingest_sentences.ENGLISH) == used | {"plain"}


def test_no_key_is_in_two_parts_of_the_page() -> None:
    keys = [key for part in texts.PARTS for key in part.ZH]
    assert len(keys) == len(set(keys))
