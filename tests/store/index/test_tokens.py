"""Packed token vectors in a real SQLite file."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ingest.errors import IndexUnusable, IngestError
from ingest.index import tokens
from ingest.index.tokens import TokenStore, path_of, sweep


def test_what_is_stored_is_read_by_name(tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "t.sqlite3")
    store.add({f"h{number}": bytes([number % 256]) * 64 for number in range(1200)})
    found = store.read(["h3", "h1100", "none", "h3"])
    assert found == {"h3": b"\x03" * 64, "h1100": bytes([1100 % 256]) * 64}
    assert len(store.read(f"h{number}" for number in range(1200))) == 1200
    store.add({"h3": b"new"})
    assert store.read(["h3"]) == {"h3": b"new"}
    store.close()
    assert TokenStore(tmp_path / "t.sqlite3").read(["h3"]) == {"h3": b"new"}


def test_what_was_read_last_stays_in_memory_and_no_more_than_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "KEPT_BYTES", 200)
    store = TokenStore(tmp_path / "t.sqlite3")
    packed = {f"h{number}": bytes([number]) * 64 for number in range(10)}
    store.add(packed)
    assert store.read(["h1", "h2"]) == {"h1": packed["h1"], "h2": packed["h2"]}
    TokenStore(tmp_path / "t.sqlite3").remove(packed)  # by another process, as it were
    assert store.read(["h2", "h1"]) == {"h1": packed["h1"], "h2": packed["h2"]}
    store.add(packed)
    assert store.read(packed) == packed
    store.remove(["h9"])
    store.add({"h8": b"other"})
    assert store.read(["h9", "h8"]) == {"h8": b"other"}
    assert store.read(packed) == {name: packed[name] for name in packed if name < "h8"} | {
        "h8": b"other"
    }
    TokenStore(tmp_path / "t.sqlite3").remove(packed)
    assert sum(map(len, store.read(packed).values())) <= 200


def test_named_ones_go(tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "t.sqlite3")
    store.add({"a": b"1", "b": b"2", "c": b"3"})
    store.remove({"a", "c", "unknown"})
    assert store.hashes() == {"b"}


def test_a_damaged_file_is_said_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    path.write_bytes(b"no database at all, but long enough to look at" * 50)
    with pytest.raises(IndexUnusable, match="--rebuild"):
        TokenStore(path)


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="none"):
        TokenStore(tmp_path / "none" / "t.sqlite3")


@pytest.mark.slow
def test_readers_and_a_writer_get_along(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    writer = TokenStore(path)
    writer.add({"always": b"here"})
    stop, wrong = threading.Event(), []

    def read() -> None:
        reader = TokenStore(path)
        while not stop.is_set():
            if reader.read(["always"]) != {"always": b"here"}:
                wrong.append(1)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(100):
        writer.add({f"h{number}": b"x" * 5000})
    writer.remove(f"h{number}" for number in range(100))
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert writer.hashes() == {"always"}


def test_files_of_other_collections_are_removed(tmp_path: Path) -> None:
    for name in ("chunks-1", "chunks-2"):
        TokenStore(path_of(tmp_path, name)).close()
    sweep(tmp_path, "chunks-2")
    assert [path.name for path in tmp_path.iterdir()] == ["tokens-chunks-2.sqlite3"]
