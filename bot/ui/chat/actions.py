"""What happens in the chat: asking, stopping, changing, finding earlier chats. No gradio here."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.question import Language
from bot.core.turn import AnswerEvent, Status
from bot.errors import BotError
from bot.sentences import Message
from bot.storage.chats import ChatStore, StoredTurn, history
from bot.ui.chat import view as chat_view
from bot.ui.chat.growing_turn import GrowingTurn
from bot.ui.shared import frame
from bot.ui.shared.reader import Reader
from bot.ui.shared.running_answers import RunningAnswer, RunningAnswers
from bot.ui.shared.service import Service
from bot.ui.shared.view import ReaderView

MAX_QUESTION_CHARS = 2000
EXAMPLES = 3
SHOW_EVERY_S = 0.08  # faster than the eye reads, slow enough for the browser
BEAT_S = 0.4  # between two yields, so that a closed page is noticed
KEEP_EVERY_S = 2.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ChatShown:
    """What changes on the page; None leaves a part as it is."""

    past: str | None = None
    talk: str | None = None
    cards: str | None = None
    after: str | None = None
    empty: str | None = None
    box: str | None = None
    line: str | None = None
    chat: str | None = None
    editing: int | None = None
    chats: str | None = None


class Chat:
    """The chat tab's behaviour, over one service and one store."""

    def __init__(self, service: Service, store: ChatStore) -> None:
        self._service = service
        self._store = store
        self._runs = RunningAnswers()
        self._examples: dict[Language, list[str]] = {}

    def ask(self, reader: Reader, question: str, instead_of: int = 0) -> Iterator[ChatShown]:
        """Ask and show the answer as it comes; `instead_of` is a turn that it replaces, once there
        is a new answer: one that is stopped or fails stands behind the old one."""
        question = question.strip()
        if not question:
            return
        if len(question) > MAX_QUESTION_CHARS:
            words = reader.view.say("too_long", n=len(question), limit=MAX_QUESTION_CHARS)
            yield ChatShown(line=frame.line(words))
            return
        asked: list[StoredTurn] = []
        old: StoredTurn | None = None

        def events() -> Iterator[AnswerEvent]:
            return self._service.ask(question, history(asked))

        try:
            if instead_of and reader.chat:
                self._runs.leave(reader.page)
            for turn in self._store.turns(reader.owner, reader.chat):
                if turn.id == instead_of:
                    old = turn
                else:
                    asked.append(turn)
            run = self._runs.start(reader.page, events)
            if run is None:
                yield ChatShown(line=frame.line(reader.view.say("busy")))
                return
        except BotError as error:
            yield ChatShown(line=frame.line(reader.view.problem(error)))
            return
        try:
            yield from self._write(reader, question, asked, run, old)
        finally:
            # Also reached when the page was closed: gradio closes this generator then.
            run.stop()
            self._runs.forget(reader.page, run)

    def _write(
        self,
        reader: Reader,
        question: str,
        asked: list[StoredTurn],
        run: RunningAnswer,
        old: StoredTurn | None,
    ) -> Iterator[ChatShown]:
        view, owner = reader.view, reader.owner
        try:
            chat, turn = self._store.start_turn(owner, reader.chat, question)
        except BotError as error:
            yield ChatShown(line=frame.line(reader.view.problem(error)))
            return
        yield ChatShown(
            past=chat_view.past(view, asked),
            talk=chat_view.draft(view, turn, question, "", view.say("searching")),
            cards="",
            after="",
            box="",
            line="",
            chat=chat,
            editing=0,
        )
        draft = GrowingTurn(StoredTurn(id=turn, question=question, outcome="stopped"))
        try:
            yield from self._follow(view, owner, draft, run)
        except BotError as error:
            draft.fail(error.message)
        except GeneratorExit:
            raise
        except Exception:
            _log.exception("answering broke")
            draft.fail(Message.of("answer_broke"))
        finally:
            replaced = self._store_end(owner, chat, draft, old)
        if run.left_alone:
            # Gradio sends the last thing once more when this ends; that must change nothing.
            yield ChatShown()
            return
        yield ChatShown(
            past=chat_view.past(view, [*asked, old]) if old and not replaced else None,
            talk=chat_view.talk(view, draft.turn),
            cards=chat_view.side(view, draft.turn),
            after=chat_view.after(view, draft.turn, last=True),
        )

    def _follow(
        self, view: ReaderView, owner: str, draft: GrowingTurn, run: RunningAnswer
    ) -> Iterator[ChatShown]:
        shown_at = kept_at = time.monotonic()
        while not run.ended:
            fresh = draft.take(run.take(0.1))
            now = time.monotonic()
            if draft.turn.answer:
                break
            if fresh and now - kept_at > KEEP_EVERY_S:
                kept_at = now
                self._store.keep(owner, draft.turn.id, draft.turn.text, draft.turn.passages)
            if draft.cards_due:
                draft.cards_due = False
                yield ChatShown(talk=draft.show(view), cards=draft.side(view))
            elif draft.text_due and now - shown_at > SHOW_EVERY_S:
                draft.text_due = False
                yield ChatShown(talk=draft.show(view))
            elif now - shown_at > BEAT_S:
                yield ChatShown()
            else:
                continue
            shown_at = time.monotonic()

    def _store_end(self, owner: str, chat: str, draft: GrowingTurn, old: StoredTurn | None) -> bool:
        """Keep what was written; whether `old` has given way to it. An old answer does so only to
        a new one."""
        turn = draft.turn
        gives_way = old is not None and bool(turn.answer or not old.answer)
        try:
            if turn.answer:
                self._store.finish(owner, turn.id, turn.answer)
            else:
                self._store.keep(owner, turn.id, turn.text, turn.passages)
                if turn.problem is not None:
                    self._store.fail(owner, turn.id, turn.problem)
            if old and gives_way:
                self._store.remove_turn(owner, chat, old.id)
        except BotError:
            # The reader still sees the answer; the store has logged why it could not keep it.
            _log.warning("turn %s is shown but was not stored", turn.id)
        return gives_way

    def stop(self, reader: Reader) -> ChatShown:
        """Stop what this page is writing; its end is shown by `ask`.

        When nothing is written (the program was restarted meanwhile) the chat as it is stored.
        """
        return ChatShown() if self._runs.stop(reader.page) else self.show(reader)

    def last_question(self, reader: Reader, turn: int) -> str | None:
        """The question of the last turn, if that is `turn`."""
        turns = self._store.turns(reader.owner, reader.chat)
        return turns[-1].question if turns and turns[-1].id == turn else None

    def edit(self, reader: Reader, turn: int) -> ChatShown:
        """Put the last question back into the box."""
        question = self.last_question(reader, turn)
        if question is None:
            return ChatShown()
        words = frame.line(reader.view.say("editing"), cancel=reader.view.say("cancel"))
        return ChatShown(box=question, line=words, editing=turn)

    def show(self, reader: Reader) -> ChatShown:
        """The chat as it is stored; the empty state when there is none."""
        self._runs.leave(reader.page)
        try:
            turns = self._store.turns(reader.owner, reader.chat)
        except BotError as error:
            return replace(self._fresh(reader), line=frame.line(reader.view.problem(error)))
        if not turns:
            return self._fresh(reader)
        return ChatShown(
            past=chat_view.past(reader.view, turns[:-1]),
            talk=chat_view.talk(reader.view, turns[-1]),
            cards=chat_view.side(reader.view, turns[-1]),
            after=chat_view.after(reader.view, turns[-1], last=True),
            line="",
            chat=reader.chat,
            editing=0,
        )

    def _fresh(self, reader: Reader) -> ChatShown:
        return ChatShown(
            past="",
            talk="",
            cards="",
            after="",
            empty=self.empty(reader.view, self.status()),
            line="",
            chat="",
            editing=0,
        )

    def find(self, reader: Reader, search: str) -> ChatShown:
        """The list of earlier chats."""
        try:
            chats = self._store.chats(reader.owner, search)
        except BotError as error:
            return ChatShown(chats=frame.line(reader.view.problem(error)))
        return ChatShown(chats=chat_view.chats(reader.view, chats, reader.chat, search))

    def delete(self, reader: Reader, chat: str, search: str) -> ChatShown:
        """Delete a chat; when it is the one shown, show an empty page."""
        shown = ChatShown()
        try:
            if chat == reader.chat:
                self._runs.leave(reader.page)
            self._store.remove_chat(reader.owner, chat)
        except BotError as error:
            return ChatShown(chats=frame.line(reader.view.problem(error)))
        if chat == reader.chat:
            shown = self._fresh(reader)
        return replace(shown, chats=self.find(reader, search).chats)

    def status(self) -> Status | None:
        """The service's state; None when it can't be told."""
        try:
            return self._service.status()
        except Exception:
            _log.exception("the state could not be read")
            return None

    def empty(
        self, view: ReaderView, status: Status | None, problem: str = "", *, keep: bool = False
    ) -> str:
        """The empty state for the notes there are; with `keep` under the questions it has."""
        kept = self._examples.get(view.language, [])
        if status is None or not status.notes:
            kept = []
        elif not (keep and len(kept) == EXAMPLES):
            try:
                kept = self._service.examples(EXAMPLES, view.language)[:EXAMPLES]
            except Exception:
                _log.exception("no example questions")
        self._examples[view.language] = kept
        return frame.empty(status, kept, view, problem=problem)

    def use_sample_notes(self, view: ReaderView) -> str:
        """Load the sample notes; the empty state after that."""
        problem = ""
        try:
            self._service.use_sample_notes()
        except BotError as error:
            problem = view.problem(error)
        except Exception:
            _log.exception("the sample notes could not be loaded")
            problem = view.say("sample_broke")
        return self.empty(view, self.status(), problem)
