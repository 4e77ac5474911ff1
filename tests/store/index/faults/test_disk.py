"""An index that can not be written, or not to its end; faults that are none of the disk's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from index_check import check, run
from places import ROOT, SUPPORT
from readers import read

from ingest.errors import IngestError
from ingest.index.lock import HOLDER, locked


@pytest.mark.parametrize("place", ["file", "below a file"])
def test_an_index_that_cannot_be_written_is_one_sentence(
    place: str, notes: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    index = tmp_path / "file" if place == "file" else tmp_path / "file" / "index"
    with pytest.raises(IngestError, match=r"Can't write the index at .*--index"):
        run(notes, index)


FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path[:0] = sys.argv[4:]
from word_embedder import WordEmbedder
from ingest.errors import IngestError
from ingest.notes.folder import Warned
from ingest.pipeline import ingest
from ingest.splitting.split import SplitSettings
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    ingest(Path(sys.argv[1]), Path(sys.argv[2]), WordEmbedder(), SplitSettings())
except IngestError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.slow
@pytest.mark.parametrize("limit", [1_000, 200_000])
def test_a_full_disk_is_one_sentence_and_harms_nothing(
    limit: int, notes: Path, index: Path
) -> None:
    if limit > 100_000:
        run(notes, index)
        limit = (index / "chroma" / "chroma.sqlite3").stat().st_size
        (notes / "新.md").write_text(
            "".join(
                f"# {n}\n\n{f'第 {n} 段说 {n * 7} 和 {n * 13} 的事。' * 12}\n\n" for n in range(300)
            ),
            "utf-8",
        )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            FULL_DISK,
            str(notes),
            str(index),
            str(limit),
            *SUPPORT,
            str(ROOT),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("IngestError Can't write the index at ")
    assert done.stdout.count("\n") == 1
    run(notes, index)
    check(notes, index)


NOBODY = 65534
STRANGER = """
import os, sys
from pathlib import Path
sys.path[:0] = sys.argv[4:]
import chromadb
from index_check import run
from readers import found, told
from word_embedder import WordEmbedder
from bot.search.index import Index
from ingest.text import lexical
from ingest.errors import IngestError
lexical.words("词典")
os.setgid(int(sys.argv[3])), os.setuid(int(sys.argv[3]))
notes, index = map(Path, sys.argv[1:3])
embedder = WordEmbedder()
for ask in (
    lambda: run(notes, index),
    lambda: found(Index(index, embedder), embedder),
    lambda: told(Index(index, embedder)),
):
    try:
        print("done", len(ask()))
    except IngestError as error:
        print(type(error).__name__, error)
"""


@pytest.mark.slow
@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="becoming another user takes root"
)
def test_in_a_read_only_folder_ingest_and_readers_say_so_and_lose_nothing(
    notes: Path, index: Path
) -> None:
    run(notes, index)
    before = read(index)
    for folder in (notes, *index.parents):  # pytest's folders are its own user's
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    closed = [index, *(path for path in index.rglob("*") if path.is_dir())]
    (notes / "新.md").write_text("# 新\n\n还没有索引的一段。\n", "utf-8")
    for folder in closed:
        folder.chmod(0o555)
    places = [str(notes), str(index), str(NOBODY), *SUPPORT, str(ROOT)]
    done = subprocess.run(
        [sys.executable, "-c", STRANGER, *places], capture_output=True, text=True, check=False
    )
    for folder in closed:
        folder.chmod(0o755)
    ingested, *asked = done.stdout.splitlines()
    assert ingested.startswith(f"IngestError Can't write the index at {index}: Permission denied.")
    assert len(asked) == 2
    for line in asked:
        assert line.startswith(f"IndexUnusable The index at {index} can't be opened: "), line
        assert "give yourself the right to" in line
        assert "--rebuild" not in line
    assert read(index) == before
    run(notes, index)
    check(notes, index)


def test_what_goes_wrong_while_the_lock_is_held_is_told_as_it_is(index: Path) -> None:
    with pytest.raises(FileNotFoundError, match="a model's file"), locked(index):
        raise FileNotFoundError("a model's file")
    assert not (index / HOLDER).exists()
    with locked(index):
        assert (index / HOLDER).exists()
