"""The set-up of a mock interview as a form."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr

from bot.interview.state import LATE_COST, Setup
from bot.ui.interview.actions import Choices
from bot.ui.shared import frame
from bot.ui.shared.view import ReaderView
from bot.ui.words.texts import static_labels

LENGTHS = (3, 5, 8, 12, 20)
MOODS = ("friendly", "strict", "silent")
LIMITS_MIN = (0, 1, 2, 3, 5)
"""Minutes for an answer; 0 for no limit."""

LANGUAGES = ("note", "zh", "en")


class SetupForm:
    """The parts of the form; made where they are to stand in the page."""

    def __init__(self) -> None:
        say: Any = gr.I18n(**static_labels())
        usual = Setup()
        with gr.Column(elem_id="iv-setup"):
            self.words = gr.HTML(apply_default_css=False, elem_id="iv-words")
            with gr.Row(elem_id="iv-subjects"):
                # What is typed before the list has come, or as no entry of it, is kept.
                self.tags = gr.Dropdown(
                    [], multiselect=True, allow_custom_value=True, elem_id="iv-tags"
                )
                self.files = gr.Dropdown(
                    [], multiselect=True, allow_custom_value=True, elem_id="iv-files"
                )
            self.length = gr.Radio(list(LENGTHS), value=usual.length, elem_id="iv-length")
            self.mood = gr.Radio(list(MOODS), value=usual.mood, elem_id="iv-mood")
            self.limit = gr.Radio(list(LIMITS_MIN), value=0, elem_id="iv-limit")
            self.language = gr.Radio(list(LANGUAGES), value=usual.language, elem_id="iv-language")
            self.due_first = gr.Checkbox(value=usual.due_first, elem_id="iv-due")
            self.start = gr.Button(say("iv_start"), variant="primary", elem_id="iv-start")

    @property
    def inputs(self) -> list[Any]:
        """The parts in the order that `setup_of` and `labels` have them."""
        return [
            *(self.tags, self.files, self.length, self.mood, self.limit),
            *(self.language, self.due_first),
        ]

    def labels(self, view: ReaderView) -> list[Any]:
        """The inputs' words in the reader's language; what was chosen stays."""
        say = view.say
        limits = [(say("iv_minutes", n=n) if n else say("iv_unlimited"), n) for n in LIMITS_MIN]
        languages = [(say("iv_as_note"), "note"), ("中文", "zh"), ("English", "en")]
        return [
            gr.update(label=say("iv_tags"), info=say("iv_tags_hint")),
            gr.update(label=say("iv_files"), info=say("iv_files_hint")),
            gr.update(label=say("iv_length")),
            gr.update(label=say("iv_mood"), choices=[(say(f"iv_{m}"), m) for m in MOODS]),
            gr.update(
                label=say("iv_limit"), info=say("iv_limit_hint", cost=LATE_COST), choices=limits
            ),
            gr.update(label=say("iv_language"), choices=languages),
            gr.update(label=say("iv_due_first")),
        ]

    def filled(self, view: ReaderView, choices: Choices) -> tuple[Any, Any, str]:
        """What `tags`, `files` and `words` show."""

        def some(values: list[tuple[str, str]] | None) -> Any:
            return gr.skip() if values is None else gr.update(choices=values)

        return some(choices.tags), some(choices.files), intro(view, choices)


def intro(view: ReaderView, choices: Choices) -> str:
    """What an interview is, and how many questions there are or why there are none."""
    what = f'<p class="iv-what">{escape(view.say("iv_what"))}</p>'
    return what + frame.hint(choices.words, bad=choices.problem)


def setup_of(values: tuple[Any, ...], seed: int) -> Setup:
    """The set-up that was chosen; what a page can't send becomes what is usual."""
    tags, files, length, mood, limit, language, due_first = values
    usual = Setup()
    minutes = limit if limit in LIMITS_MIN else 0
    return Setup(
        length=length if length in LENGTHS else usual.length,
        mood=mood if mood in MOODS else usual.mood,
        tags=_names(tags),
        files=_names(files),
        language=language if language in LANGUAGES else usual.language,
        due_first=bool(due_first),
        limit_s=60.0 * minutes if minutes else None,
        seed=seed,
    )


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for name in value or () if isinstance(name, str))
