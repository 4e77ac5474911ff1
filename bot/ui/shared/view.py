"""What the chat shows, as HTML; pure.

Every string from a note, a question or a model goes through
`html.escape` or `bot.ui.shared.markdown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote as quote_url

from bot.core.passage import Citation, Passage
from bot.core.question import Language
from bot.core.turn import Answer, render_marks
from bot.errors import Problem
from bot.notes.ingested import (
    locate,
)
from bot.notes.text import (
    folded,
    shown,
)
from bot.sentences import Message
from bot.storage.chats import ChatSummary, StoredTurn
from bot.storage.gaps import gap_key
from bot.ui.markup.note_context import NoteContext
from bot.ui.shared import markdown
from bot.ui.shared.library import Library
from bot.ui.words.texts import in_words, say


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

    def _h(self, key: str, **values: object) -> str:
        return escape(self.say(key, **values))

    # -- the conversation -------------------------------------------------------------------

    def past(self, turns: Iterable[StoredTurn]) -> str:
        """Finished turns, each with its cards."""
        return "".join(
            f'<div class="turn">{self.talk(turn)}{self.side(turn)}{self.after(turn)}</div>'
            for turn in turns
        )

    def talk(self, turn: StoredTurn) -> str:
        """Question and answer of a turn that is not being written."""
        if turn.answer:
            body = self._answer(turn.id, turn.answer)
        else:
            problem = self.told(turn.problem) if turn.problem else self.say("stopped")
            kind = "problem" if turn.outcome == "failed" else "note"
            draft = markdown.render_draft(turn.text, self.image_words)
            body = (
                f'<div class="answer partial">{draft}</div>' if turn.text else ""
            ) + f'<p class="{kind}" role="status">{escape(problem)}</p>'
        return (
            f'<article class="talk" data-turn="{turn.id}">{self._question(turn.question)}'
            f"{body}</article>"
        )

    def draft(self, turn: int, asked: str, text: str, doing: str, gone: bool = False) -> str:
        """A turn while it is written; `doing` says what is being done."""
        withdrawn = f'<p class="note">{self._h("withdrawn")}</p>' if gone else ""
        return (
            f'<article class="talk writing" data-turn="{turn}">{self._question(asked)}'
            f'<div class="answer" aria-live="polite" aria-busy="true">'
            f"{markdown.render_draft(text, self.image_words)}</div>"
            f'{withdrawn}<p class="facts doing" role="status">{escape(doing)}</p></article>'
        )

    def _question(self, question: str) -> str:
        return (
            f'<h2 class="question"><span class="sr-only">{self._h("you")}: </span>'
            f"{escape(question)}</h2>"
        )

    def _answer(self, turn: int, answer: Answer) -> str:
        places = {c.n: c.passage.place for c in answer.citations}

        def mark(n: int) -> str:
            if n not in places:
                return ""
            label = escape(self.say("mark", n=n, place=places[n]))
            return (
                f'<button type="button" class="mark" data-card="{card_id(turn, n)}" '
                f'aria-controls="{card_id(turn, n)}" aria-label="{label}">[{n}]</button>'
            )

        body = markdown.render_segments(
            answer.segments,
            mark=mark,
            unsupported=self.say("unsupported"),
            image_words=self.image_words,
        )
        kind = "answer abstained" if answer.abstained else "answer"
        return f'<div class="{kind}">{body}</div>{self._facts(answer)}'

    def _facts(self, answer: Answer) -> str:
        if answer.abstained:
            facts = []
        elif answer.citations:
            facts = [self.say("basis", n=len(answer.citations))]
        else:
            facts = [self.say("no_basis")]
        timings = answer.timings_ms
        if "retrieve" in timings:
            facts.append(self.say("found_in", s=_seconds(timings["retrieve"])))
        if not answer.abstained:
            if answer.llm == "none":
                facts.append(self.say("quoted"))
            elif "total" in timings:
                spent = _seconds(timings["total"] - timings.get("retrieve", 0.0))
                key = "wrote_local" if answer.llm == "local" else "wrote"
                facts.append(self.say(key, model=answer.llm, s=spent))
        notice = ""
        if answer.notice is not None:
            notice = f'<p class="note">{escape(self.told(answer.notice))}</p>'
        return f'<p class="facts">{escape(" · ".join(facts))}</p>{notice}'

    def after(self, turn: StoredTurn, *, last: bool = False) -> str:
        """What can be done with a finished turn, and what could be asked next."""
        tools = []
        if turn.answer:
            copied = escape(self.with_footnotes(turn.answer)).replace("\n", "&#10;")
            tools.append(
                f'<button type="button" class="tool" data-copy="{copied}" '
                f'data-copied="{self._h("copied")}">{self._h("copy")}</button>'
            )
        if last:
            tools.append(
                f'<button type="button" class="tool" data-act="retry" data-turn="{turn.id}">'
                f"{self._h('retry')}</button>"
                f'<button type="button" class="tool" data-act="edit" data-turn="{turn.id}">'
                f"{self._h('edit')}</button>"
            )
        shown = f'<p class="tools">{"".join(tools)}</p>' if tools else ""
        if last and turn.answer:
            shown += self._next(turn.answer)
        return f'<div class="after">{self._gap(turn)}{shown}</div>'

    def _gap(self, turn: StoredTurn) -> str:
        """A declined question's way onto the list of gaps; gaps.js tells whether it is on it."""
        if turn.answer is None or not turn.answer.abstained:
            return ""
        return (
            f'<p class="gap-add"><button type="button" class="chip" data-gap-do="add" '
            f'data-turn="{turn.id}" data-key="{gap_key(turn.answer.question)}" '
            f'data-add="{self._h("gap_add")}" data-there="{self._h("gap_there")}">'
            f'{self._h("gap_add")}</button><button type="button" class="tool" '
            f'data-gap-do="see" hidden>{self._h("gap_see")}</button>'
            f'<span class="gap-said" role="status"></span></p>'
        )

    def _next(self, answer: Answer) -> str:
        if not answer.follow_up:
            return ""
        return f'<p class="next-label">{self._h("next")}</p>{self.chips(answer.follow_up)}'

    def chips(self, questions: Sequence[str]) -> str:
        """Questions that are asked by a click."""
        items = "".join(
            f'<li><button type="button" class="chip" data-ask="{escape(q)}">'
            f"{escape(q)}</button></li>"
            for q in questions
        )
        return f'<ul class="chips">{items}</ul>'

    def with_footnotes(self, answer: Answer) -> str:
        """An answer's markdown with its citations as footnotes, to be pasted elsewhere."""
        text = "".join(render_marks(s, "[^{}]") for s in answer.segments).strip()
        notes = [
            f"[^{c.n}]: {c.passage.place} ({c.passage.file}, {self.lines(c.passage.lines)}): "
            f"“{' '.join(shown(folded(c.quote)).split())}”"
            for c in answer.citations
        ]
        return "\n\n".join([text, "\n".join(notes)] if notes else [text])

    # -- the cards ----------------------------------------------------------------------------

    def side(self, turn: StoredTurn) -> str:
        """The cards that belong to a turn."""
        if turn.answer is None:
            return self.found(turn.id, turn.passages)
        if turn.answer.abstained:
            return self.found(turn.id, turn.answer.passages[:3], "nearest")
        cards = [self._card(turn.id, c.passage, c) for c in turn.answer.citations]
        return self._side(turn.id, "sources", cards)

    def found(self, turn: int, passages: Sequence[Passage], title: str = "found") -> str:
        """Sections as cards without numbers: what was found, or what is nearest."""
        return self._side(turn, title, [self._card(turn, passage) for passage in passages])

    def _side(self, turn: int, title: str, cards: Sequence[str]) -> str:
        if not cards:
            return '<section class="side none"></section>'
        words = f'{self._h(title)} <span class="count">{len(cards)}</span>'
        return (
            f'<section class="side" data-turn="{turn}" aria-label="{self._h(title)}">'
            f'<h3 class="side-title">{words}</h3>'
            f'<button type="button" class="side-fold" aria-expanded="false" '
            f'aria-controls="cards-{turn}">{words}</button>'
            f'<div class="cards" id="cards-{turn}">{"".join(cards)}</div></section>'
        )

    def _card(self, turn: int, passage: Passage, citation: Citation | None = None) -> str:
        name = card_id(turn, citation.n if citation else f"s{_short(passage.section)}")
        text = self.passage(passage, citation.quote if citation else "")
        number = (
            f'<button type="button" class="mark" data-marks="{name}" '
            f'aria-label="{escape(self.say("mark", n=citation.n, place=passage.place))}">'
            f"[{citation.n}]</button> "
            if citation
            else ""
        )
        editor = self.editor_link(passage)
        return (
            f'<article class="card" id="{name}" tabindex="-1">'
            f'<p class="place">{number}{escape(passage.place)}</p>'
            f'<p class="where"><span title="{escape(passage.file)}">'
            f"{escape(self.lines(passage.lines))}</span>"
            f'<button type="button" class="tool more" aria-expanded="false" '
            f'aria-controls="{name}-text" data-more="{self._h("more")}" '
            f'data-less="{self._h("less")}">{self._h("more")}</button>{editor}</p>'
            f'<div class="passage" id="{name}-text">{text}</div></article>'
        )

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
        return f'<a class="tool" href="{escape(url)}">{self._h("editor")}</a>'

    def passage(self, passage: Passage, quote: str = "") -> str:
        """The text of a passage as its note means it, with `quote` highlighted."""
        around = NoteContext(say=self.say)
        if self.library:
            around = self.library.around(passage.file, self.visitor, self.say)
        return markdown.render_passage(passage.text, quote, around)

    def image_words(self, alt: str) -> str:
        """What stands in the place of an image."""
        return self.say("image", alt=alt or self.say("no_alt"))

    # -- the list of earlier chats --------------------------------------------------------------

    def chats(self, chats: Sequence[ChatSummary], current: str, search: str) -> str:
        """The list of earlier chats."""
        if not chats:
            words = " ".join(search.split())
            empty = self.say("no_match", words=words) if words else self.say("no_chats")
            return f'<p class="note" role="status">{escape(empty)}</p>'
        items = []
        for chat in chats:
            title = markdown.typed(chat.title) or chat.title
            here = ' aria-current="true"' if chat.id == current else ""
            items.append(
                f'<li><button type="button" class="chat" data-act="open" data-chat="{chat.id}"'
                f"{here}>{escape(title)}</button>"
                f'<button type="button" class="tool delete" data-act="delete" '
                f'data-chat="{chat.id}" data-sure="{self._h("delete_sure")}" '
                f'aria-label="{self._h("delete_named", title=title)}">{self._h("delete")}'
                f"</button></li>"
            )
        return f'<ul class="chats">{"".join(items)}</ul>'


def card_id(turn: int, n: int | str) -> str:
    """The element id of a card, the same in its mark."""
    return f"card-{turn}-{n}"


def _short(section: str) -> str:
    return "".join(char for char in section if char.isascii() and char.isalnum())[:16]


def _seconds(milliseconds: float) -> str:
    seconds = milliseconds / 1000
    return f"{seconds:.1f}" if seconds < 9.95 else f"{seconds:.0f}"
