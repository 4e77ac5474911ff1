"""The language model that writes questions, as HTML: what it may, and how far it is. Pure."""

from __future__ import annotations

from html import escape

from bot.authoring.check import BARS, check_sections
from bot.authoring.estimate import check_tokens, rounded
from bot.authoring.worker import WritingView
from bot.models.llm import LOCAL, NONE, describe
from bot.ui.shared.view import ReaderView

TEN_THOUSAND = 10_000


Shown = tuple[str, list[str]]
"""What is said, and the buttons below it."""


def author(view: ReaderView, writing: WritingView, standing: int) -> str:
    """What there is to say; nothing where there is no model that could ever write.

    `standing` are the questions of the bank that a model wrote. The built-in model was tried and
    did not pass: nobody is asked to try it again.
    """
    tried = writing.check is not None or writing.state != "idle"
    said, buttons = "", list[str]()
    if writing.model != NONE and (writing.model != LOCAL or tried):
        if writing.work == "check" and writing.state != "idle":
            said, buttons = _checking(view, writing)
        else:
            said, buttons = (_writing if writing.may_write else _unchecked)(view, writing)
    if standing and not writing.may_write:
        said += _note(view.say("author_standing", n=standing))
    if standing and writing.state != "running":
        buttons.append(_button(view, "forget", "author_forget", sure="author_forget_sure"))
    if not said:
        return ""
    tools = f'<p class="au-tools">{"".join(buttons)}</p>' if buttons else ""
    return f'<section class="author" data-state="{writing.state}">{said}{tools}</section>'


def _unchecked(view: ReaderView, writing: WritingView) -> Shown:
    name, count = describe(writing.model), len(check_sections())
    if writing.check is None:
        tokens = count_of_tokens(view, check_tokens(count))
        words = view.say("author_unchecked", name=name, n=count, tokens=tokens)
        return _facts(words), [_button(view, "check", "author_check")]
    lacks = [view.say(f"author_lack_{lack}") for lack in BARS if lack in writing.check.lacks]
    words = view.say("author_not_passed", name=name, lacks=view.say("progress_and").join(lacks))
    return _facts(words), [_button(view, "check", "author_check_again")]


def _checking(view: ReaderView, writing: WritingView) -> Shown:
    count = len(check_sections())
    stop = _button(view, "stop", "author_stop")
    if writing.state == "paused":
        said = _facts(view.say("author_check_paused")) + _problem(view, writing)
        return said, [_button(view, "check", "author_go_on"), stop]
    words = view.say("author_checking", name=describe(writing.model), done=writing.done, n=count)
    return _facts(words) + _bar(words, writing.done, count), [stop]


def _writing(view: ReaderView, writing: WritingView) -> Shown:
    name, done, count = describe(writing.model), writing.sections - writing.left, writing.sections
    stop = _button(view, "stop", "author_stop")
    if writing.state == "running":
        words = view.say("author_running", name=name, done=done, n=count)
        said = _facts(words) + _bar(words, done, count) + _came(view, writing)
        return said, [_button(view, "pause", "author_pause"), stop]
    tokens = count_of_tokens(view, writing.tokens)
    left = _note(view.say("author_left", n=writing.left, tokens=tokens))
    if writing.state == "paused":
        words = view.say("author_paused", done=done, n=count)
        said = _facts(words) + _bar(words, done, count) + _problem(view, writing)
        buttons = [_button(view, "start", "author_go_on"), stop]
        return said + _came(view, writing) + left, buttons
    if not writing.left:
        return _facts(view.say("author_done", n=count)) + _came(view, writing), []
    said = _facts(view.say("author_hint", name=name)) + _came(view, writing) + left
    return said, [_button(view, "start", "author_go_on" if done else "author_start")]


def _came(view: ReaderView, writing: WritingView) -> str:
    """What came of the sections that are done."""
    told = [
        view.say(f"author_came_{kind}", n=writing.counts[kind])
        for kind in ("card", "nothing", "fault")
        if writing.counts.get(kind)
    ]
    return _note(view.say("author_came").join(told)) if told else ""


def count_of_tokens(view: ReaderView, count: int) -> str:
    """A number of tokens as people say it: “76 万”, “760,000”."""
    count = rounded(count)
    if view.language == "zh" and count >= TEN_THOUSAND:
        return f"{count / TEN_THOUSAND:g} 万"
    return f"{count:,}"


def _note(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>'


def _facts(words: str) -> str:
    return f'<p class="facts" role="status">{escape(words)}</p>'


def _bar(words: str, done: int, count: int) -> str:
    return (
        f'<progress value="{done}" max="{max(count, 1)}" aria-label="{escape(words)}"></progress>'
    )


def _problem(view: ReaderView, writing: WritingView) -> str:
    if writing.problem is None:
        return ""
    return f'<p class="problem" role="alert">{escape(view.told(writing.problem))}</p>'


def _button(view: ReaderView, do: str, words: str, sure: str = "") -> str:
    asks = f' data-sure="{_h(view, sure)}"' if sure else ""
    kind = "tool delete" if sure else "chip"
    return (
        f'<button type="button" class="{kind}" data-author="{do}"{asks}>{_h(view, words)}</button>'
    )


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
