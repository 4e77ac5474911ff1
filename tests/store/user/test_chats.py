from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import CONTAINERS, DOCKER, NETWORK, ScriptedService
from messages import in_chinese, in_english
from pydantic_core import to_json

from bot.core.turn import Answer, Done
from bot.errors import BotError
from bot.sentences import Message
from bot.storage.chats import ChatStore, history
from bot.storage.database import Database
from bot.storage.ids import is_id, new_id
from bot.ui.frame.secret import browser_secret

ME, YOU = "1" * 32, "2" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "chats.db"


@pytest.fixture
def store(path: Path) -> Iterator[ChatStore]:
    store = ChatStore.at(path)
    yield store
    store.close()


@pytest.fixture
def answer() -> Answer:
    done = list(ScriptedService().ask(DOCKER))[-1]
    assert isinstance(done, Done)
    return done.answer


def test_an_answer_comes_back_whole_after_a_restart(
    store: ChatStore, path: Path, answer: Answer
) -> None:
    chat, turn = store.start_turn(ME, "", DOCKER)
    store.finish(ME, turn, answer)
    store.close()
    again = ChatStore.at(path)
    (stored,) = again.turns(ME, chat)
    assert stored.answer == answer
    assert (stored.outcome, stored.text) == ("answered", answer.text)
    again.close()


def test_a_turn_that_was_never_finished_counts_as_stopped(store: ChatStore) -> None:
    chat, turn = store.start_turn(ME, "", DOCKER)
    store.keep(ME, turn, "容器共用", (CONTAINERS, NETWORK))
    (stored,) = store.turns(ME, chat)
    assert (stored.outcome, stored.text, stored.answer) == ("stopped", "容器共用", None)
    assert stored.passages == (CONTAINERS, NETWORK)


def test_a_failed_turn_keeps_what_was_written_and_says_why(store: ChatStore) -> None:
    chat, turn = store.start_turn(ME, "", DOCKER)
    store.keep(ME, turn, "容器")
    store.fail(ME, turn, Message.of("model_silent", name="x", seconds=2.5))
    (stored,) = store.turns(ME, chat)
    assert (stored.outcome, stored.text) == ("failed", "容器")
    assert in_english(stored.problem).startswith("x fell silent for 2.5 seconds.")
    assert in_chinese(stored.problem).startswith("x 有 2.5 秒没有再说话。")


def test_turns_keep_their_order_and_only_whole_ones_are_history(
    store: ChatStore, answer: Answer
) -> None:
    chat, first = store.start_turn(ME, "", DOCKER)
    store.finish(ME, first, answer)
    same, _ = store.start_turn(ME, chat, "second")
    assert same == chat
    turns = store.turns(ME, chat)
    assert [turn.question for turn in turns] == [DOCKER, "second"]
    (before,) = history(turns)
    assert before.question == DOCKER
    assert before.answer.startswith("虚拟机各带一份自己的内核")
    assert "[1]" in answer.text
    assert "[1]" not in before.answer  # it would point at another question's passages


@pytest.mark.parametrize("other", [YOU, "", "' OR 1=1 --", "x" * 32])
def test_a_guessed_id_shows_and_changes_nothing(
    store: ChatStore, answer: Answer, other: str
) -> None:
    chat, turn = store.start_turn(ME, "", DOCKER)
    store.finish(ME, turn, answer)
    assert store.turns(other, chat) == ()
    assert store.chats(other) == ()
    store.keep(other, turn, "overwritten")
    store.remove_turn(other, chat, turn)
    store.remove_chat(other, chat)
    assert store.turns(ME, chat)[0].text == answer.text


def test_a_question_in_somebody_elses_chat_opens_a_new_one(store: ChatStore) -> None:
    chat, _ = store.start_turn(ME, "", DOCKER)
    mine, _ = store.start_turn(YOU, chat, "?")
    assert mine != chat
    assert len(store.turns(ME, chat)) == 1


def test_the_list_is_newest_first_and_searched_by_all_words(path: Path, answer: Answer) -> None:
    clock = iter(range(100))
    store = ChatStore(Database(f"sqlite:///{path}"), now=lambda: float(next(clock)))
    old, turn = store.start_turn(ME, "", DOCKER)
    store.finish(ME, turn, answer)
    new, _ = store.start_turn(ME, "", "100% of_what?")
    assert [chat.id for chat in store.chats(ME)] == [new, old]
    assert [chat.id for chat in store.chats(ME, "hypervisor dnat")] == [old]
    assert [chat.id for chat in store.chats(ME, "0% OF_")] == [new]
    assert store.chats(ME, "%_%") == ()
    assert [chat.id for chat in store.chats(ME, limit=1)] == [new]
    store.close()


def test_a_deleted_chat_is_gone_with_its_turns(store: ChatStore, path: Path) -> None:
    chat, _ = store.start_turn(ME, "", DOCKER)
    store.remove_chat(ME, chat)
    assert store.turns(ME, chat) == ()
    assert store.chats(ME) == ()
    store.close()
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    database.close()


def test_many_threads_write_without_losing_a_turn(store: ChatStore) -> None:
    chat, _ = store.start_turn(ME, "", "first")

    def ask(number: int) -> None:
        for _ in range(5):
            _, turn = store.start_turn(ME, chat, f"from {number}")
            store.keep(ME, turn, "text")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.turns(ME, chat)) == 31


def test_opening_twice_at_once_is_safe(path: Path) -> None:
    stores: list[ChatStore] = []
    threads = [threading.Thread(target=lambda: stores.append(ChatStore.at(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 4
    for store in stores:
        store.close()


def test_an_answer_of_another_version_still_shows_its_words(store: ChatStore, path: Path) -> None:
    chat, turn = store.start_turn(ME, "", DOCKER)
    store.keep(ME, turn, "words")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE turns SET outcome='answered', answer='{\"from\": \"later\"}'")
    database.close()
    (stored,) = store.turns(ME, chat)
    assert (stored.outcome, stored.text, stored.answer) == ("stopped", "words", None)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("The model is gone.", "The model is gone."),
        (Message.of("model_empty", name="x"), "x 什么也没写。"),
        (Message.of("a_key_of_later", name="x"), ""),
        ("", ""),
    ],
    ids=["text", "message", "later", "none"],
)
def test_what_other_versions_kept_of_a_failure_is_said_as_far_as_it_can_be(
    store: ChatStore, path: Path, answer: Answer, kept: Message | str, shown: str
) -> None:
    chat, turn = store.start_turn(ME, "", DOCKER)
    store.finish(ME, turn, answer)
    as_json = to_json(kept).decode()
    with sqlite3.connect(path) as database:
        database.execute(
            "UPDATE turns SET answer=json_set(answer, '$.notice', json(?))", (as_json,)
        )
        as_text = kept if isinstance(kept, str) else as_json
        database.execute("UPDATE turns SET problem=?", (as_text,))
    database.close()
    (stored,) = store.turns(ME, chat)
    assert stored.answer is not None
    assert in_chinese(stored.answer.notice) == in_chinese(stored.problem) == shown


def test_chats_are_for_their_owners_eyes(store: ChatStore, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_place_that_cannot_be_opened_is_one_sentence_without_the_password(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BotError, match="can't be opened"):
        ChatStore.at(tmp_path / "file" / "chats.db")
    with pytest.raises(BotError) as caught:
        Database("nosuchdb://me:hunter2@host/chats")
    assert "hunter2" not in str(caught.value)
    with pytest.raises(BotError):
        Database("not an address")


def test_an_owner_must_be_a_real_one(store: ChatStore) -> None:
    with pytest.raises(ValueError, match="owner"):
        store.start_turn("me", "", DOCKER)
    assert is_id(new_id())
    assert not is_id(None)
    assert not is_id(new_id() + "\n")


def test_the_browsers_key_is_made_once(tmp_path: Path) -> None:
    first = browser_secret(tmp_path / "state")
    assert len(first) > 30
    assert browser_secret(tmp_path / "state") == first
    kept = tmp_path / "state" / "browser-secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["browser-secret"]
    with pytest.raises(BotError, match="key"):
        browser_secret(kept / "below")
