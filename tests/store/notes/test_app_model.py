"""A page that runs, or starts, while the index is of another embedding model than the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from index_check import Killed
from messages import in_english
from test_app import DOCKER, settings, wait

from bot.app import App, build
from ingest.config import IngestSettings
from ingest.embedding.embedder import open_embedder
from ingest.embedding.model import AS_PUBLISHED, BUILT_IN
from ingest.index.manifest import read_manifest
from ingest.pipeline import ingest
from ingest.splitting.split import SplitSettings

NOTE = """# Docker

## Docker 和虚拟机的区别

虚拟机各有一份内核，启动要几十秒；Docker 容器共用宿主机的内核，一秒就能启动。

## 镜像

镜像由只读层叠成，启动时在最上面加一个可写层。
"""


@pytest.fixture
def few(tmp_path: Path) -> Path:
    folder = tmp_path / "few"
    folder.mkdir()
    (folder / "容器.md").write_text(NOTE, "utf-8")
    return folder


def fingerprint(app: App) -> str:
    return str(app.answerer().retriever.embedder.fingerprint)


@pytest.mark.slow
def test_the_old_model_answers_until_the_new_one_is_swapped_in_and_then_that_one_does(
    few: Path, tmp_path: Path, cache: Path
) -> None:
    index = tmp_path / "index"
    old, new = (
        open_embedder(name, cache, threads=IngestSettings().threads)
        for name in (AS_PUBLISHED, BUILT_IN)
    )
    ingest(few, index, old, SplitSettings())
    running = build(settings(index, cache, notes_dir=few, embedding_model=AS_PUBLISHED))
    late = build(settings(index, cache, notes_dir=few, embedding_model=BUILT_IN))
    late.start()
    wait(late, "ready")
    looks = 0

    def look(stage: str, done: int, total: int) -> None:
        nonlocal looks
        if stage not in ("store", "search"):
            return
        looks += 1
        for app in (running, late):
            assert app.answer(DOCKER).passages
            assert fingerprint(app) == old.fingerprint

    def die(*given: Any) -> None:
        look(*given)
        if given[0] == "search":
            raise Killed

    with pytest.raises(Killed):
        ingest(few, index, new, SplitSettings(), progress=die)
    report = ingest(few, index, new, SplitSettings(), progress=look)
    assert looks > 2
    assert report.embedded == 0  # all of it had been done when the first run died
    for app in (running, late):
        assert app.answer(DOCKER).passages
        assert fingerprint(app) == new.fingerprint
    manifest = read_manifest(index)
    assert manifest is not None
    assert manifest.embedder == BUILT_IN


def test_an_index_of_a_model_that_cannot_be_had_is_said_with_both_names(
    few: Path, tmp_path: Path, cache: Path
) -> None:
    index = tmp_path / "index"
    embedder = open_embedder(BUILT_IN, cache, threads=IngestSettings().threads)
    ingest(few, index, embedder, SplitSettings())
    path = index / "manifest.json"
    gone = path.read_text("utf-8").replace(f'"{BUILT_IN}"', '"/no/such"')
    path.write_text(gone.replace('"fingerprint":"', '"fingerprint":"x'), "utf-8")
    app = build(settings(index, cache, notes_dir=few))
    app.start()
    wait(app, "missing")
    assert f"made with /no/such, not with {BUILT_IN}" in in_english(app.status().problem)
