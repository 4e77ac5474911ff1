"""`python -m bot`: an interface that others' scripts call."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from places import ROOT

from bot.__main__ import main
from bot.config import Settings

pytestmark = pytest.mark.slow

DOCKER = "Docker 和虚拟机有什么区别？"
QUESTIONS = ROOT / "tests" / "eval" / "questions.jsonl"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("NOTES_CACHE_DIR", str(cache))
    monkeypatch.setenv("LLM", "none")
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=300,
    )


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The sentence of a command that ends with 2 and prints nothing on stdout."""
    assert main([*map(str, arguments)], os.environ) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    sentences = said.err.strip().split("\n")
    assert len(sentences) == 1, sentences
    return sentences[0]


@pytest.fixture(scope="module")
def asked(own_index: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    return run(
        *("ask", DOCKER, "--index", own_index, "--llm", "none", "--json"),
        NOTES_CACHE_DIR=str(cache),
    )


def test_ask_prints_json_and_nothing_else_on_stdout(
    asked: subprocess.CompletedProcess[str],
) -> None:
    assert asked.returncode == 0, asked.stderr
    assert asked.stderr == ""
    assert json.loads(asked.stdout)["answer"]
    assert asked.stdout.count("\n") == 1
    assert "Docker" in asked.stdout
    assert "\\u" not in asked.stdout


def test_the_json_has_the_keys_that_were_promised(
    asked: subprocess.CompletedProcess[str], own_notes: Path
) -> None:
    answer = json.loads(asked.stdout)
    promised = {"answer", "abstained", "citations", "passages", "follow_up", "timings_ms"}
    assert promised <= set(answer)
    assert answer["abstained"] is False
    assert [citation["n"] for citation in answer["citations"]] == list(
        range(1, len(answer["citations"]) + 1)
    )
    assert set(answer["citations"][0]) == {"n", "file", "heading_path", "lines", "quote"}
    for citation in answer["citations"]:
        assert f"[{citation['n']}]" in answer["answer"]
        note = (own_notes / citation["file"]).read_text("utf-8-sig").replace("\r\n", "\n")
        first, last = citation["lines"]
        assert citation["quote"] in "\n".join(note.split("\n")[first - 1 : last])
    for passage in answer["passages"]:
        assert set(passage) == {"file", "heading_path", "lines", "quote", "score"}
    assert len(answer["passages"]) == 10
    assert all(isinstance(question, str) for question in answer["follow_up"])
    assert {"retrieve", "total"} <= set(answer["timings_ms"])


def test_ask_without_json_is_for_people(
    own_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", DOCKER, "--index", str(own_index)], os.environ) == 0
    said = capsys.readouterr()
    assert "[1] 容器/Docker核心原理.md:" in said.out
    assert "→ " in said.out


def test_a_question_that_the_notes_do_not_answer_is_no_error(
    own_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "红烧肉怎么做？", "--index", str(own_index), "--json"], os.environ) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["abstained"] is True
    assert answer["citations"] == answer["follow_up"] == []
    assert len(answer["passages"]) == 10


def test_a_history_is_read_from_a_file(
    own_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = tmp_path / "h.json"
    history.write_text(json.dumps([[DOCKER, "……"]]), "utf-8")
    asked = ["ask", "那它启动为什么快？", "--history", str(history), "--index", str(own_index)]
    assert main([*asked, "--json"], os.environ) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["passages"][0]["file"] == "容器/Docker核心原理.md"


@pytest.mark.parametrize(
    "text", [None, "", "{", "{}", '"问"', '[["问"]]', '[{"q": "a"}]', "[[1, 2]]", b"\xff\xfe\x00"]
)
def test_a_bad_history_file_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes | None
) -> None:
    path = tmp_path / "h.json"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    sentence = refused(capsys, "ask", DOCKER, "--history", path, "--index", tmp_path)
    assert "question, answer" in sentence


def test_a_missing_index_names_the_command_that_builds_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = refused(capsys, "ask", DOCKER, "--index", tmp_path / "none", "--json")
    assert "python -m ingest" in sentence
    assert "none" in sentence
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_is_a_sentence(
    own_index: Path, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    assert "empty" in refused(capsys, "ask", question, "--index", own_index)


@pytest.mark.parametrize("llm", ["gpt-5", "nonsense:model", "none.gguf"])
def test_a_model_that_there_is_not_is_a_sentence(
    own_index: Path, capsys: pytest.CaptureFixture[str], llm: str
) -> None:
    sentence = refused(capsys, "ask", DOCKER, "--index", own_index, "--llm", llm)
    assert llm.partition(":")[0] in sentence


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (None, "Can't read"),
        ("", "holds no question"),
        ("{", "line 1"),
        ('{"question": "问", "gold": [{}]}', "line 1"),
    ],
)
@pytest.mark.parametrize("command", ["eval", "calibrate"])
def test_a_bad_question_file_is_a_sentence(
    tmp_path: Path,
    own_index: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    lines: str | None,
    words: str,
) -> None:
    path = tmp_path / "q.jsonl"
    if lines is not None:
        path.write_text(lines, "utf-8")
    sentence = refused(capsys, command, path, "--index", own_index)
    assert words in sentence or "Calibration needs" in sentence


def few(tmp_path: Path, count: int = 3) -> Path:
    path = tmp_path / "few.jsonl"
    lines = QUESTIONS.read_text("utf-8").splitlines()
    path.write_text("\n".join(lines[:count] + lines[-1:]), "utf-8")
    return path


def test_eval_prints_the_figures_of_the_evaluation_set(
    tmp_path: Path, own_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["eval", str(few(tmp_path)), "--index", str(own_index)]
    assert main([*asked, "--json"], os.environ) == 0
    figures: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert {
        *("recall_at_1", "recall_at_5", "mrr_at_10", "by_kind", "declined_unanswerable"),
        *("declined_answerable", "latency_ms"),
    } <= set(figures)
    assert figures["questions"] == 4
    assert set(figures["latency_ms"]) == {"p50", "p95"}
    assert main(asked, os.environ) == 0
    assert "recall@1" in capsys.readouterr().out


def test_what_was_calibrated_is_what_the_next_question_is_judged_by(
    tmp_path: Path, own_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    shutil.copytree(own_index, index)

    def asked(question: str) -> dict[str, Any]:
        assert main(["ask", question, "--index", str(index), "--json"], os.environ) == 0
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    before = asked(DOCKER)
    assert main(["calibrate", str(QUESTIONS), "--index", str(index)], os.environ) == 0
    assert f"written to {index / 'calibration.json'}." in capsys.readouterr().out
    after = asked(DOCKER)
    assert after["probability"] != before["probability"]
    assert after["abstained"] is False
    assert asked("红烧肉怎么做？")["abstained"] is True


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ([], ["LLM_API_KEY", "CHUNK_TOKENS", "INDEX_DIR", "--port", "ask", "eval"]),
        (["ask"], ["--history", "--json", "--llm", "--index"]),
        (["eval"], ["--json", "--llm", "--index"]),
        (["calibrate"], ["--out"]),
    ],
)
def test_help_tells_options_and_settings(path: list[str], words: list[str]) -> None:
    code = (
        "import sys\n"
        "from bot.__main__ import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n"
        "    heavy = {'torch', 'gradio', 'chromadb', 'sentence_transformers', 'xllamacpp',"
        " 'transformers'}\n"
        "    print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *path, "--help"],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"
    for word in words:
        assert word in done.stdout
