"""`python -m bot ask`, `eval` and `calibrate` as scripts call them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from places import EVAL

from bot.__main__ import main

pytestmark = pytest.mark.slow

QUESTION = "Docker 和虚拟机有什么区别？"
CITATION = {"n", "file", "heading_path", "lines", "quote"}


@pytest.fixture
def index(
    own_index: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Options that name the index; the settings' `.env` is that of an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTES_CACHE_DIR", str(cache))
    return ["--index", str(own_index), "--llm", "none"]


def test_ask_prints_the_promised_json_and_nothing_else(
    index: list[str], own_notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", QUESTION, "--json", *index]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {"answer", "abstained", "citations", "passages", "follow_up", "timings_ms"} <= set(
        answer
    )
    assert answer["abstained"] is False
    assert "[1]" in answer["answer"]
    for citation in answer["citations"]:
        assert set(citation) == CITATION
        lines = (own_notes / citation["file"]).read_text("utf-8").split("\n")
        first, last = citation["lines"]
        assert citation["quote"] in "\n".join(lines[first - 1 : last])
    assert {"file", "heading_path", "lines", "quote", "score"} <= set(answer["passages"][0])
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert 1 <= len(answer["follow_up"]) <= 3


def test_ask_for_people_names_the_sources_line_by_line(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", QUESTION, *index]) == 0
    out = capsys.readouterr().out
    assert "[1] 容器/Docker核心原理.md:" in out
    assert "→ " in out


def test_ask_takes_the_conversation_so_far_from_a_file(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = tmp_path / "history.json"
    history.write_text(
        json.dumps([["Docker 的 host 网络模式有什么特点？", "和宿主机共用网络。"]]), "utf-8"
    )
    assert main(["ask", "那 bridge 呢？", "--history", str(history), "--json", *index]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert any("bridge" in heading for heading in answer["passages"][0]["heading_path"])


def test_ask_declines_what_the_notes_lack_and_names_the_nearest_section(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Kafka 和 Pulsar 的分层存储有什么不同？", "--json", *index]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["abstained"] is True
    assert answer["citations"] == []
    assert answer["passages"][0]["heading_path"][-1] in answer["answer"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask", "  "], "The question is empty"),
        (["ask", QUESTION, "--history", "nowhere.json"], "Can't read nowhere.json"),
        (["eval", "nowhere.jsonl"], "Can't read nowhere.jsonl"),
        (["calibrate", "nowhere.jsonl"], "Can't read nowhere.jsonl"),
        (["ask", QUESTION, "--llm", "gpt"], "LLM=gpt"),
    ],
)
def test_what_can_be_mended_is_one_sentence_and_status_2(
    arguments: list[str], sentence: str, index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    options = index[:2] if "--llm" in arguments else index
    assert main([*arguments, *options]) == 2
    shown = capsys.readouterr()
    assert sentence in shown.err
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_a_history_of_another_shape_is_named(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "history.json"
    path.write_text('{"question": "x"}', "utf-8")
    assert main(["ask", QUESTION, "--history", str(path), *index]) == 2
    assert "[[question, answer], …]" in capsys.readouterr().err


def test_a_missing_index_names_the_command_that_builds_it(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", QUESTION, "--index", str(tmp_path / "none"), "--llm", "none"]) == 2
    assert "python -m ingest" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_wrong_setting_is_named_with_what_is_allowed(
    index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("PASSAGES", "99")
    assert main(["ask", QUESTION, *index]) == 2
    shown = capsys.readouterr().err
    assert "PORT" in shown
    assert "PASSAGES" in shown
    assert "12" in shown


def test_a_key_is_never_shown(
    index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LLM_API_KEY", "sk-secret-0123")
    monkeypatch.setenv("PORT", "eighty")
    assert main(["ask", QUESTION, *index]) == 2
    shown = capsys.readouterr()
    assert "sk-secret-0123" not in shown.out + shown.err


def test_eval_measures_the_questions_of_the_project(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    questions = EVAL / "questions.jsonl"
    assert main(["eval", str(questions), "--json", *index]) == 0
    figures = json.loads(capsys.readouterr().out)
    # Measured: .89, 1.0, .94, .70, .09, .90; a little less, for another processor's rounding.
    assert figures["recall_at_1"] >= 0.80
    assert figures["recall_at_5"] >= 0.97
    assert figures["mrr_at_10"] >= 0.85
    assert figures["declined_unanswerable"] >= 0.6
    assert figures["declined_answerable"] <= 0.10
    assert figures["must_terms"] >= 0.86
    assert set(figures["by_kind"]) == {
        "paraphrase",
        "colloquial",
        "keyword",
        "english",
        "followup",
    }
    assert figures["unsupported"] == 0
    assert figures["follow_ups"]["good"] >= 0.95
    assert figures["reliability"]["error"] <= 0.2
    assert {"p50", "p95"} == set(figures["latency_ms"])


def test_calibrate_writes_what_the_next_question_uses(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (EVAL / "questions.jsonl").read_text("utf-8").splitlines()
    beyond = [line for line in lines if not json.loads(line)["gold"]]
    answerable = [line for line in lines if line not in beyond]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join([*beyond, *answerable[:20]]), "utf-8")
    out = tmp_path / "calibration.json"
    assert main(["calibrate", str(questions), "--out", str(out), *index]) == 0
    assert "of 20 unanswerable declined" in capsys.readouterr().out
    assert json.loads(out.read_text("utf-8"))["model"] == "e5-notes"


@pytest.mark.parametrize("command", [[], ["ask"], ["eval"], ["calibrate"]])
def test_help_loads_nothing_heavy(command: list[str]) -> None:
    code = (
        "import sys\nfrom bot.__main__ import main\n"
        f"try: main({[*command, '--help']!r})\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'gradio', 'chromadb', 'transformers'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if not command:
        assert "LLM_API_KEY" in done.stdout
