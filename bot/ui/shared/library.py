"""What notes' texts lead to on a page: images of their folder, sections of other notes."""

from __future__ import annotations

from collections.abc import Callable

from bot.markup.note_context import LinkTarget, NoteContext, Say
from bot.notes.note_images import NoteImages
from bot.notes.note_links import NoteLinks
from bot.notes.outline import Outline
from bot.ui.shared.image_addresses import ImageAddresses


class Library:
    """The notes folder as their texts see it; the same for every reader."""

    def __init__(
        self,
        *,
        images: NoteImages | None = None,
        addresses: ImageAddresses | None = None,
        outline: Callable[[], Outline | None] = lambda: None,
    ) -> None:
        """Without `images` and their `addresses` none is shown; without an outline no link leads
        anywhere."""
        self._images, self._addresses, self._outline = images, addresses, outline
        self._links: tuple[Outline, NoteLinks] | None = None

    def around(self, file: str, visitor: str, say: Say) -> NoteContext:
        """What stands around the text of one note, for one visitor."""

        def image(source: str) -> str | None:
            if self._images is None or self._addresses is None or not visitor:
                return None
            path = self._images.find(file, source)
            return self._addresses.address(path, visitor) if path else None

        def place(target: str, heading: str) -> LinkTarget | None:
            links = self._known_links()
            return links.place(file, target, heading) if links else None

        return NoteContext(say=say, image=image, place=place)

    def _known_links(self) -> NoteLinks | None:
        outline = self._outline()
        if outline is None:
            return None
        known = self._links
        if known is None or known[0] is not outline:
            known = self._links = (outline, NoteLinks(outline.files))
        return known[1]
