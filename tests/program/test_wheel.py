"""What is built from the project runs without it: a wheel, unpacked, in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from places import NOTES, ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, alone."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "bot", "ingest", "pyproject.toml", "README.md", "LICENSE"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"]
    subprocess.run([*pip, "-w", str(folder), str(source)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as wheel:
        wheel.extractall(folder / "files")
    return folder / "files"


def run(unpacked: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A module of the wheel, as whoever installed it would run it."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": str(unpacked), "NOTES_CACHE_DIR": str(ROOT / "build/cache")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_indexes_and_answers_from_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    index = str(tmp_path / "index")
    done = run(unpacked, tmp_path, "ingest", str(NOTES), "--index", index)
    assert done.returncode in (0, 1), done.stderr
    where = run(
        unpacked, tmp_path, "bot", "ask", "容器", "--index", index, "--llm", "none", "--json"
    )
    assert where.returncode == 0, where.stderr
    assert json.loads(where.stdout)["passages"]


def test_what_is_for_who_works_on_the_program_is_not_in_it(unpacked: Path, tmp_path: Path) -> None:
    assert (unpacked / "bot" / "py.typed").is_file()
    assert (unpacked / "ingest" / "py.typed").is_file()
    assert not list(unpacked.rglob("training"))
    assert not (unpacked / "tests").exists()
    found = run(unpacked, tmp_path, "bot", "--help")
    assert found.returncode == 0, found.stderr
