"""A public type's name stands once in the project: who reads it knows which one is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from places import ROOT
from sources import packaged, parsed


def types_of(tree: ast.Module) -> Iterator[str]:
    """Names of the classes, type aliases and type variables at the top of a module."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (
                target.id
                for target in node.targets
                if isinstance(target, ast.Name)
                and target.id[:1].isupper()
                and not target.id.isupper()
            )


def test_types_are_classes_and_aliases_but_not_constants() -> None:
    source = "class A: pass\nPart = tuple[int, int]\nMAX_PARTS = 3\n_Own = set[str]\nlower = 1\n"
    assert list(types_of(ast.parse(source))) == ["A", "Part"]


def test_a_public_type_has_its_name_for_itself() -> None:
    where = defaultdict(list)
    for path in packaged():
        for name in types_of(parsed(path)):
            if not name.startswith("_"):
                where[name].append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}
