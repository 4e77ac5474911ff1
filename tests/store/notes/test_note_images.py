"""Images of the notes folder: found as notes name them, and nothing else is read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.notes import note_images
from bot.notes.note_images import NoteImages, media_type

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


@pytest.fixture(name="notes")
def notes_fixture(tmp_path: Path) -> Path:
    """A folder with images where notes of several manners keep them, and a secret beside it."""
    notes = tmp_path / "notes"
    for path in (
        *("a/one.md", "a/pic one.png", "a/one/hexo.png", "images/top.png", "deep/er/named.png"),
        *(".git/hidden.png", "a/not.png", "a/big.png", "a/text.txt"),
    ):
        (notes / path).parent.mkdir(parents=True, exist_ok=True)
        (notes / path).write_bytes(PNG)
    (notes / "a/not.png").write_text("root:x:0:0")
    (tmp_path / "secret.png").write_bytes(PNG)
    (notes / "a/away.png").symlink_to(tmp_path / "secret.png")
    (notes / "a/inside.png").symlink_to(notes / "images/top.png")
    (notes / "elsewhere").symlink_to(tmp_path)
    return notes


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("pic one.png", "a/pic one.png"),
        ("./pic one.png", "a/pic one.png"),
        ("hexo.png", "a/one/hexo.png"),
        ("/images/top.png", "images/top.png"),
        ("images/top.png", "images/top.png"),
        ("../images/top.png", "images/top.png"),
        ("Named.png", "deep/er/named.png"),
        ("inside.png", "a/inside.png"),
        ("..\\images\\top.png", "images/top.png"),
        ("gone.png", None),
        ("one.md", None),
        ("text.txt", None),
        ("../../secret.png", None),
        ("../../../../etc/passwd", None),
        ("away.png", None),
        ("../elsewhere/secret.png", None),
        ("../.git/hidden.png", None),
        ("hidden.png", None),
        ("secret.png", None),
        ("", None),
        ("a\0.png", None),
        ("x" * 5000 + ".png", None),
        ("/".join("y" * 3000) + "/a.png", None),
    ],
)
def test_an_image_is_found_where_its_note_says(notes: Path, source: str, found: str | None) -> None:
    assert NoteImages(lambda: notes).find("a/one.md", source) == found


@pytest.mark.parametrize(
    "path",
    [
        *("a/not.png", "a/away.png", "../secret.png", "a/../../secret.png", "elsewhere/secret.png"),
        *(".git/hidden.png", "/etc/passwd", "a", "", ".", "a/text.txt/x", "a/gone.png"),
    ],
)
def test_nothing_but_an_image_inside_the_folder_is_read(notes: Path, path: str) -> None:
    assert NoteImages(lambda: notes).read(path) is None


def test_an_image_is_read_with_its_kind_told_by_itself(notes: Path) -> None:
    image = NoteImages(lambda: notes).read("a/pic one.png")
    assert image is not None
    assert (image.data, image.media_type) == (PNG, "image/png")
    (notes / "a/pic one.png").write_bytes(b"\xff\xd8\xff\xe0rest")
    again = NoteImages(lambda: notes).read("a/pic one.png")
    assert again is not None
    assert again.media_type == "image/jpeg"


def test_what_is_too_large_or_never_ends_is_not_read(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_images, "MAX_BYTES", 10)
    assert NoteImages(lambda: notes).read("a/big.png") is None
    os.mkfifo(notes / "a/pipe.png")
    assert NoteImages(lambda: notes).read("a/pipe.png") is None


def test_a_new_image_is_found_by_its_name_soon(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_images, "FRESH_S", 0.0)
    images = NoteImages(lambda: notes)
    assert images.find("a/one.md", "new.png") is None
    (notes / "deep" / "new.png").write_bytes(PNG)
    assert images.find("a/one.md", "new.png") == "deep/new.png"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"GIF89a..", "image/gif"),
        (b"\0\0\0\x20ftypavif", "image/avif"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="x"/>', "image/svg+xml"),
        (b"<svg><script>alert(1)</script></svg>", "image/svg+xml"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', None),
        (b"<html><svg></svg></html>", None),
        (b"<!-- <svg", "image/svg+xml"),
        (b"#!/bin/sh", None),
        (b"", None),
    ],
)
def test_the_kind_of_an_image_is_told_by_its_bytes(data: bytes, kind: str | None) -> None:
    assert media_type(data) == kind


def test_a_note_with_thousands_of_missing_images_takes_no_time(notes: Path) -> None:
    for number in range(1000):
        (notes / "a" / f"{number}.md").write_text("x")
    images = NoteImages(lambda: notes)
    began = time.perf_counter()
    assert not any(images.find("a/one.md", f"nö {number}.png") for number in range(2000))
    assert time.perf_counter() - began < 2
