"""The chat's behaviour without a page around it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes import BROKEN, BUG, DOCKER, LONG, NO_NOTES, UNKNOWN, ScriptedService
from messages import in_english
from waiting import until

from bot.core.question import Language
from bot.core.turn import AnswerEvent, Delta, History, PassagesFound, Status
from bot.errors import BotError
from bot.storage.chats import ChatStore
from bot.storage.ids import new_id
from bot.ui.chat.actions import MAX_QUESTION_CHARS, Chat, ChatShown
from bot.ui.shared.reader import Reader, trusted
from bot.ui.shared.running_answers import RunningAnswer, RunningAnswers
from bot.ui.shared.view import ReaderView

VIEW = ReaderView("en", Path("/notes"), "")


@pytest.fixture
def service() -> ScriptedService:
    return ScriptedService()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    store = ChatStore.at(tmp_path / "chats.db")
    yield store
    store.close()


@pytest.fixture
def chat(service: ScriptedService, store: ChatStore) -> Chat:
    return Chat(service, store)


def reader(owner: str = "", chat: str = "", page: str = "page") -> Reader:
    return Reader(page, owner or new_id(), chat, VIEW)


def chat_id(shown: list[ChatShown]) -> str:
    return next(part.chat for part in shown if part.chat)


def test_an_answer_is_stored_and_goes_along_with_the_next_question(
    chat: Chat, service: ScriptedService, store: ChatStore
) -> None:
    me = reader()
    name = chat_id(list(chat.ask(me, f"  {DOCKER}\n")))
    list(chat.ask(reader(me.owner, name), LONG))
    assert service.asked == [(DOCKER, ()), (LONG, (DOCKER,))]
    assert [turn.outcome for turn in store.turns(me.owner, name)] == ["answered", "answered"]


def test_an_empty_question_is_nothing_and_a_huge_one_is_refused(
    chat: Chat, service: ScriptedService
) -> None:
    assert list(chat.ask(reader(), " \n")) == []
    (shown,) = chat.ask(reader(), "x" * (MAX_QUESTION_CHARS + 1))
    assert "too long" in str(shown.line)
    assert service.asked == []


@pytest.mark.parametrize("question", [BROKEN, BUG])
def test_a_fault_is_stored_as_a_sentence_and_the_next_question_works(
    chat: Chat, store: ChatStore, question: str
) -> None:
    me = reader()
    name = chat_id(list(chat.ask(me, question)))
    (turn,) = store.turns(me.owner, name)
    assert turn.outcome == "failed"
    assert turn.problem
    assert "ZeroDivision" not in in_english(turn.problem)
    list(chat.ask(reader(me.owner, name), DOCKER))
    assert store.turns(me.owner, name)[-1].outcome == "answered"


def test_closing_the_generator_stops_the_service_and_stores_what_there_was(
    chat: Chat, service: ScriptedService, store: ChatStore
) -> None:
    me = reader()
    service.hold_at = 20
    answer = chat.ask(me, LONG)
    name = next(answer).chat or ""
    for shown in answer:
        if shown.talk and "第 1 层" in shown.talk:
            break
    answer.close()  # type: ignore[attr-defined]
    assert service.closed.wait(60)
    (turn,) = store.turns(me.owner, name)
    assert (turn.outcome, turn.answer) == ("stopped", None)
    assert turn.text.startswith("第 1 层")
    assert turn.passages


def test_a_page_writes_one_answer_at_a_time(chat: Chat, service: ScriptedService) -> None:
    service.hold.clear()
    me = reader()
    first = chat.ask(me, DOCKER)
    next(first)
    (refused,) = chat.ask(me, LONG)
    assert "still being written" in str(refused.line)
    other = chat.ask(reader(page="another page"), LONG)
    assert next(other).talk
    assert chat.stop(me) == ChatShown()
    assert "Stopped" in str(list(first)[-1].talk)
    chat.stop(reader(page="another page"))
    list(other)
    assert len(service.asked) == 2


def test_showing_a_chat_waits_until_the_answer_being_written_has_left(
    chat: Chat, service: ScriptedService
) -> None:
    service.hold.clear()
    me = reader()
    shown: list[ChatShown] = []
    writing = threading.Thread(target=lambda: shown.extend(chat.ask(me, DOCKER)))
    writing.start()
    until(lambda: any(part.cards for part in shown))
    fresh = chat.show(reader(me.owner))
    # Gradio repeats the last thing a handler gave, so that one must change nothing.
    assert shown[-1] == ChatShown()
    assert fresh.talk == ""
    writing.join(60)


def test_stopping_when_nothing_is_written_shows_what_is_stored(chat: Chat) -> None:
    me = reader()
    name = chat_id(list(chat.ask(me, DOCKER)))
    assert DOCKER in str(chat.stop(reader(me.owner, name)).talk)


def test_editing_replaces_the_last_turn_only(chat: Chat, store: ChatStore) -> None:
    me = reader()
    name = chat_id(list(chat.ask(me, DOCKER)))
    here = reader(me.owner, name)
    list(chat.ask(here, LONG))
    first, last = store.turns(me.owner, name)
    assert chat.edit(here, first.id) == ChatShown()
    assert chat.edit(here, last.id).box == LONG
    assert chat.edit(reader(chat=name), last.id) == ChatShown()
    list(chat.ask(here, UNKNOWN, last.id))
    assert [turn.question for turn in store.turns(me.owner, name)] == [DOCKER, UNKNOWN]


@pytest.mark.parametrize("end", ["fails", "is stopped", "breaks off", "is closed"])
def test_an_old_answer_is_there_until_a_new_one_is(
    chat: Chat, service: ScriptedService, store: ChatStore, end: str
) -> None:
    me = reader()
    name = chat_id(list(chat.ask(me, DOCKER)))
    (old,) = store.turns(me.owner, name)
    here = reader(me.owner, name)
    if end in ("fails", "breaks off"):
        shown = list(chat.ask(here, BROKEN if end == "fails" else BUG, old.id))
    else:
        service.hold.clear()
        writing = chat.ask(here, DOCKER, old.id)
        shown = [next(writing), next(writing)]
        if end == "is closed":
            writing.close()  # type: ignore[attr-defined]
        else:
            chat.stop(here)
            shown += list(writing)
    assert shown[0].past == ""  # what is replaced isn't seen while the new one is written
    first, second = store.turns(me.owner, name)
    assert first == old
    assert second.answer is None
    if end != "is closed":
        assert f'data-turn="{old.id}"' in str(shown[-1].past)
    service.hold.set()
    list(chat.ask(here, DOCKER, second.id))  # trying again replaces what came to nothing
    again = store.turns(me.owner, name)
    assert again[0].id == old.id
    assert [turn.outcome for turn in again] == ["answered", "answered"]
    list(chat.ask(here, DOCKER, again[-1].id))
    assert len(store.turns(me.owner, name)) == 2
    assert service.asked[-1] == (DOCKER, (DOCKER,))


def test_without_a_place_to_store_the_reader_is_told(
    tmp_path: Path, service: ScriptedService
) -> None:
    store = ChatStore.at(tmp_path / "chats.db")
    chat = Chat(service, store)
    with closing(sqlite3.connect(tmp_path / "chats.db")) as database:
        database.executescript("DROP TABLE turns; DROP TABLE chats;")
    (shown,) = chat.ask(reader(), DOCKER)
    assert "be read or stored" in str(shown.line)
    assert "be read or stored" in str(chat.show(reader(chat=new_id())).line)
    assert "be read or stored" in str(chat.find(reader(), "").chats)
    store.close()


def test_a_store_that_fails_is_told_in_the_readers_language(
    tmp_path: Path, service: ScriptedService
) -> None:
    store = ChatStore.at(tmp_path / "chats.db")
    chat = Chat(service, store)
    with closing(sqlite3.connect(tmp_path / "chats.db")) as database:
        database.executescript("DROP TABLE turns; DROP TABLE chats;")
    chinese = Reader("page", new_id(), new_id(), ReaderView("zh", Path("/notes"), ""))
    (shown,) = chat.ask(chinese, DOCKER)
    for said in (shown.line, chat.show(chinese).line, chat.find(chinese, "").chats):
        assert "聊天暂时读写不了" in str(said)
    assert "聊天暂时读写不了" in str(chat.delete(chinese, chinese.chat, "").chats)
    store.close()


class _Faulty(ScriptedService):
    def status(self) -> Status:
        raise OSError("disk")

    def examples(self, limit: int, language: Language) -> list[str]:
        raise OSError("disk")

    def use_sample_notes(self) -> None:
        raise BotError("plain", text="The sample notes are gone.")


def test_a_service_that_fails_to_tell_its_state_does_not_break_the_page(store: ChatStore) -> None:
    chat = Chat(_Faulty(), store)
    assert chat.status() is None
    assert chat.show(reader()).empty
    assert "The sample notes are gone." in chat.use_sample_notes(VIEW)


def test_sample_notes_change_the_empty_page(store: ChatStore) -> None:
    chat = Chat(ScriptedService(NO_NOTES), store)
    assert "data-act" in str(chat.show(reader()).empty)
    assert "data-ask" in chat.use_sample_notes(VIEW)


@pytest.mark.parametrize("saved", [None, "x", 5, [], {}, {"owner": "1", "chat": {}}, {"owner": {}}])
def test_what_a_browser_kept_is_not_believed(saved: object) -> None:
    owner, chat = trusted(saved)
    assert len(owner) == 32
    assert chat == ""


def test_a_real_owner_is_kept() -> None:
    owner, chat = new_id(), new_id()
    assert trusted({"owner": owner, "chat": chat}) == (owner, chat)


def test_a_service_that_is_silent_can_be_stopped_and_is_closed_when_it_wakes() -> None:
    wake, closed = threading.Event(), threading.Event()

    def silent() -> Iterator[AnswerEvent]:
        try:
            yield PassagesFound((), False, 1.0)
            wake.wait(60)
            yield Delta("late")
        finally:
            closed.set()

    run = RunningAnswer(silent)
    assert len(run.take(1.0)) == 1
    run.stop()
    assert run.take(1.0) == []
    assert run.ended
    assert not closed.is_set()
    wake.set()
    assert run.wait(60)
    assert closed.is_set()


def test_what_the_service_raises_comes_out_where_the_answer_is_read() -> None:
    def failing(question: str, history: History = ()) -> Iterator[AnswerEvent]:
        raise BotError("plain", text="no")
        yield

    run = RunningAnswer(lambda: failing(""))
    with pytest.raises(BotError, match="no"):
        run.take(5)
    assert run.ended


def test_leaving_a_page_that_writes_nothing_returns_at_once() -> None:
    runs = RunningAnswers()
    runs.leave("page")
    assert not runs.stop("page")
