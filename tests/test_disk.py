"""An index that can not be written, or not to its end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from index_check import check, run

from ingest.errors import IngestError


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
from ingest.notes import Warned
from ingest.pipeline import ingest
from ingest.split import SplitSettings
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    ingest(Path(sys.argv[1]), Path(sys.argv[2]), WordEmbedder(), SplitSettings())
except IngestError as error:
    print(type(error).__name__, error)
"""


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
    here = Path(__file__).parent
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            FULL_DISK,
            str(notes),
            str(index),
            str(limit),
            str(here),
            str(here.parent),
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
