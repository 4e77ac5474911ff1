"""The one service behind page and commands, over real notes, index and embedding model."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from interviews import last
from messages import in_english
from scripted_llm import ScriptedLlm, StructuredLlm
from waiting import until

from bot.app import App, build
from bot.config import Settings
from bot.core.background_value import ReportProgress
from bot.core.turn import Done, PassagesFound, Turn, Waiting
from bot.errors import BadInput, BotError, IndexMissing, ModelUnavailable
from bot.interview.events import Moved
from bot.interview.state import Setup
from bot.storage.chats import ChatStore
from bot.storage.ids import new_id

DOCKER = "Docker 和虚拟机有什么区别？"


def settings(index: Path, cache: Path, **fields: Any) -> Settings:
    return Settings(
        **{"index_dir": index, "notes_cache_dir": cache, "llm": "none", **fields},
        _env_file=None,  # type: ignore[call-arg]
    )


@pytest.fixture(scope="module")
def app(own_index: Path, own_notes: Path, cache: Path) -> App:
    return build(settings(own_index, cache, notes_dir=own_notes))


def wait(app: App, status: str) -> None:
    until(lambda: app.status().embedder.status == status, 120)


def test_building_loads_nothing(own_index: Path, cache: Path) -> None:
    made = build(settings(own_index, cache, llm="local"))
    status = made.status()
    assert (status.embedder.status, status.llm.status) == ("loading", "loading")
    assert status.notes == 10
    assert made.examples(3, "zh") == []


def test_an_answer_comes_as_events_and_as_a_whole(app: App) -> None:
    events = [one for one in app.ask(f"  {DOCKER} ") if not isinstance(one, Waiting)]
    assert isinstance(events[0], PassagesFound)
    last = events[-1]
    assert isinstance(last, Done)
    assert last.answer.question == DOCKER
    assert last.answer.text == app.answer(DOCKER).text


def test_the_history_is_used(app: App) -> None:
    answer = app.answer("那它启动为什么快？", [Turn(DOCKER, "……")])
    assert answer.passages[0].file == "容器/Docker核心原理.md"


def test_the_status_counts_what_is_indexed(app: App, own_notes: Path) -> None:
    app.answer(DOCKER)
    status = app.status()
    assert status.notes_folder == str(own_notes)
    assert status.notes == 10
    assert status.chunks >= status.notes
    assert status.sections > 100
    assert (status.embedder.name, status.embedder.status) == ("e5-notes", "ready")
    assert (status.llm.status, in_english(status.problem)) == ("off", "")


@pytest.mark.slow
def test_examples_are_questions_from_different_notes_that_the_notes_answer(app: App) -> None:
    app.answer(DOCKER)
    examples = app.examples(4, "zh")
    assert len(examples) == len(set(examples)) == 4
    files = set()
    for question in examples:
        answer = app.answer(question)
        assert not answer.abstained, question
        files.add(answer.passages[0].file)
    assert len(files) > 1
    assert app.examples(4, "zh") == examples


@pytest.mark.parametrize("question", ["", "  ", "\n\t"])
def test_an_empty_question_is_a_sentence(app: App, question: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        list(app.ask(question))


def test_without_an_index_a_question_names_the_command(tmp_path: Path, cache: Path) -> None:
    app = build(settings(tmp_path / "none", cache))
    with pytest.raises(IndexMissing, match="python -m ingest"):
        app.answer(DOCKER)
    assert "python -m ingest" in in_english(app.status().problem)
    assert not (tmp_path / "none").exists()


def test_a_damaged_index_is_a_sentence(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    app = build(settings(tmp_path, cache))
    with pytest.raises(BotError, match="--rebuild"):
        app.answer(DOCKER)
    assert "--rebuild" in in_english(app.status().problem)


def test_a_damaged_calibration_is_a_sentence(own_index: Path, tmp_path: Path, cache: Path) -> None:
    copy = tmp_path / "index"
    shutil.copytree(own_index, copy, ignore=shutil.ignore_patterns(".lock"))
    (copy / "calibration.json").write_text("{}", "utf-8")
    with pytest.raises(BadInput, match="calibrate"):
        build(settings(copy, cache)).answer(DOCKER)


@pytest.mark.slow
def test_starting_indexes_the_notes_first_if_there_is_no_index(
    own_notes: Path, tmp_path: Path, cache: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    shutil.copy(own_notes / "容器" / "Docker核心原理.md", notes)
    app = build(settings(tmp_path / "index", cache, notes_dir=notes))
    app.start()
    wait(app, "ready")
    assert app.status().notes == 1
    assert not app.answer(DOCKER).abstained


def test_starting_without_notes_says_so_and_the_sample_notes_help(
    tmp_path: Path, cache: Path, own_notes: Path
) -> None:
    sample = tmp_path / "sample"
    sample.mkdir()
    shutil.copy(own_notes / "容器" / "Kubernetes基础.md", sample)
    own = settings(tmp_path / "index", cache, notes_dir=tmp_path / "nowhere")
    app = App(own, sample_notes=sample)
    app.start()
    wait(app, "off")
    assert "nowhere" in in_english(app.status().problem)
    assert app.status().lack == "folder"
    app.use_sample_notes()
    status = app.status()
    assert (in_english(status.problem), status.notes, status.notes_folder) == ("", 1, str(sample))
    assert app.answer("三种探针有什么区别？").citations


def test_a_language_model_that_is_not_there_leaves_the_notes_words_and_says_why(
    own_index: Path, cache: Path, tmp_path: Path
) -> None:
    app = build(settings(own_index, cache, llm=str(tmp_path / "none.gguf")))
    answer = app.answer(DOCKER)
    assert answer.llm == "none"
    assert "none.gguf" in in_english(answer.notice)
    assert answer.citations
    assert app.status().llm.status == "missing"
    assert "none.gguf" in in_english(app.status().llm.detail)
    with pytest.raises(ModelUnavailable, match=r"none\.gguf"):
        app.demand_llm()


def test_a_model_that_is_still_being_loaded_is_not_waited_for_for_ever(
    own_index: Path, cache: Path
) -> None:
    answered = threading.Event()

    def slow(report: ReportProgress) -> ScriptedLlm:
        assert answered.wait(60)
        return ScriptedLlm()

    app = App(settings(own_index, cache, llm="ollama:qwen3:8b"), llm=slow, llm_wait_s=0.05)
    answer = app.answer(DOCKER)
    answered.set()
    assert answer.llm == "none"
    assert "still being loaded" in in_english(answer.notice)


def test_the_model_of_the_settings_writes_the_answer(own_index: Path, cache: Path) -> None:
    model = ScriptedLlm(replies=("容器共用宿主机的内核。[1]",))
    app = App(settings(own_index, cache, llm="ollama:qwen3:8b"), llm=lambda report: model)
    answer = app.answer(DOCKER)
    assert answer.llm == "ollama:qwen3:8b"
    assert answer.text == "容器共用宿主机的内核。[1]"
    assert len(model.calls) == 1


@pytest.mark.parametrize(
    ("llm", "judges", "expected"),
    [
        ("openai:gpt-5-mini", "auto", True),
        ("local", "auto", False),
    ],
)
def test_a_model_judges_answers_where_it_is_let(
    llm: str, judges: str, expected: bool, app: App, own_index: Path, cache: Path
) -> None:
    rows = '{"verdicts": [{"n": 1, "evidence": "", "verdict": "missed"}]}'
    made = App(
        settings(own_index, cache, llm=llm, llm_judges=judges),
        engine=lambda report: app.answerer(),  # read once for all
        llm=lambda report: StructuredLlm(replies=(rows,)),
    )
    grading = made.grading()
    assert grading.judged is expected
    grade = grading.grade(DOCKER, "容器共用宿主机的内核，虚拟机各有自己的内核。").grade
    assert grade.by_model == (1 if expected else 0)


def test_the_same_judge_is_kept_so_that_a_refused_schema_is_tried_once(
    app: App, own_index: Path, cache: Path
) -> None:
    model = StructuredLlm(replies=("{}",), refuses=400)
    made = App(
        settings(own_index, cache, llm="openai:deepseek-chat"),
        engine=lambda report: app.answerer(),
        llm=lambda report: model,
    )
    for _ in range(2):
        made.grading().grade(DOCKER, "容器共用宿主机的内核，虚拟机各有自己的内核。")
    assert (len(model.schemas), len(model.calls)) == (1, 2)


def test_the_key_is_nowhere_to_be_read(own_index: Path, cache: Path) -> None:
    own = settings(own_index, cache, llm="openai:gpt-5-mini", llm_api_key="sk-very-secret-123")
    assert "very-secret" not in repr(own) + str(own.model_dump()) + repr(build(own).status())


def test_an_interview_over_the_real_index_is_graded_and_kept(
    tmp_path: Path, own_index: Path, cache: Path
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(own_index, folder)
    app = build(settings(folder, cache))
    chats = ChatStore.at(tmp_path / "chats.sqlite3")
    owner = new_id()
    study = app.study(chats)
    interview = study.interviews.start(owner, Setup(length=3, drills=0))
    view = last(study.interviews.go_on(owner, interview))
    paper = study.interviews.store.paper(interview)
    said = "。".join(point.text for point in paper.questions[0].asked)
    events = study.interviews.answer(owner, interview, said, view.step)
    graded = next(e for e in events if isinstance(e, Moved) and e.view.turns[0].grade)
    view = last([graded, *events])
    assert view.turns[0].grade is not None
    assert view.turns[0].grade.score > 70
    assert view.turns[0].grade.estimated
    last(study.interviews.end(owner, interview))
    overview = study.overview(owner)
    assert (overview.answered, overview.streak) == (1, 1)
    again = study.review(owner, paper.questions[0].id)
    assert len(study.interviews.store.paper(again).questions) == 1
    study.close()
    chats.close()


def test_an_interview_without_notes_says_what_to_do(tmp_path: Path, cache: Path) -> None:
    chats = ChatStore.at(tmp_path / "chats.sqlite3")
    study = build(settings(tmp_path / "nothing", cache)).study(chats)
    with pytest.raises(BotError, match="python -m ingest"):
        study.interviews.start(new_id(), Setup())
    study.close()
    chats.close()


def test_an_index_of_another_folder_is_said_and_shown_as_what_it_is(
    own_index: Path, own_notes: Path, tmp_path: Path, cache: Path
) -> None:
    unnamed = build(settings(own_index, cache))
    unnamed.answerer()
    status = unnamed.status()
    assert (status.notes_folder, in_english(status.problem)) == (str(own_notes), "")
    other = build(settings(own_index, cache, notes_dir=tmp_path / "mine"))
    other.answerer()
    status = other.status()
    assert status.notes_folder == str(own_notes)
    assert "not from those in" in in_english(status.problem)
    assert f"python -m ingest {tmp_path / 'mine'} --index {own_index}" in in_english(status.problem)


def test_a_command_in_advice_names_the_folders_in_use(tmp_path: Path, cache: Path) -> None:
    app = build(settings(tmp_path / "none", cache))
    with pytest.raises(IndexMissing) as caught:
        app.answer(DOCKER)
    command = f"`python -m ingest --index {tmp_path / 'none'}`"
    assert command in str(caught.value)
    assert command in in_english(app.status().problem)
