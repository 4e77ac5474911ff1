"""What passes between a question and the page: turns of a chat, events, the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator

from bot.core.code_fence import fence_sign
from bot.core.passage import Citation, Passage
from bot.sentences import Message, stored


@dataclass(frozen=True)
class Turn:
    """One question with the answer that was given to it."""

    question: str
    answer: str


History = Sequence[Turn]


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of an answer's markdown; joined in order, they give it without marks."""

    text: str
    """A sentence, or what stands between sentences (white space, list signs, a code block)."""
    marks: tuple[int, ...] = ()
    """Citations that support it, shown as `[n]` behind it."""
    supported: bool = True
    """False: it claims something and no passage supports it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer after its citations were checked."""

    question: str
    segments: tuple[Segment, ...]
    abstained: bool
    """True: the notes hold no answer; `segments` say so, `passages` are the nearest sections."""
    citations: tuple[Citation, ...]
    """Only those that some segment marks, numbered from 1 in order of first use."""
    passages: tuple[Passage, ...]
    """All that retrieval ranked, best first."""
    follow_up: tuple[str, ...] = ()
    """Questions an interviewer could ask next; the notes answer them."""
    probability: float = 0.0
    """Estimated chance, 0–1, that the notes answer the question."""
    llm: str = "none"
    notice: Annotated[Message | None, BeforeValidator(stored)] = None
    """Where the answer is not what was asked for: the model failed, say."""
    timings_ms: dict[str, float] = field(default_factory=dict)
    """`retrieve`, `first_text`, `total`."""

    @property
    def text(self) -> str:
        """Markdown with `[n]` marks."""
        return "".join(render_marks(segment) for segment in self.segments)


def render_marks(segment: Segment, form: str = "[{}]") -> str:
    """The segment's text with its marks, of that form, before any white space at its end.

    Behind a code block or a table they stand in a paragraph of their own: on its last line they
    would be part of it.
    """
    if not segment.marks:
        return segment.text
    body = segment.text.rstrip()
    marks = "".join(form.format(n) for n in segment.marks)
    last_line = body.rpartition("\n")[2].strip()
    if last_line.startswith("|") or fence_sign(last_line):
        marks = f"\n\n{marks}"
    return body + marks + segment.text[len(body) :]


Stage = Literal["start", "model", "files", "load", "notes"]
"""Of the first reading: nothing is known yet; the embedding model is unpacked; files are read and
split; the model is loaded; notes are embedded, and come in one after the other."""


@dataclass(frozen=True, kw_only=True)
class ReadingProgress:
    """How far the first reading of the notes is."""

    stage: Stage = "start"
    done: int = 0
    """Notes that are in: questions are answered from them."""
    total: int = 0
    """Notes in the folder; 0 while that is not known."""
    fraction: float = 0.0
    """The share of the work that is done, 0–1."""
    left_s: float | None = None
    """Seconds that the rest may take; None while that can't be told."""


@dataclass(frozen=True)
class Waiting:
    """Before all others, as long as nothing can be looked up: the first notes are being read, or,
    with None, what is needed is being loaded."""

    reading: ReadingProgress | None


@dataclass(frozen=True)
class PassagesFound:
    """First event of an answer: the passages, before any text."""

    passages: tuple[Passage, ...]
    abstained: bool
    retrieve_ms: float


@dataclass(frozen=True)
class Delta:
    """More text of the answer, as the model writes it: unchecked, marks may be wrong."""

    text: str


@dataclass(frozen=True)
class Withdrawn:
    """All text so far was the model's thoughts, which it hadn't marked as such: it goes."""


@dataclass(frozen=True)
class Done:
    """Last event of an answer that was not stopped."""

    answer: Answer


AnswerEvent = Waiting | PassagesFound | Delta | Withdrawn | Done


@dataclass(frozen=True)
class ModelState:
    """What the status line says about one model."""

    name: str
    status: Literal["off", "loading", "ready", "missing"]
    fraction: float | None = None
    """0–1 while loading, where it is known; of the stage."""
    detail: Message | None = None
    """For `missing`: what to do."""
    stage: str = ""
    """While loading: `unpack`, `assemble`, or "" where it is none of them."""


Lack = Literal["", "folder", "notes", "readable"]
"""What there is none of, where nothing is indexed: no notes folder, no notes in it, or none among
them that can be read."""


@dataclass(frozen=True, kw_only=True)
class Status:
    """What the status line shows."""

    notes_folder: str
    notes: int
    sections: int
    chunks: int
    embedder: ModelState
    llm: ModelState
    problem: Message | None = None
    """When nothing can be answered (no notes, no index), with what to do."""
    reading: ReadingProgress | None = None
    """While the notes are being read for the first time."""
    lack: Lack = ""
    """Why nothing is indexed, where there is nothing to be."""
