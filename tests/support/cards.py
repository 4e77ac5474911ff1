"""Cards as language models write them, made of the section that they are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from model_server import Line, Reply
from scripted_llm import ScriptedLlm

from bot.authoring.bench import CheckBench
from bot.authoring.check import CheckSection, check_sections
from bot.authoring.store import WritingModel
from bot.authoring.verify import FindSection
from bot.authoring.worker import WritingParts
from bot.core.passage import Passage
from bot.language.wording import shares, wording

SETTING = "openai:writer"


class WritingLlm(ScriptedLlm):
    """Answers every prompt with what `writes` makes of it."""

    writes: Callable[[str], str] = lambda prompt: "{}"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.replies = (*self.replies[: len(self.calls)], self.writes(str(messages[-1].content)))
        yield from super()._stream(messages, stop, run_manager, **kwargs)


def section_of(prompt: str) -> tuple[list[str], str]:
    """Headings and text of the section that a prompt shows."""
    headings = re.search(r"(?:标题：|Headings: )(.+)", prompt)
    text = re.search(r"<(小节原文|section)-*>\n(.*)\n</\1-*>", prompt, re.DOTALL)
    assert headings
    assert text
    return headings[1].split(" › "), text[2]


def sentences(text: str) -> list[str]:
    """The statements of a section, without their markup."""
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"]
    parts = [part for line in lines for part in re.split(r"(?<=[。.!?])(?=\s|[^\x00-\x7f])", line)]
    bare = [re.sub(r"[*`$]|^\s*(?:[-|]|\d+\.)\s*", "", part).strip(" |") for part in parts]
    return [one for one in bare if len(one) > 8 and "---" not in one]


def card(
    question: str, rows: Sequence[str], *, kind: str = "mechanism", **changed: Any
) -> dict[str, Any]:
    """A card that says what the rows say, each its own quote."""
    points = [{"quote": row, "point": row} for row in rows[:5]]
    return {
        "nothing": "",
        "question": question,
        "kind": kind,
        "essentials": points,
        "extras": [],
        "answer": [{"quote": row, "sentence": row} for row in rows[:6]],
        "follow_ups": [f"{question[:-1]}，换一个场景还成立吗？" if "？" in question else question],
        **changed,
    }


def written(prompt: str) -> str:
    """A fair card of the section that is shown."""
    headings, text = section_of(prompt)
    zh = "题卡" in prompt
    name = headings[-1].rstrip("？?")
    question = f"{headings[0]}里，{name}，具体说说？" if zh else f"How does {name} work?"
    return json.dumps(card(question, sentences(text)), ensure_ascii=False)


def right_card(one: CheckSection) -> dict[str, Any]:
    """What a careful writer makes of a section of the check."""
    if not one.asks:
        return {"nothing": "nothing to ask", "question": "", "kind": "overview"} | {
            name: [] for name in ("essentials", "extras", "answer", "follow_ups")
        }
    said = [
        row
        for row in sentences(one.text)
        if not any(w.casefold() in row.casefold() for w in one.never)
    ]
    rows = [
        next(row for row in said if any(word.casefold() in row.casefold() for word in words))
        for words in one.must
    ]
    rows = list(dict.fromkeys([*rows, *said]))
    name = f"{one.title} {one.headings[-1]}"
    named = (
        name
        if any(w.casefold() in name.casefold() for w in one.names)
        else (f"{name} {one.names[0]}")
    )
    asked = f"{named}是怎么回事？" if one.language == "zh" else f"How does it work: {named}?"
    return card(asked, rows, follow_ups=["为什么？"] if one.language == "zh" else ["Why?"])


def careful(prompt: str) -> str:
    """The card of a careful writer for the section of the check that is shown, else a fair one."""
    _, text = section_of(prompt)
    one = next((one for one in check_sections() if one.text.strip() == text.strip()), None)
    return written(prompt) if one is None else json.dumps(right_card(one), ensure_ascii=False)


def finder_over(passages: Callable[[], Sequence[Passage]]) -> FindSection:
    """Finds the section that holds most of a question's words, headings counted."""

    def find(question: str) -> str | None:
        asked = question
        best = max(
            passages(),
            key=lambda one: shares(asked, wording(f"{one.place} {one.text}"), wording(""))[0],
            default=None,
        )
        return best.section if best else None

    return find


def check_passages() -> Mapping[str, Passage]:
    """The sections of the check as they are read from a note."""
    return {
        one.id: Passage(
            section=one.id,
            file=f"{one.id}.md",
            title=one.title,
            heading_path=one.headings,
            lines=(1, 9),
            text=one.text,
        )
        for one in check_sections()
    }


@contextmanager
def words_bench() -> Iterator[CheckBench]:
    """The check without an index."""
    passages = check_passages()
    yield CheckBench(passages, finder_over(lambda: list(passages.values())))


def writing_with(
    model: BaseChatModel | None, read: Callable[[], list[Passage]], setting: str = SETTING
) -> WritingParts:
    """A model that writes cards of the notes that `read` gives."""
    return WritingParts(
        name=WritingModel(setting),
        model=lambda: model,
        find=lambda: finder_over(read),
        bench=words_bench,
    )


def over_the_wire(writes: Callable[[str], str], *, takes_schemas: bool = True) -> Reply:
    """Answers as a provider's server does; one that takes no schemas refuses them."""

    def reply(line: Line) -> None:
        if "response_format" in line.asked and not takes_schemas:
            line.body(400, json.dumps({"error": {"message": "response_format is unavailable"}}))
            return
        text = writes(str(line.asked["messages"][-1]["content"]))
        if line.asked.get("stream"):
            line.say(text)
            return
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": "stop",
        }
        line.body(
            200,
            json.dumps(
                {"id": "1", "object": "chat.completion", "created": 1, "model": "x"}
                | {"choices": [choice]}
            ),
        )

    return reply
