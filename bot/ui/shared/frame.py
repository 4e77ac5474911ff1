"""The page's frame and its empty state, as HTML; pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.core.question import Language
from bot.core.turn import ModelState, Status
from bot.sentences import Message
from bot.ui.shared.view import ReaderView
from bot.ui.words.texts import in_words, say

_SIGNS = {"off": "○", "loading": "◐", "ready": "●", "missing": "▲"}


def title(language: Language) -> str:
    """The page's name; carries the language for the document."""
    name = escape(say(language, "title"))
    return f'<h1 class="title" data-lang="{language}">{name}</h1>'


def status_line(status: Status | None, language: Language) -> str:
    """The line at the right with its details; None when the state can't be read."""
    if status is None:
        return f'<p class="status-button">▲ {escape(say(language, "status_unknown"))}</p>'
    worst = _worst(status)
    counts = _counts(status, language)
    models = []
    if _says_embedder(status):
        models.append(_model(status.embedder, language))
    models.append(_model(status.llm, language, llm=True))
    wide = escape(" · ".join((counts, *models)))
    narrow = escape(_first(status, language) or counts)
    sign = f'<span class="sign {worst}" aria-hidden="true">{_SIGNS[worst]}</span>'
    alerts = "".join(f"<p>{escape(text)}</p>" for text in problems(status, language))
    return (
        f'<button type="button" class="status-button" aria-expanded="false" '
        f'aria-controls="status-details" title="{escape(say(language, "status"))}">'
        f'<span class="wide">{wide}</span><span class="narrow">{narrow}</span> {sign}</button>'
        f'<div class="status-alert" role="status">{alerts}</div>'
        f'<div class="status-details" id="status-details">{_details(status, language)}</div>'
    )


def problems(status: Status, language: Language) -> list[str]:
    """What the user has to mend, in sentences; the empty page itself says it when notes lack."""
    found: list[Message | None] = []
    if status.notes and not status.lack:
        found.append(status.problem)
    found += [m.detail for m in (status.embedder, status.llm) if m.status == "missing"]
    return [in_words(language, one) for one in dict.fromkeys(filter(None, found))]


def settled(status: Status | None) -> bool:
    """Whether nothing is being loaded, read or waited for, so that the page may ask less often."""
    if status is None or status.reading or status.lack:
        return False
    return "loading" not in (status.embedder.status, status.llm.status)


def empty(
    status: Status | None, examples: Sequence[str], view: ReaderView, *, problem: str = ""
) -> str:
    """What stands where the chat will be; `problem` is why the sample notes did not load."""
    lines = [f'<p class="what">{escape(view.say("what"))}</p>']
    if status is not None and status.notes == 0 and not status.reading:
        lines += _without_notes(status, view)
    elif examples:
        lines += [f'<p class="next-label">{escape(view.say("try"))}</p>', view.chips(examples)]
    if problem:
        lines.append(f'<p class="problem" role="alert">{escape(problem)}</p>')
    return f'<div class="empty">{"".join(lines)}</div>'


def _without_notes(status: Status, view: ReaderView) -> list[str]:
    """Why there are none, and what to do about it."""
    if status.lack:
        return [
            f'<p class="next-label">{escape(view.say(f"lack_{status.lack}"))}</p>',
            f'<p><code class="path">{escape(status.notes_folder)}</code></p>',
            f'<p><button type="button" class="chip" data-act="sample" '
            f'data-running="{escape(view.say("sample_running"))}">'
            f"{escape(view.say('sample'))}</button></p>",
        ]
    if status.problem:
        words = escape(view.told(status.problem))
        return [f'<p class="problem" role="alert">{words}</p>']
    return [f'<p class="next-label" role="status">{escape(view.say("reading_start"))}</p>']


def line(text: str, *, cancel: str = "") -> str:
    """A sentence above the question box, with a button that takes it back."""
    if not text:
        return ""
    button = (
        f' <button type="button" class="tool" data-act="cancel">{escape(cancel)}</button>'
        if cancel
        else ""
    )
    return f'<p class="note" role="status">{escape(text)}{button}</p>'


def hint(text: str, *, bad: bool = False) -> str:
    """A sentence that says how things are, or what is wrong."""
    kind = 'class="problem" role="alert"' if bad else 'class="note" role="status"'
    return f"<p {kind}>{escape(text)}</p>" if text else ""


def _counts(status: Status, language: Language) -> str:
    """What there is of notes, or how far they are read."""
    reading = status.reading
    if reading and reading.total:
        return say(language, "reading_short", done=reading.done, total=reading.total)
    if reading or not (status.notes or status.lack or status.problem):
        return say(language, "reading_short_start")
    if status.lack:
        return say(language, "lack_short")
    notes, sections = status.notes, status.sections
    return f"{say(language, 'notes', n=notes)} · {say(language, 'sections', n=sections)}"


def _says_embedder(status: Status) -> bool:
    """Whether the embedding model is worth a word: not as long as the notes are the matter."""
    waits = status.embedder.status == "loading" and (status.reading or not status.notes)
    return not (waits or status.lack)


def _worst(status: Status) -> str:
    states = (status.embedder.status, status.llm.status)
    if status.problem or status.lack or "missing" in states:
        return "missing"
    return "loading" if status.reading or "loading" in states else "ready"


def _model(model: ModelState, language: Language, *, llm: bool = False) -> str:
    if llm and model.status == "off":
        return say(language, "llm_off")
    name = model.name
    if llm and name in ("", "local"):
        name = say(language, "llm_local")
    return f"{name} {_state(model, language)}"


def _state(model: ModelState, language: Language) -> str:
    is_unpacked = model.status == "loading" and model.stage in ("unpack", "assemble")
    words = say(language, "state_unpacking" if is_unpacked else f"state_{model.status}")
    if model.status == "loading" and model.fraction is not None:
        words += f" {max(0, min(100, int(model.fraction * 100)))}%"
    return words


def _first(status: Status, language: Language) -> str:
    """What is not ready, in a word or two, for where there is little room."""
    if status.reading or status.lack or not (status.notes or status.problem):
        return _counts(status, language)
    for state in ("missing", "loading"):
        for model in (status.embedder, status.llm):
            if model.status == state:
                return _state(model, language)
    return ""


def _details(status: Status, language: Language) -> str:
    counts = say(
        language,
        "detail_counts",
        notes=status.notes,
        sections=status.sections,
        chunks=status.chunks,
    )
    if not status.notes or status.reading:
        counts = _counts(status, language)
    problem = None if status.lack else status.problem
    rows = [
        (say(language, "detail_folder"), status.notes_folder, None),
        (say(language, "detail_notes"), counts, problem),
    ]
    for key, model in (("detail_embedder", status.embedder), ("detail_llm", status.llm)):
        name = f"{model.name} · " if model.name and model.name != "none" else ""
        rows.append(
            (
                say(language, key),
                f"{name}{_state(model, language)}",
                model.detail,
            )
        )
    cells = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}"
        f"{f'<br><span>{escape(in_words(language, detail))}</span>' if detail else ''}</dd>"
        for name, value, detail in rows
    )
    return f"<dl>{cells}</dl>"
