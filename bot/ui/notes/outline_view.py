"""The outline of the notes, and a section opened in it, as HTML. Pure.

A tree of folders, files and headings; only what is open is drawn, and no more than a page bears.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from bot.notes.desk import CurrentSection
from bot.notes.ingested import (
    OutlineEntry,
)
from bot.notes.outline import Folder, Outline, OutlineMatches
from bot.ui.notes.amounts import when
from bot.ui.shared.view import ReaderView

FEW_NOTES = 150
"""So many are shown without a click; with more, folders are folded at first."""

STEP = 200
"""Rows of one folder or file drawn at first, and more by each click."""

MAX_HITS = 60


@dataclass(frozen=True)
class Tree:
    """What the reader has opened and looks for."""

    words: tuple[str, ...] = ()
    toggled: frozenset[str] = frozenset()
    """Folders (`a/b/`) and files (`a/b/c.md`) that are not as they are at first."""
    more: dict[str, int] = field(default_factory=dict)
    """Clicks for more rows, by folder or file."""
    section: tuple[str, int] | None = None
    """File, and position in its outline, of the section that is open."""


class OutlineView:
    """Draws an outline for one reader."""

    def __init__(
        self,
        outline: Outline,
        tree: Tree,
        view: ReaderView,
        now: datetime,
        read: Callable[[str, int], CurrentSection],
    ) -> None:
        """`read` gives the text of a section; it is called for the open one alone."""
        self._outline, self._tree, self._view, self._now = outline, tree, view, now
        self._read = read
        self._few = outline.notes <= FEW_NOTES

    def render(self) -> str:
        """The tree, or what was found in it."""
        label = self._h("notes_outline")
        if self._tree.words:
            found = self._outline.search(self._tree.words, MAX_HITS)
            return f'<nav class="outline found" aria-label="{label}">{self._found(found)}</nav>'
        hint = "" if self._tree.section else f'<p class="hint">{self._h("notes_hint")}</p>'
        rows = self._folder(self._outline.root)
        return f'<nav class="outline" aria-label="{label}">{rows}{hint}</nav>'

    def _h(self, key: str, **values: object) -> str:
        return escape(self._view.say(key, **values))

    # -- folders and files ----------------------------------------------------------------------

    def _folder(self, folder: Folder) -> str:
        """What stands in a folder: folders, then files."""
        inner = [(path.path, path) for path in folder.folders.values()]
        rows: list[tuple[str, Folder | None]] = [*inner, *((file, None) for file in folder.files)]
        shown = rows[: self._limit(folder.path)]
        drawn = "".join(self._sub_folder(sub) if sub else self._file(name) for name, sub in shown)
        return f"<ul>{drawn}{self._rest(folder.path, len(rows) - len(shown))}</ul>"

    def _sub_folder(self, folder: Folder) -> str:
        opened = self._few != (folder.path in self._tree.toggled)
        name = folder.path.rstrip("/").rpartition("/")[2]
        return (
            f'<li class="folder">{self._button(folder.path, opened, f"{escape(name)}/")}'
            f'<span class="facts">{self._h("notes", n=folder.notes)}</span>'
            f"{self._folder(folder) if opened else ''}</li>"
        )

    def _file(self, file: str, rows: Sequence[int] | None = None, *, place: bool = False) -> str:
        """A note; with `rows` those headings of it alone, unfolded."""
        entry = self._outline.files[file]
        opened = bool(rows) != (file in self._tree.toggled)
        stem = file.rpartition("/")[2].rpartition(".")[0]
        name = self._marked(entry.title)
        if place:
            name += f' <span class="path-of">{self._marked(file)}</span>'
        elif entry.title != stem:
            name += f' <span class="path-of">{escape(file.rpartition("/")[2])}</span>'
        facts = [f'<span class="tag">#{self._marked(tag)}</span>' for tag in entry.tags]
        facts.append(f"<span>{self._h('notes_of', n=len(entry.outline))}</span>")
        moment = self._outline.ingested.get(file, "")
        if moment:
            words = self._h("notes_ingested", when=when(self._view, moment, self._now))
            facts.append(f'<time datetime="{escape(moment)}">{words}</time>')
        return (
            f'<li class="file">{self._button(file, opened, name)}'
            f'<span class="facts">{" ".join(facts)}</span>'
            f"{self._headings(file, rows) if opened else ''}</li>"
        )

    def _button(self, node: str, opened: bool, name: str) -> str:
        return (
            f'<button type="button" class="row" data-node="{escape(node)}" '
            f'data-key="{escape(node)}" aria-expanded="{_bool(opened)}">{name}</button>'
        )

    def _limit(self, node: str) -> int:
        return STEP * (1 + self._tree.more.get(node, 0))

    def _rest(self, node: str, left: int) -> str:
        if left <= 0:
            return ""
        words = self._h("notes_more", n=min(left, STEP), left=left)
        return (
            f'<li class="rest"><button type="button" class="tool" data-more="{escape(node)}" '
            f'data-key="more:{escape(node)}">{words}</button></li>'
        )

    # -- headings ---------------------------------------------------------------------------------

    def _headings(self, file: str, rows: Sequence[int] | None) -> str:
        """Headings as lists in lists, by their levels."""
        outline = self._outline.files[file].outline
        chosen = list(rows) if rows else list(range(len(outline)))
        shown = chosen[: self._limit(file)]
        parts = ["<ul>"]
        depth = -1
        for at, now in zip(shown, _depths([outline[at].level for at in shown]), strict=True):
            if now > depth:
                parts.append("<ul>" if depth >= 0 else "")
            else:
                parts.append("</li></ul>" * (depth - now) + "</li>")
            parts.append(self._heading(file, at, outline[at]))
            depth = now
        parts.append("</li></ul>" * max(depth, 0) + ("</li>" if shown else ""))
        parts.append(self._rest(file, len(chosen) - len(shown)) + "</ul>")
        return "".join(parts)

    def _heading(self, file: str, at: int, row: OutlineEntry) -> str:
        """An item that is left open: lists of headings below it may follow."""
        chosen = self._tree.section == (file, at)
        name = self._marked(row.heading_path[-1]) if row.heading_path else self._h("notes_before")
        first, last = row.lines
        lines = str(first) if first == last else f"{first}–{last}"
        key = f"{file}:{at}"
        return (
            f'<li class="heading"><button type="button" class="row{" chosen" if chosen else ""}" '
            f'data-file="{escape(file)}" data-at="{at}" data-key="{escape(key)}" '
            f'aria-expanded="{_bool(chosen)}"><span>{name}</span> '
            f'<span class="at" aria-hidden="true">{lines}</span></button>'
            f"{self._section(file, at) if chosen else ''}"
        )

    # -- a section ------------------------------------------------------------------------------

    def _section(self, file: str, at: int) -> str:
        """The open section: under its heading, or beside the tree where there is room."""
        section = self._read(file, at)
        passage = section.passage
        close = (
            f'<button type="button" class="tool close" data-close="section" data-key="close">'
            f"{self._h('notes_close')}</button>"
        )
        if passage is None:
            why = (
                self._h("notes_unreadable", why=self._view.told(section.problem))
                if section.problem
                else self._h("notes_gone")
            )
            head, body = "", f'<p class="note" role="status">{why}</p>'
        else:
            notes = [key for key in ("changed", "cut") if getattr(section, key)]
            told = "".join(f'<p class="note">{self._h(f"notes_{key}")}</p>' for key in notes)
            text = self._view.passage(passage)
            head = (
                f'<p class="place">{escape(passage.place)}</p>'
                f'<p class="where"><span title="{escape(file)}">'
                f"{escape(self._view.lines(passage.lines))}</span>{self._view.editor_link(passage)}</p>"
            )
            body = f'{told}<div class="passage">{text}</div>'
        return (
            f'<div class="note-section"><article class="note-card" '
            f'aria-label="{escape(passage.place if passage else file)}">'
            f"{close}{head}{body}</article></div>"
        )

    # -- what was found ---------------------------------------------------------------------------

    def _found(self, found: OutlineMatches) -> str:
        if not found.notes:
            words = self._h("notes_not_found", words=" ".join(self._tree.words))
            return f'<p class="note" role="status">{words}</p>'
        told = self._h("notes_found", notes=found.notes, headings=found.headings)
        rows = "".join(self._file(hit.file, hit.rows, place=True) for hit in found.hits)
        rest = found.notes - len(found.hits)
        more = f'<li class="rest">{self._h("notes_more_hits", n=rest)}</li>' if rest else ""
        return f'<p class="note" role="status">{told}</p><ul>{rows}{more}</ul>'

    def _marked(self, text: str) -> str:
        """The text with what was looked for in `<mark>`."""
        if not self._tree.words:
            return escape(text)
        return _mark(text, self._tree.words)


def _mark(text: str, words: Iterable[str]) -> str:
    wanted = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    parts = re.split(f"({wanted})", text, flags=re.IGNORECASE)
    return "".join(
        f"<mark>{escape(part)}</mark>" if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def _depths(levels: Iterable[int]) -> list[int]:
    """How many of the headings before each one it stands below; levels may be jumped."""
    above: list[int] = []
    depths = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        depths.append(len(above))
        above.append(level)
    return depths


def _bool(value: bool) -> str:
    return "true" if value else "false"
