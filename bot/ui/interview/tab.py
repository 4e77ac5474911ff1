"""The tab of the mock interview: its parts and what calls what; the behaviour is in
`bot.ui.interview.actions`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast, get_args

import gradio as gr

from bot.interview.state import Sent
from bot.ui.interview.actions import Interviewing, Scene
from bot.ui.interview.form import SetupForm, setup_of
from bot.ui.interview.judging import QuestionVerdict
from bot.ui.shared.events import QUIET, Browsers, bus, number, sent_with
from bot.ui.words.texts import static_labels

if TYPE_CHECKING:
    from bot.study.study import Study

_STREAMING = QUIET | {"concurrency_limit": 16}
_ONCE: dict[str, Any] = _STREAMING | {"trigger_mode": "once"}  # a second click does nothing
# An answer goes to the interview and the step that the page shows, whatever the server remembers.
_WITH_PLACE = """(saved, at, box) => {
  const bar = document.querySelector("#iv-head .iv-bar");
  return [saved, bar ? `${bar.dataset.interview} ${bar.dataset.step}` : "", box];
}"""
# Gradio loads the page anew after a restart of the program: it is to show what it showed before.
_WITH_SEEN = '(saved) => [saved, sessionStorage.getItem("notes-interviewer-seen") || ""]'


class InterviewTab:
    """The parts of the tab; made where they are to stand in the page."""

    def __init__(self, study: Study, browsers: Browsers, badge: gr.HTML) -> None:
        """`badge` stands outside the tabs: gradio makes the parts of a tab when it is opened."""
        self._badge = badge
        self._does = Interviewing(study)
        self._browsers = browsers
        say: Any = gr.I18n(**static_labels())
        self._at = gr.Textbox(visible="hidden", elem_id="iv-at")
        self._bus = bus("interviewBus")
        # Never drawn again, or nothing in it would be read out; interview.js fills it.
        gr.HTML(
            '<div id="iv-told" class="sr-only" aria-live="polite"></div>', apply_default_css=False
        )
        self._head = gr.HTML(
            '<span data-screen="setup"></span>', apply_default_css=False, elem_id="iv-head"
        )
        with gr.Column(elem_id="iv-run"):
            self._past = gr.HTML(apply_default_css=False, elem_id="iv-past")
            self._now = gr.HTML(apply_default_css=False, elem_id="iv-now")
            self._saying = gr.HTML(apply_default_css=False, elem_id="iv-saying")
        self._report = gr.HTML(apply_default_css=False, elem_id="iv-report")
        self._form = SetupForm()
        self._line = gr.HTML(apply_default_css=False, elem_id="iv-line")
        self._earlier = gr.HTML(apply_default_css=False, elem_id="iv-earlier")
        with gr.Column(elem_id="iv-composer"):
            self._asked = gr.HTML(apply_default_css=False, elem_id="iv-asked")
            with gr.Row(elem_id="iv-box-row"):
                self._box = gr.Textbox(
                    label=say("iv_answer_label"),
                    placeholder=say("iv_answer_placeholder"),
                    show_label=False,
                    container=False,
                    lines=3,
                    max_lines=10,
                    elem_id="iv-box",
                )
                self._send = gr.Button(say("iv_send"), variant="primary", elem_id="iv-send")
        self._file = gr.HTML("", visible="hidden", elem_id="iv-file")

    @property
    def _outputs(self) -> list[Any]:
        return [
            *(self._head, self._past, self._now, self._saying, self._report, self._earlier),
            *(self._badge, self._line, self._asked, self._box),
        ]

    def wire(self, page: gr.Blocks, tab: gr.Tab) -> None:
        """Connect the parts with the behaviour."""
        does, form, scripts = self._does, self._form, self._bus

        def load(request: gr.Request, saved: Any, seen: str) -> Iterator[Any]:
            reader = self._browsers.reader(request, saved)
            labels = form.labels(reader.view)
            for scene in does.first(reader, seen):
                yield *labels, *_changes(scene)
                labels = [gr.skip()] * len(labels)

        def fill(request: gr.Request, saved: Any) -> Iterator[Any]:
            reader = self._browsers.reader(request, saved)
            for choices in does.choices(reader):
                yield form.filled(reader.view, choices)

        def start(request: gr.Request, saved: Any, *chosen: Any) -> Iterator[Any]:
            reader = self._browsers.reader(request, saved)
            yield from _all(does.start(reader, setup_of(chosen, time.time_ns() % 2**31)))

        def answer(request: gr.Request, saved: Any, at: str, box: str) -> Iterator[Any]:
            reader = self._browsers.reader(request, saved)
            interview, _, step = at.partition(" ")
            yield from _all(does.act(reader, interview, number(step), "answer", box))

        def act(request: gr.Request, event: gr.EventData, saved: Any) -> Iterator[Any]:
            reader, sent = self._browsers.reader(request, saved), sent_with(event)
            kind = sent.get("do")
            if kind == "review":
                ids = [one for one in sent.get("questions") or () if isinstance(one, str)]
                yield from _all(does.review(reader, tuple(ids)))
            elif kind in get_args(QuestionVerdict):
                interview, which = str(sent.get("interview")), number(sent.get("number"))
                verdict, why = cast("QuestionVerdict", kind), str(sent.get("why"))
                yield from _all(does.judge(reader, interview, which, verdict, why))
            elif kind in get_args(Sent) and kind != "answer":
                interview, step = str(sent.get("interview")), number(sent.get("step"))
                yield from _all(does.act(reader, interview, step, cast("Sent", kind)))

        def show(request: gr.Request, event: gr.EventData, saved: Any) -> Iterator[Any]:
            reader, sent = self._browsers.reader(request, saved), sent_with(event)
            if sent.get("do") == "open":
                yield from _all(does.open(reader, str(sent.get("interview"))))
            else:
                yield from _all(does.setup(reader))

        def export(request: gr.Request, event: gr.EventData, saved: Any) -> str:
            reader, sent = self._browsers.reader(request, saved), sent_with(event)
            return does.export(reader, str(sent.get("interview")), str(sent.get("kind")))

        outputs = self._outputs
        saved_only = [self._browsers.saved]
        seen, shown = [*saved_only, self._at], [*form.inputs, *outputs]
        page.load(load, seen, shown, js=_WITH_SEEN, **QUIET)
        tab.select(fill, saved_only, [form.tags, form.files, form.words], **QUIET)
        form.start.click(start, [*saved_only, *form.inputs], outputs, **_ONCE)
        place: list[Any] = [*saved_only, self._at, self._box]
        self._send.click(answer, place, outputs, js=_WITH_PLACE, **_ONCE)
        scripts.submit(act, saved_only, outputs, **_ONCE)
        scripts.select(show, saved_only, outputs, **_STREAMING)
        scripts.download(export, saved_only, self._file, **QUIET)


def _all(scenes: Iterable[Scene]) -> Iterator[Any]:
    for scene in scenes:
        yield _changes(scene)


def _changes(scene: Scene) -> tuple[Any, ...]:
    """A scene as gradio takes it, in the order of the outputs."""

    def keep(value: object) -> Any:
        return gr.skip() if value is None else value

    return (
        *(keep(scene.head), keep(scene.past), keep(scene.now), keep(scene.saying)),
        *(keep(scene.report), keep(scene.earlier), keep(scene.badge)),
        *(keep(scene.line), keep(scene.asked), keep(scene.box)),
    )
