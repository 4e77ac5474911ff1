"""Reading an index while others write it, with a real Chroma."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection
from places import ROOT
from word_embedder import WordEmbedder

from bot.errors import IndexMissing
from bot.search.index import Index, words_of
from ingest.embedding.embedder import SentenceEmbedder
from ingest.errors import IndexUnusable
from ingest.index.rows import id_of, key_of
from ingest.pipeline import ingest
from ingest.splitting.split import SplitSettings

SETTINGS = SplitSettings()
NOTE = "# 容器\n\n## 网络\n\n容器接到 docker0 网桥，发布端口要加规则，这一段话足够长。\n"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "容器.md").write_text(NOTE, "utf-8")
    (folder / "数据库.md").write_text(
        "# 数据库\n\n## 索引\n\n联合索引遵守最左前缀，跳过前面的列后面就是乱的，别忘了。\n\n"
        "## 事务\n\n可重复读在第一次快照读时生成视图，之后一直用它，前后读到的都一样。\n",
        "utf-8",
    )
    return folder


def ask(index: Index, embedder: Any, question: str, limit: int = 10) -> list[str]:
    words = dict.fromkeys(words_of(question), 1.0)
    found = index.search(embedder.embed_query(question), words, limit)
    return texts(index, [c.id for c in sorted(found, key=lambda c: -(c.dense + c.lexical))])


def texts(index: Index, ids: list[str]) -> list[str]:
    """The texts of chunks by id; of those that are gone meanwhile, none."""
    sections = index.sections(ids)
    return [chunk.text for i in ids for chunk in sections.get(i, []) if chunk.id == i]


@pytest.fixture
def small(notes: Path, tmp_path: Path) -> tuple[Index, WordEmbedder, Path]:
    embedder = WordEmbedder()
    ingest(notes, tmp_path / "index", embedder, SETTINGS)
    return Index(tmp_path / "index", embedder), embedder, notes


Small = tuple[Index, WordEmbedder, Path]


def test_a_missing_index_names_the_command_that_builds_it(tmp_path: Path) -> None:
    index = Index(tmp_path / "nothing-here", WordEmbedder())
    with pytest.raises(IndexMissing, match="python -m ingest") as caught:
        index.open()
    assert "nothing-here" in str(caught.value)
    assert not (tmp_path / "nothing-here").exists()
    with pytest.raises(IndexMissing):
        index.search(WordEmbedder().embed_query("容器"), {}, 5)


def test_an_index_of_another_embedding_model_is_refused_by_name(small: Small) -> None:
    foreign = Index(small[0].path, WordEmbedder("bge-m3"))
    with pytest.raises(IndexUnusable, match=r"made with words, not with bge-m3.*python -m ingest"):
        foreign.open()


def test_a_damaged_manifest_is_a_sentence(small: Small) -> None:
    (small[0].path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(IndexUnusable, match="--rebuild"):
        small[0].open()


def lose_vectors(index: Path) -> None:
    for file in (index / "chroma").rglob("*"):
        if file.is_file():
            file.unlink()


def lose_words(index: Path) -> None:
    for file in (index / "search-1").iterdir():
        file.unlink()


@pytest.mark.parametrize("lose", [lose_vectors, lose_words])
def test_an_index_with_parts_gone_is_a_sentence(small: Small, lose: Callable[[Path], None]) -> None:
    lose(small[0].path)
    with pytest.raises(IndexUnusable, match="--rebuild"):
        Index(small[0].path, small[1]).open()


def test_a_question_finds_its_section(small: Small) -> None:
    index, embedder, _ = small
    assert "docker0" in ask(index, embedder, "容器的网桥是什么")[0]
    assert "最左前缀" in ask(index, embedder, "联合索引最左前缀")[0]


def test_words_that_only_the_word_index_knows_are_found(small: Small) -> None:
    index = small[0]
    found = index.search(np.zeros(64, np.float32), {"docker0": 1.0}, 1)
    assert any("docker0" in text for text in texts(index, [c.id for c in found]))


def test_words_that_no_note_has_do_no_harm(small: Small) -> None:
    index, embedder, _ = small
    found = index.search(embedder.embed_query("zzz"), {"zzz": 1.0}, 2)
    assert {candidate.bm25 for candidate in found} == {0.0}
    assert all(np.isfinite([c.dense, c.lexical, c.cosine]).all() for c in found)
    assert index.search(embedder.embed_query("容器"), {}, 3)


def test_no_more_is_asked_of_a_small_index_than_it_has(small: Small) -> None:
    assert len(ask(small[0], small[1], "容器", 500)) == 3


def test_rare_words_weigh_more_and_unknown_ones_most(small: Small) -> None:
    weights = small[0].weights(["一", "docker0", "zzz"])
    assert weights["zzz"] > weights["docker0"] > 0
    assert small[0].weights([]) == {}


def test_headings_name_every_section_with_text(small: Small) -> None:
    found = {(p.file, p.heading_path): p for p in small[0].headings()}
    assert ("数据库.md", ("数据库", "事务")) in found
    assert found["容器.md", ("容器", "网络")].lines == (3, 5)


def test_parts_of_no_section_are_none(small: Small) -> None:
    assert small[0].sections([]) == {}
    assert small[0].sections(["gone"]) == {}
    assert small[0].note("gone.md") == []


def test_an_ingest_in_this_process_is_seen_without_a_restart(small: Small) -> None:
    index, embedder, notes = small
    assert not any("镜像" in text for text in ask(index, embedder, "镜像分层"))
    (notes / "镜像.md").write_text(
        "# 镜像\n\n镜像由只读层叠成，镜像分层省空间，传得也快。\n", "utf-8"
    )
    ingest(notes, index.path, embedder, SETTINGS)
    assert "镜像分层" in ask(index, embedder, "镜像分层")[0]
    (notes / "容器.md").unlink()
    ingest(notes, index.path, embedder, SETTINGS)
    assert not any("docker0" in text for text in ask(index, embedder, "docker0 网桥"))


def test_a_row_is_read_once_and_a_changed_one_anew(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, embedder, notes = small
    read: list[str] = []
    get = Collection.get

    def noted(self: Collection, ids: list[str] | None = None, **options: Any) -> Any:
        read.extend(ids or [])
        return get(self, ids=ids, **options)

    monkeypatch.setattr(Collection, "get", noted)
    first = ask(index, embedder, "容器的网桥是什么")
    assert len(read) == len(set(read)) == 3
    assert ask(index, embedder, "容器的网桥是什么") == first
    assert len(read) == 3
    (notes / "容器.md").write_text(NOTE.replace("发布端口要加规则", "规则都由守护进程写"), "utf-8")
    ingest(notes, index.path, embedder, SETTINGS)
    read.clear()  # the ingest reads rows of its own
    assert "规则都由守护进程写" in ask(index, embedder, "容器的网桥是什么")[0]
    assert len(read) == 1


def test_a_rebuild_is_seen_without_a_restart(small: Small) -> None:
    index, embedder, notes = small
    ask(index, embedder, "容器")
    ingest(notes, index.path, embedder, SETTINGS, rebuild=True)
    assert "docker0" in ask(index, embedder, "容器的网桥是什么")[0]


def test_notes_that_all_go_leave_nothing_to_find(small: Small) -> None:
    index, embedder, notes = small
    ask(index, embedder, "容器")
    for file in notes.glob("*.md"):
        file.unlink()
    ingest(notes, index.path, embedder, SETTINGS)
    assert ask(index, embedder, "容器") == []
    assert index.headings() == []


@pytest.mark.slow
def test_an_ingest_of_another_process_is_seen_without_a_restart(
    notes: Path, tmp_path: Path, embedder: SentenceEmbedder, cache: Path
) -> None:
    folder = tmp_path / "index"
    ingest(notes, folder, embedder, SETTINGS)
    index = Index(folder, embedder)
    before = index.open().generation
    assert not any("镜像" in text for text in ask(index, embedder, "镜像分层"))
    (notes / "镜像.md").write_text(
        "# 镜像\n\n镜像由只读层叠成，镜像分层省空间，传得也快。\n", "utf-8"
    )
    (notes / "容器.md").unlink()
    run = subprocess.run(
        [sys.executable, "-m", "ingest", str(notes), "--index", str(folder), "--json"],
        cwd=ROOT,
        env={**os.environ, "NOTES_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["added"] == 1
    assert "镜像分层" in ask(index, embedder, "镜像分层")[0]
    assert not any("docker0" in text for text in ask(index, embedder, "docker0 网桥"))
    assert index.open().generation == before + 1


def test_eight_threads_may_search_while_notes_change(small: Small) -> None:
    index, embedder, notes = small
    stop = threading.Event()

    def search(_: int) -> int:
        done = 0
        while not stop.is_set():
            assert "最左前缀" in ask(index, embedder, "联合索引最左前缀")[0]
            assert index.headings()
            assert index.sections([c.id for c in index.note("数据库.md")])
            done += 1
        return done

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(search, number) for number in range(8)]
        try:
            for number in range(4):
                (notes / f"新{number}.md").write_text(
                    NOTE.replace("docker0", f"br{number}"), "utf-8"
                )
                ingest(notes, index.path, embedder, SETTINGS, rebuild=number == 2)
        finally:
            stop.set()
        assert all(run.result() > 0 for run in running)
    assert index.open().notes == 6


def test_scores_are_the_cosines_and_their_distance_from_the_mean(
    own_index: Path, embedder: SentenceEmbedder
) -> None:
    index = Index(own_index, embedder)
    vector = embedder.embed_query("Docker 和虚拟机有什么区别？")
    chunks = [chunk for file in index.open().files for chunk in index.note(file)]
    keys = [key_of(chunk) for chunk in chunks]
    collection = index._open().collection
    rows = collection.get(ids=keys, include=["embeddings"])
    matrix = np.asarray(rows["embeddings"], np.float64)
    cosines = dict(zip(map(id_of, rows["ids"]), matrix @ vector, strict=True))
    mean, spread = np.mean(list(cosines.values())), np.std(list(cosines.values()))
    found = index.search(vector, {"docker": 1.0}, 20)
    assert len(found) >= 20
    for candidate in found:
        cosine = cosines[candidate.id]
        assert candidate.cosine == pytest.approx(cosine, abs=1e-3)
        assert candidate.dense == pytest.approx((cosine - mean) / spread, abs=0.05)
    nearest = sorted(cosines, key=lambda i: -cosines[i])[:10]
    assert set(nearest) <= {candidate.id for candidate in found}


def test_a_words_weight_scales_its_score(own_index: Path, embedder: SentenceEmbedder) -> None:
    index = Index(own_index, embedder)
    vector = embedder.embed_query("Docker")

    def best(weight: float) -> float:
        return max(c.bm25 for c in index.search(vector, {"docker": weight}, 5))

    assert best(0.5) == pytest.approx(best(1.0) / 2, rel=1e-5)
