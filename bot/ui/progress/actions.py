"""What the progress shows, and what its buttons do. No gradio here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from bot.core.days import local_zone
from bot.errors import BotError
from bot.ui.progress.view import Picture, ProgressShown, broken, render
from bot.ui.shared.shared_reading import AT_ONCE_S, BEAT_S, SharedReading, unread
from bot.ui.shared.view import ReaderView

if TYPE_CHECKING:
    from bot.study.study import Study


class ProgressPage:
    """The behaviour of the progress, over one study."""

    def __init__(
        self, study: Study, reading: SharedReading, *, zone: Callable[[], tzinfo] = local_zone
    ) -> None:
        self._study, self._reading, self._zone = study, reading, zone

    def loaded(self, view: ReaderView, owner: str) -> Iterator[ProgressShown | None]:
        """When the page is opened: the notes are read only if something may be due."""
        try:
            picture = self._picture(owner)
        except BotError as error:
            yield broken(view.problem(error), view)
            return
        yield render(picture, view)
        if picture.glance.due_at_most:
            yield from self.shown(view, owner)

    def shown(self, view: ReaderView, owner: str) -> Iterator[ProgressShown | None]:
        """When the tab is opened: at once what needs no notes, then all; None for no change."""
        try:
            if not self._ready(AT_ONCE_S):
                yield render(self._picture(owner), view)
                while not self._ready(BEAT_S):
                    yield None
            yield self.now(view, owner)
        except BotError as error:
            yield self._without(view, owner, error)

    def now(self, view: ReaderView, owner: str, problem: str = "") -> ProgressShown:
        """All of it; for when the notes have been read. Nothing is raised."""
        try:
            overview = self._study.overview(owner)
            places = self._study.notes.bank(owner).places
            picture = self._picture(owner)
            picture = replace(picture, overview=overview, places=places, problem=problem)
        except BotError as error:
            return self._without(view, owner, error)
        return render(picture, view)

    def mark(self, owner: str) -> str:
        """Changes when the progress does; quick."""
        try:
            return repr(self._study.progress.mark(owner))
        except BotError:  # the store has logged it
            return ""

    def remove(self, view: ReaderView, owner: str, sent: Mapping[str, object]) -> ProgressShown:
        """Delete an interview, then show what is left."""
        problem = ""
        try:
            self._study.interviews.remove(owner, str(sent.get("interview")))
        except BotError as error:
            problem = view.problem(error)
        return self.now(view, owner, problem)

    def put_away(self, view: ReaderView, owner: str) -> ProgressShown:
        """The reader has read what was carried over."""
        try:
            self._study.carrying.put_away(owner)
        except BotError as error:
            return self.now(view, owner, view.problem(error))
        return self.now(view, owner)

    def _ready(self, seconds: float) -> bool:
        return self._reading.wait(seconds)

    def _picture(self, owner: str) -> Picture:
        return Picture(
            glance=self._study.progress.glance(owner),
            lines=self._study.interviews.list(owner),
            zone=self._zone(),
            carried=self._study.carrying.untold(owner),
        )

    def _without(self, view: ReaderView, owner: str, error: BotError) -> ProgressShown:
        """What can be shown where the notes can't be read."""
        words = unread(view, error)
        try:
            return render(replace(self._picture(owner), unread=words), view)
        except BotError as worse:
            return broken(view.problem(worse), view)
