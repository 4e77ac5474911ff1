"""An input method at a box of the page: composes, takes a candidate, and its keys."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

ALT, CONTROL, META, SHIFT = 1, 2, 4, 8
ENTERS = (
    *(
        ("Enter", 0),
        ("Enter", CONTROL),
        ("Enter", META),
        ("Enter", SHIFT),
        ("Enter", CONTROL | META),
    ),
    *(("NumpadEnter", 0), ("NumpadEnter", CONTROL), ("NumpadEnter", META)),
)
KEYS = (*ENTERS, ("Escape", 0), ("ArrowDown", 0), ("Tab", 0), ("KeyK", CONTROL))
"""Each with what is held down, as the browser's protocol counts it."""

# Boxes to type in, as they stand on the page now.
BOXES = (
    'textarea:visible, [contenteditable="true"]:visible, input:not([type="checkbox"], '
    '[type="radio"], [type="file"], [type="range"], [type="hidden"], [type="button"]):visible'
)
_RECORD = """() => {
  window.reached = [];
  if (window.recording) return;
  window.recording = true;
  for (const kind of ["keydown", "keypress", "keyup"]) {
    document.addEventListener(kind, (event) => {
      window.reached.push(`${event.type} ${event.code || event.key}`);
    }, true);
  }
}"""
# Safari ends the composition first, and the key that ended it comes after that.
_AS_SAFARI = """([code, held, numbered]) => {
  const box = document.activeElement;
  const key = code.replace("Numpad", "");
  box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "字" }));
  for (const kind of ["keydown", "keypress", "keyup"]) {
    box.dispatchEvent(new KeyboardEvent(kind, {
      key, code, bubbles: true, cancelable: true, composed: true,
      ctrlKey: Boolean(held & 2), metaKey: Boolean(held & 4), shiftKey: Boolean(held & 8),
      keyCode: numbered && kind === "keydown" ? 229 : 13,
    }));
  }
}"""


class InputMethod:
    """Types into whatever has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._protocol = page.context.new_cdp_session(page)

    def compose(self, letters: str = "ni'hao") -> None:
        """Letters that are no word yet stand underlined in the box."""
        self._send(
            "Input.imeSetComposition",
            text=letters,
            selectionStart=len(letters),
            selectionEnd=len(letters),
        )

    def take(self, words: str = "你好") -> None:
        """A candidate takes the letters' place."""
        self._send("Input.insertText", text=words)

    def press(self, code: str, held: int = 0, *, number: int = 229) -> None:
        """A key goes down and up, as Chromium tells of those that an input method takes."""
        key = code.removeprefix("Numpad").removeprefix("Key")
        for kind in ("rawKeyDown", "keyUp"):
            self._send(
                "Input.dispatchKeyEvent",
                type=kind,
                key="Process" if number == 229 and kind == "rawKeyDown" else key,
                code=code,
                modifiers=held,
                windowsVirtualKeyCode=number,
            )

    def _send(self, method: str, **values: Any) -> None:
        self._protocol.send(method, values)


def reached(box: Locator) -> list[str]:
    """Which of an input method's keys come through to the page while it composes in this box, and
    right after that in Safari's order; the box is left with the word that was composed."""
    page = box.page
    method = InputMethod(page)
    box.focus()
    page.evaluate(_RECORD)
    for number, keys in ((229, KEYS), (13, ENTERS)):
        for code, held in keys:
            method.compose()
            method.press(code, held, number=number)
    method.compose()
    method.take()
    for code, held in ENTERS:
        for numbered in (True, False):
            page.evaluate(_AS_SAFARI, [code, held, numbered])
    return list(page.evaluate("window.reached"))
