"""Writes cards in the background: started by the user, one section after the other, kept at once.

What was written is in the database before the next section is begun: whatever ends the program, the
next start goes on behind it.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bot.authoring.asking import CardWriter, SteppedBack
from bot.authoring.bench import NO_BENCH, CheckBench
from bot.authoring.card import AuthoredCard, CardFault, Outcome, SectionOutcome
from bot.authoring.check import CheckFigures, WriteCard, check, check_sections
from bot.authoring.estimate import SectionToWrite, tokens
from bot.authoring.overlay import overlaid
from bot.authoring.schema import NotOfTheSchema
from bot.authoring.store import AuthoringStore, WritingModel
from bot.authoring.verify import FindSection, verified
from bot.core.courtesy import Courtesy
from bot.core.passage import Passage
from bot.core.question import Bank, Language
from bot.errors import BotError, ModelUnavailable, Problem
from bot.sentences import Message

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

WritingTask = Literal["write", "check"]
WorkState = Literal["idle", "running", "paused"]

OF_THE_SECTION = frozenset({"prompt_long", "prompt_too_long", "model_length"})
"""Failures that another section may not meet."""

REFUSED_IN_A_ROW = 3
"""Sections that a server refuses one after the other, until it is no longer put down to them."""

PULSE_S = 0.2
LEAVE_S = 5.0
"""How long the program's end waits for a section to be left."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class WritingParts:
    """What writing needs."""

    name: WritingModel
    """The model of the settings; its setting is "none" where there is none."""
    model: Callable[[], BaseChatModel | None]
    """The model, waited for. Raises BotError."""
    find: Callable[[], FindSection]
    """What finds sections of the notes. Raises BotError."""
    bench: Callable[[], AbstractContextManager[CheckBench]]
    """The notes of the check. Raises BotError."""


def no_writing() -> WritingParts:
    """Where there is no model: cards that were written before are asked all the same."""

    def none() -> FindSection:
        return lambda question: None

    return WritingParts(
        name=WritingModel("none"),
        model=lambda: None,
        find=none,
        bench=lambda: nullcontext(NO_BENCH),
    )


@dataclass(frozen=True, kw_only=True)
class WritingView:
    """How it stands."""

    model: str
    """The setting of the model; "none" where there is none."""
    check: CheckFigures | None
    """How it did in the check; None if it was not tried."""
    sections: int = 0
    """That can be written of."""
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    """What came of those that were written."""
    tokens: int = 0
    """About what the others will take."""
    state: WorkState = "idle"
    work: WritingTask = "write"
    """What runs or was paused."""
    done: int = 0
    """Sections of the check that are done, while it runs."""
    problem: Message | None = None
    """Why it was paused, if not by the user."""

    @property
    def left(self) -> int:
        """Sections that are still to be written."""
        return self.sections - sum(self.counts.values())

    @property
    def may_write(self) -> bool:
        """Whether the model has passed."""
        return self.check is not None and self.check.passed


class Authoring:
    """Lets a model write cards, and lays them over the bank. Safe to use from many threads.

    Call `close` at the end.
    """

    def __init__(
        self,
        store: AuthoringStore,
        parts: WritingParts,
        sections: Callable[[], Sequence[SectionToWrite]],
        courtesy: Courtesy | None = None,
    ) -> None:
        """`sections` gives all that can be written of, of the notes of today; it raises BotError
        where they can't be read. Writing steps back while somebody is in front of `courtesy`."""
        self.store = store
        self._parts, self._sections = parts, sections
        self._courtesy = courtesy or Courtesy()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()
        self._state: WorkState = "idle"
        self._work: WritingTask = "write"
        self._done = 0
        self._problem: Message | None = None
        self._laid: tuple[object, Bank, Bank] | None = None

    # -- what is asked ---------------------------------------------------------------------------

    def over(self, bank: Bank, passages: Mapping[str, Passage]) -> Bank:
        """The bank with the cards that stand."""
        mark = self.store.mark()
        laid = self._laid
        if laid is None or laid[0] != mark or laid[1] is not bank:
            laid = (mark, bank, overlaid(bank, self.store.standing(), passages))
            self._laid = laid
        return laid[2]

    @property
    def name(self) -> WritingModel:
        """The model of the settings."""
        return self._parts.name

    def view(self) -> WritingView:
        """How it stands. Raises BotError where notes or cards can't be read."""
        name = self._parts.name
        with self._lock:
            state, work, done, problem = self._state, self._work, self._done, self._problem
        figures = self.store.check(name)
        view = WritingView(
            model=name.setting,
            check=figures,
            state=state,
            work=work,
            done=done,
            problem=problem,
        )
        if not view.may_write:
            return view
        sections = self._sections()
        known = self.store.kinds(name)
        left = [one for one in sections if one.hash not in known]
        counts = Counter(known[one.hash] for one in sections if one.hash in known)
        return WritingView(
            **{
                **view.__dict__,
                "sections": len(sections),
                "counts": dict(counts),
                "tokens": tokens(left),
            }
        )

    # -- what the user does ----------------------------------------------------------------------

    def start(self, work: WritingTask = "write") -> None:
        """Begin, or go on; nothing happens while it runs, or if the model may not."""
        if self._parts.name.setting == "none":
            return
        figures = self.store.check(self._parts.name)
        if work == "write" and not (figures and figures.passed):
            return
        with self._lock:
            if self._state == "running":
                return
            before, self._ending = self._thread, threading.Event()
            self._state, self._work, self._done, self._problem = "running", work, 0, None
            self._thread = threading.Thread(
                target=self._run, args=(work, self._ending, before), daemon=True, name="authoring"
            )
            self._thread.start()

    def pause(self) -> None:
        """Hold on; the section at hand is begun again later."""
        self._halt("paused")

    def stop(self) -> None:
        """End it; what was written stays."""
        self._halt("idle")

    def forget(self) -> None:
        """Take all cards away: the code's questions are back."""
        self.stop()
        self._joined()
        self.store.forget()

    def close(self) -> None:
        """End it. A reply that a provider still owes is not waited for: its section is written
        another time."""
        self.stop()
        self._joined(LEAVE_S)

    def write_all(self, on_done: Callable[[int, int], None]) -> WritingView:
        """Write all that is left, here and now. Raises BotError when the model fails."""
        self._write(threading.Event(), on_done)
        return self.view()

    def check_now(self, on_done: Callable[[int, int], None]) -> CheckFigures:
        """Try the model on the check, here and now, and keep how it did. Raises BotError."""
        return self._check(threading.Event(), on_done)

    def _halt(self, state: WorkState) -> None:
        with self._lock:
            self._ending.set()
            if self._state != "idle":
                self._state = state

    def _joined(self, seconds: float | None = None) -> None:
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    # -- the work --------------------------------------------------------------------------------

    def _run(
        self, work: WritingTask, ending: threading.Event, before: threading.Thread | None
    ) -> None:
        if before is not None:
            before.join()  # it waits for a reply that nobody wants any more
        problem: Message | None = None
        try:
            if work == "check":
                self._check(ending, self._told)
            else:
                self._write(ending, self._told)
        except SteppedBack:
            return  # whoever ended it has said how it stands
        except Problem as error:
            problem = error.message
        except Exception:
            _log.exception("cards could not be written")
            problem = Message.of("log_says_why")
        with self._lock:
            if self._ending is ending and not ending.is_set():
                self._state, self._problem = ("paused" if problem else "idle"), problem

    def _told(self, done: int, total: int) -> None:
        self._done = done

    def _writer(self) -> CardWriter:
        model = self._parts.model()
        if model is None:
            raise ModelUnavailable("authoring_no_model")
        return CardWriter(model, self._parts.name.setting)

    def _check(self, ending: threading.Event, on_done: Callable[[int, int], None]) -> CheckFigures:
        writer = self._writer()
        with self._parts.bench() as bench:
            figures = check(
                self._patient(writer, ending),
                check_sections(),
                bench.passages,
                bench.find,
                on_done,
            )
        self.store.keep_check(self._parts.name, figures)
        return figures

    def _write(self, ending: threading.Event, on_done: Callable[[int, int], None]) -> None:
        """Until nothing is left: notes may change meanwhile."""
        write, find = self._patient(self._writer(), ending), self._parts.find()
        done = 0
        while left := self._left():
            refused: list[str] = []  # not kept before it is known that it was the section's fault
            for number, one in enumerate(left, 1):
                outcome, refusal = _outcome(write, one, find)
                done += 1
                if refusal is not None:
                    refused.append(one.hash)
                    if len(refused) >= REFUSED_IN_A_ROW:
                        raise refusal
                else:
                    self._keep(refused, SectionOutcome(fault=CardFault.TOO_LONG))
                    refused = []
                    self._keep([one.hash], outcome)
                on_done(done, done + len(left) - number)
            self._keep(refused, SectionOutcome(fault=CardFault.TOO_LONG))

    def _keep(self, sections: Iterable[str], outcome: SectionOutcome) -> None:
        for section in sections:
            self.store.put(section, self._parts.name, outcome)

    def _left(self) -> list[SectionToWrite]:
        known = self.store.kinds(self._parts.name)
        return [one for one in self._sections() if one.hash not in known]

    def _patient(self, writer: CardWriter, ending: threading.Event) -> WriteCard:
        """Writes as soon as nobody is in front, and begins again where somebody came.

        It raises SteppedBack when the work is to end.
        """

        def write(passage: Passage, language: Language) -> AuthoredCard | str:
            while True:
                self._wait(ending)
                try:
                    return writer.write(
                        passage, language, lambda: ending.is_set() or self._courtesy.wanted
                    )
                except SteppedBack:
                    continue

        return write

    def _wait(self, ending: threading.Event) -> None:
        """Until nobody is in front. Raises SteppedBack when it is to end."""
        while True:
            if ending.is_set():
                raise SteppedBack
            if self._courtesy.wait(PULSE_S):
                return


def _outcome(
    write: WriteCard, one: SectionToWrite, find: FindSection
) -> tuple[SectionOutcome, ModelUnavailable | None]:
    """What comes of a section, and the refusal where its server refused it.

    Raises ModelUnavailable when the model fails.
    """
    try:
        written = write(one.passage, one.language)
    except NotOfTheSchema:
        return SectionOutcome(fault=CardFault.MALFORMED), None
    except ModelUnavailable as error:
        if error.message.key in OF_THE_SECTION:
            return SectionOutcome(fault=CardFault.TOO_LONG), None
        if is_refusal(error):
            return SectionOutcome(fault=CardFault.TOO_LONG), error
        raise
    return verified(written, one.passage, one.language, find), None


def is_refusal(error: BotError) -> bool:
    """Whether a server refused one request, perhaps for what it holds, and is well otherwise."""
    return _holds(error.message, "status_400") or _holds(error.message, "provider_refused")


def _holds(message: Message, key: str) -> bool:
    return message.key == key or any(
        isinstance(value, Message) and _holds(value, key) for _, value in message.values
    )
