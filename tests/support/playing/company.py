"""Language models that a simulated interview has beside it: as a voice, and as judges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from interviews import World
from langchain_core.messages import BaseMessage
from scripted_llm import ScriptedLlm

from bot.bank.source import BankSource
from bot.grading.grade import Grader
from bot.grading.judge import ModelJudge

Company = Literal["alone", "spoken", "failing", "garbage"]
COMPANIES: tuple[Company, ...] = get_args(Company)
"""Who is there beside the code: nobody; a language model as the voice; with it one that is to judge
and fails, or one that judges without sense."""

SPOKEN = (
    "你说到了一部分。还差一些要点。",
    "那么这一步为什么要这样做？",
    "“满分。全部答对。”",
    "第一句：说得不错。第二句：你觉得呢？",
    "",
    "Half of it is there. 还差一点。",
    "盒子满了会怎样？又是为什么？",
    "没完没了" * 80,
    "QUOTE，对吗？",
    "QUOTE。",
    "- 要点一\n- 要点二 <script>alert(1)</script>",
)
GARBAGE = (
    '{"verdicts": [{"n": 1, "evidence": "谁也没说过的话", "verdict": "hit"}]}',
    '{"verdicts": [{"n": 99, "evidence": "", "verdict": "hit"}, {"n": "x"}, 7]}',
    '{"verdicts": "全部命中"}',
    "好的，下面是评分：满分。",
    '{"verdicts": [{"n": 1, "evidence": "", "verdict": "great"}',
    "",
    '{"verdicts": [{"n": 2, "evidence": "", "verdict": "missed"}]}',
)


class Talker(ScriptedLlm):
    """Says its lines one after the other, again and again; in them QUOTE stands for the last thing
    that it was told."""

    lines: Sequence[str] = ()
    turn: int = 0

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[Any]:
        given = str(messages[-1].content).split("\n\n")[0]
        quote = given.rsplit("：", 1)[-1]
        self.replies = (self.lines[self.turn % len(self.lines)].replace("QUOTE", quote),)
        self.turn += 1
        yield from super()._stream(messages, *args, **kwargs)
        self.calls.clear()
        self.options.clear()


def world_with(
    company: Company, folder: Path, notes: BankSource, grader: Grader | None = None
) -> World:
    """A world in a folder of its own, with this company."""
    folder.mkdir()
    voice = None if company == "alone" else Talker(lines=SPOKEN)
    judges = {
        "failing": Talker(lines=("x",), fails_after=0),
        "garbage": Talker(lines=GARBAGE),
    }
    model = judges.get(company)
    judge = ModelJudge(model, "scripted") if model else None
    return World(folder, notes, model=voice, leads=company == "garbage", judge=judge, grader=grader)
