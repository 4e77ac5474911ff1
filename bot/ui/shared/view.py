"""What every tab is drawn with for one reader: words, places, links into an editor. Pure.

Every string from a note, a question or a model goes through
`html.escape` or `bot.ui.shared.markdown`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote as quote_url

from bot.core.passage import Passage
from bot.core.question import Language
from bot.errors import Problem
from bot.markup.note_context import NoteContext
from bot.notes.ingested import (
    locate,
)
from bot.sentences import Message
from bot.ui.shared import markdown
from bot.ui.shared.library import Library
from bot.ui.words.texts import in_words, say

MAX_CHARS = 40_000
"""Of a passage that is shown whole. Tags that are never closed cost the square of their number."""


@dataclass(frozen=True)
class ReaderView:
    """Renders for one reader: their language, and where their notes are."""

    language: Language
    notes_dir: Path
    editor_url: str
    """With `{path}` (absolute) and `{line}`; empty for no links."""
    library: Library | None = None
    """What notes' images and links lead to; None for nowhere."""
    visitor: str = ""
    """Who may see the images that are shown."""

    def say(self, key: str, **values: object) -> str:
        """Words in the reader's language, as plain text."""
        return say(self.language, key, **values)

    def problem(self, error: Problem) -> str:
        """What an error says, in the reader's language."""
        return self.told(error.message)

    def told(self, message: Message) -> str:
        """What the program has to say, in the reader's language."""
        return in_words(self.language, message)

    def chips(self, questions: Sequence[str]) -> str:
        """Questions that are asked by a click."""
        items = "".join(
            f'<li><button type="button" class="chip" data-ask="{escape(q)}">'
            f"{escape(q)}</button></li>"
            for q in questions
        )
        return f'<ul class="chips">{items}</ul>'

    def lines(self, lines: tuple[int, int]) -> str:
        """The lines of a section, in words."""
        first, last = lines
        if first == last:
            return self.say("line", a=first)
        return self.say("lines", a=first, b=last)

    def editor_link(self, passage: Passage) -> str:
        """A link that opens the section in the reader's editor; empty where there is none."""
        folder = self.notes_dir.resolve()
        path = locate(folder, passage.file).resolve()
        if not self.editor_url or not path.is_relative_to(folder):
            return ""
        place = quote_url(path.as_posix(), safe="/:")
        if "/{path}" in self.editor_url:
            place = place.lstrip("/")
        url = self.editor_url.replace("{line}", str(passage.lines[0])).replace("{path}", place)
        return f'<a class="tool" href="{escape(url)}">{escape(self.say("editor"))}</a>'

    def passage(self, passage: Passage, quote: str = "") -> str:
        """The text of a passage as its note means it, with `quote` highlighted."""
        text, told = self._beginning(passage.text, quote)
        return markdown.render_passage(text, quote, self._around(passage)) + told

    def quoted(self, passage: Passage, quotes: Mapping[int, str]) -> str:
        """The text of a passage as its note means it, each quote highlighted under its number."""
        text, told = self._beginning(passage.text, *quotes.values())
        return markdown.render_quoted(text, quotes, self._around(passage)) + told

    def _beginning(self, text: str, *quotes: str) -> tuple[str, str]:
        """As much of a text as is drawn, and what is said of the rest; all of it where a quote
        stands further on."""
        reach = max((text.find(quote) + len(quote) for quote in quotes), default=0)
        if len(text) <= MAX_CHARS or reach > MAX_CHARS:
            return text, ""
        beginning = text[:MAX_CHARS].rpartition("\n")[0] or text[:MAX_CHARS]
        return beginning, f'<p class="note">{escape(self.say("notes_cut"))}</p>'

    def _around(self, passage: Passage) -> NoteContext:
        if self.library:
            return self.library.around(passage.file, self.visitor, self.say)
        return NoteContext(say=self.say)

    def image_words(self, alt: str) -> str:
        """What stands in the place of an image."""
        return self.say("image", alt=alt or self.say("no_alt"))
