from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes import CONTAINERS, DOCKER, EVIL, LAYERS, NETWORK, UNKNOWN, ScriptedService

from bot.core.turn import Answer, Done
from bot.errors import BotError
from bot.storage.chats import ChatStore
from bot.storage.gaps import GapStore, NearSection, gap_key, nearest
from bot.ui.chat import view as chat_view
from bot.ui.chat.gap_list import GapList, GapMessage, render
from bot.ui.shared.view import ReaderView

ME, YOU = "1" * 32, "2" * 32
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ZH, EN = ReaderView("zh", Path("/notes"), ""), ReaderView("en", Path("/notes"), "")


def declined(question: str = UNKNOWN) -> Answer:
    (*_, done) = ScriptedService().ask(UNKNOWN)
    assert isinstance(done, Done)
    return replace(done.answer, question=question)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chats.db"


@pytest.fixture
def chats(path: Path) -> Iterator[ChatStore]:
    store = ChatStore.at(path)
    yield store
    store.close()


@pytest.fixture
def gaps(chats: ChatStore) -> GapStore:
    return GapStore(chats.database, now=NOW.timestamp)


# -- the store ----------------------------------------------------------------------------------


def test_a_gap_keeps_time_sections_and_probability_over_a_restart(
    gaps: GapStore, chats: ChatStore, path: Path
) -> None:
    assert gaps.add(ME, declined()) == "added"
    chats.close()
    again = ChatStore.at(path)
    (kept,) = GapStore(again.database).gaps(ME)
    assert (kept.question, kept.noted, kept.probability) == (UNKNOWN, NOW.timestamp(), 0.08)
    assert [near.place for near in kept.nearest] == [p.place for p in (CONTAINERS, NETWORK, LAYERS)]
    assert kept.nearest[0] == NearSection(
        file="容器/docker.md", title="容器入门", place=CONTAINERS.place, lines=(19, 31)
    )
    assert not kept.done
    again.close()


@pytest.mark.parametrize("again", [UNKNOWN, "今天的天气怎么样", " 今天的天气怎么样?\n"])
def test_the_same_question_is_kept_once(gaps: GapStore, again: str) -> None:
    gaps.add(ME, declined())
    assert gaps.add(ME, declined(again)) == "there"
    assert len(gaps.gaps(ME)) == 1


def test_case_width_and_spaces_make_no_new_question_but_words_do() -> None:
    assert gap_key("What is  ＴＬＳ?") == gap_key("what is tls")
    assert gap_key("What is TLS?") != gap_key("What is SSL?")
    assert gap_key("???") != gap_key("!")
    assert re.fullmatch("[0-9a-f]{32}", gap_key(""))


def test_a_gap_that_was_ticked_off_opens_again_when_it_is_noted_again(gaps: GapStore) -> None:
    gaps.add(ME, declined())
    (kept,) = gaps.gaps(ME)
    gaps.tick(ME, kept.id, True)
    assert gaps.gaps(ME)[0].done
    assert gaps.add(ME, declined()) == "reopened"
    assert [gap.done for gap in gaps.gaps(ME)] == [False]


def test_ticking_can_be_undone_and_removing_is_for_good(gaps: GapStore) -> None:
    gaps.add(ME, declined())
    (kept,) = gaps.gaps(ME)
    gaps.tick(ME, kept.id, True)
    gaps.tick(ME, kept.id, False)
    assert gaps.gaps(ME) == (kept,)
    gaps.remove(ME, kept.id)
    assert gaps.gaps(ME) == ()


@pytest.mark.parametrize("other", [YOU, "", "' OR 1=1 --"])
def test_a_stranger_sees_and_changes_nothing(gaps: GapStore, other: str) -> None:
    gaps.add(ME, declined())
    (kept,) = gaps.gaps(ME)
    assert gaps.gaps(other) == ()
    gaps.tick(other, kept.id, True)
    gaps.remove(other, kept.id)
    assert gaps.gaps(ME) == (kept,)
    assert gaps.add(YOU, declined()) == "added"


def test_only_a_declined_question_of_a_real_owner_is_a_gap(gaps: GapStore) -> None:
    with pytest.raises(ValueError, match="owner"):
        gaps.add("me", declined())
    with pytest.raises(ValueError, match="answer this"):
        gaps.add(ME, replace(declined(), abstained=False))


def test_a_section_found_in_parts_is_named_once() -> None:
    parts = [CONTAINERS, replace(CONTAINERS, lines=(25, 31)), NETWORK, LAYERS, EVIL]
    assert [near.place for near in nearest(parts)] == [
        p.place for p in (CONTAINERS, NETWORK, LAYERS)
    ]
    assert nearest([]) == ()


def test_many_threads_start_and_note_the_same_question_once(chats: ChatStore, path: Path) -> None:
    said: list[str] = []

    def note() -> None:
        store = ChatStore.at(path)
        said.append(GapStore(store.database).add(ME, declined()))
        store.close()

    threads = [threading.Thread(target=note) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["added", *["there"] * 5]


def test_sections_of_another_version_cost_only_the_sections(gaps: GapStore, path: Path) -> None:
    gaps.add(ME, declined())
    with closing(sqlite3.connect(path)) as database, database:
        database.execute('UPDATE gaps SET nearest = \'{"from": "later"}\'')
    (kept,) = gaps.gaps(ME)
    assert (kept.question, kept.nearest) == (UNKNOWN, ())


def test_a_broken_database_is_one_sentence(gaps: GapStore, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE gaps")
    with pytest.raises(BotError, match="list of gaps can't be read"):
        gaps.gaps(ME)


# -- what its buttons do ------------------------------------------------------------------------


@pytest.fixture
def asked(chats: ChatStore) -> tuple[str, int]:
    chat, turn = chats.start_turn(ME, "", UNKNOWN)
    chats.finish(ME, turn, declined())
    return chat, turn


@pytest.fixture
def page(gaps: GapStore, chats: ChatStore) -> GapList:
    return GapList(gaps, chats, now=lambda: NOW)


def test_a_click_adds_and_a_second_one_says_it_is_there(
    page: GapList, asked: tuple[str, int], gaps: GapStore
) -> None:
    chat, turn = asked
    assert "已记下" in page.act(ZH, ME, chat, {"do": "add", "turn": str(turn)})
    assert "已经在清单里" in page.act(ZH, ME, chat, {"do": "add", "turn": turn})
    (kept,) = gaps.gaps(ME)
    assert 'aria-checked="true"' in page.act(ZH, ME, chat, {"do": "done", "gap": kept.id})
    assert "open again" in page.act(EN, ME, chat, {"do": "add", "turn": turn})
    assert "No gaps yet" in page.act(EN, ME, chat, {"do": "remove", "gap": kept.id})


@pytest.mark.parametrize("sent", [{}, {"do": "drop"}, {"do": "done", "gap": "x"}, {"do": "remove"}])
def test_what_no_button_sends_does_nothing(
    page: GapList, asked: tuple[str, int], gaps: GapStore, sent: dict[str, object]
) -> None:
    gaps.add(ME, declined())
    page.act(EN, ME, asked[0], sent)
    assert [gap.done for gap in gaps.gaps(ME)] == [False]


def test_an_answered_or_foreign_or_unknown_turn_adds_nothing(
    page: GapList, chats: ChatStore, gaps: GapStore, asked: tuple[str, int]
) -> None:
    chat, turn = asked
    _, answered = chats.start_turn(ME, chat, DOCKER)
    chats.finish(ME, answered, replace(declined(DOCKER), abstained=False))
    for owner, which in ((ME, answered), (YOU, turn), (ME, turn + 99)):
        assert 'data-bad="1"' in page.act(EN, owner, chat, {"do": "add", "turn": which})
    assert gaps.gaps(ME) == gaps.gaps(YOU) == ()


def test_a_broken_database_is_said_where_the_click_was(
    page: GapList, asked: tuple[str, int], path: Path
) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE gaps")
    chat, turn = asked
    assert 'data-bad="1"' in page.act(EN, ME, chat, {"do": "add", "turn": turn})
    for html in (page.show(EN, ME), page.act(EN, ME, chat, {"do": "done", "gap": 1})):
        assert 'role="alert"' in html
        assert "can’t be read or stored just now" in html


def test_the_list_counts_what_is_open_and_shows_no_markup_of_a_question(gaps: GapStore) -> None:
    hostile = '"><script>alert(1)</script>\n**b**'
    gaps.add(ME, declined(hostile))
    gaps.add(ME, declined("two"))
    gaps.tick(ME, gaps.gaps(ME)[1].id, True)
    html = render(gaps.gaps(ME), EN, NOW, GapMessage(7, "a\"b'"))
    assert 'Gaps <span class="count">1</span>' in html
    assert "<script" not in html
    assert "**b**" in html
    assert 'data-say="a&quot;b&#x27;"' in html
    assert f'data-keys="{gap_key(hostile)}"' in html
    assert "8% likely in the notes" in html


def test_only_a_declined_answer_has_the_button(chats: ChatStore, asked: tuple[str, int]) -> None:
    (turn,) = chats.turns(ME, asked[0])
    assert gap_key(UNKNOWN) in chat_view.after(ZH, turn)
    assert "记到待补清单" in chat_view.after(ZH, turn, last=True)
    assert turn.answer
    answered = replace(turn, answer=replace(turn.answer, abstained=False))
    assert "gap" not in chat_view.after(ZH, answered, last=True)
    assert "gap" not in chat_view.after(ZH, replace(turn, answer=None), last=True)
