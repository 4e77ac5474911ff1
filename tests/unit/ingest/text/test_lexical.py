"""Words for BM25, and the index of them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.text import lexical
from ingest.text.lexical import chunk_words, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Docker 和虚拟机", {"docker", "虚拟", "虚拟机"}),
        ("写时复制 UnionFS", {"写时", "复制", "unionf", "union", "fs"}),
        ("docker run --net=host", {"net=host", "net", "host", "run"}),
        ("user_id K8s docker0", {"user_id", "user", "id", "k8s", "docker0", "docker"}),
        ("HTTPServer getUserNames", {"httpserver", "http", "server", "user", "name"}),
        ("C++ C# Node.js v1.2.3", {"c++", "c#", "node.js", "node", "v1.2.3"}),
        ("127.0.0.1:8080 404", {"127.0.0.1:8080", "8080", "404"}),
        ("ＡＢＣ１２３", {"abc123", "abc", "123"}),
        ("locks locked locking", {"lock"}),
    ],
)
def test_terms_survive_tokenising(text: str, found: set[str]) -> None:
    assert found <= set(words(text))


def test_a_chinese_sentence_is_many_words_and_stop_words_are_none() -> None:
    assert len(words("容器共用宿主机的内核")) >= 4
    assert words("什么 是 的 the of 吗？。，") == []
    assert words("") == []


def test_the_same_text_gives_the_same_words_in_the_same_order() -> None:
    text = "getUserName 与 docker_run，HTTPServer"
    assert words(text) == words(text)
    assert words("甲乙 abc") == [*words("甲乙"), "abc"]


def test_long_runs_cost_no_time() -> None:
    started = time.monotonic()
    words("a" * 200_000)
    words("aB" * 50_000)
    assert time.monotonic() - started < 5


def test_headings_count_more_than_bodies() -> None:
    found = chunk_words("容器", "进程 进程")
    assert found.count("容器") == lexical.HEADING_WEIGHT
    assert found.count("进程") == 2


def test_the_segmenter_leaves_no_files_behind() -> None:
    segmenter = lexical.segmenter()
    assert not Path(segmenter.tmp_dir).exists()
