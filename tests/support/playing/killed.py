"""Plays an interview in a process that is killed at one step, goes on in another one, and prints
what came of it. Run by test_interview_killed.py.

Everything heavy is imported once, before the first fork.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from interviews import World, last, source

from bot.bank.source import BankSource
from bot.grading.grade import Grader
from bot.interview.nodes import InterviewParts, Nodes
from bot.interview.state import InterviewState, Setup, StateUpdate
from bot.interview.view import InterviewView

OWNER = "0" * 32
ALL_STEPS = (
    *("ask", "wait", "clock", "hint", "show", "grade", "nudge", "feedback", "drill", "close"),
    "report",
)


class Mortal(Nodes):
    """Dies at the beginning or at the end of one visit to one step: before it did anything, or
    with everything done and nothing of it kept by the graph."""

    def __init__(self, parts: InterviewParts, step: str, visit: int, when: str) -> None:
        super().__init__(parts)
        self.visits = 0
        for name in ALL_STEPS:
            setattr(self, name, self._counted(name, getattr(self, name), step, visit, when))

    def _counted(
        self,
        name: str,
        do: Callable[[InterviewState], StateUpdate],
        step: str,
        visit: int,
        when: str,
    ) -> Callable[[InterviewState], StateUpdate]:
        def run(state: InterviewState) -> StateUpdate:
            self.visits += name == step
            fatal = name == step and self.visits == visit
            if fatal and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            update = do(state)
            if fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return update

        return run


def play(world: World, interview: str) -> None:
    """What this candidate does next depends on what stands there, and on nothing else."""
    interviews = world.interviews
    view = last(interviews.go_on(OWNER, interview))
    paper = interviews.store.paper(interview)
    while view.phase != "ended":
        kind, text = _next(view, [p.text for p in paper.questions[view.number - 1].asked])
        if kind == "answer":
            view = last(interviews.answer(OWNER, interview, text, view.step))
        else:
            view = last(getattr(interviews, kind)(OWNER, interview))


def _next(view: InterviewView, points: list[str]) -> tuple[str, str]:
    seen = [entry.kind for entry in view.turns[-1].log]
    if view.phase == "paused":
        return "resume", ""
    if view.phase == "reading":
        return "skip", ""
    if view.number == 1:
        if "nudge" not in seen:
            return "answer", "不知道"
        if "hint" not in seen:
            return "hint", ""
        return "answer", points[-1] if "drill" in seen else points[0]
    if view.number == 2:
        if "pause" not in seen:
            return "pause", ""
        return ("note" if "drill" in seen else "answer"), points[1]
    return ("answer", points[0]) if "drill" not in seen else ("end", "")


def outcome(world: World, interview: str) -> dict[str, Any]:
    """What the interview has left."""
    report = world.interviews.report(OWNER, interview)
    assert report is not None
    return {
        "log": [[e.who, e.kind, e.text] for item in report.items for e in item.log],
        "scores": [[item.number, item.outcome, item.first, item.score] for item in report.items],
        "points": [[p.text, p.verdict, p.evidence] for item in report.items for p in item.points],
        "reviews": [[r.number, r.score] for r in world.store.reviews(OWNER)],
        "times": [one.times for one in world.store.standings(OWNER)],
        "steps": world.interviews.view(OWNER, interview).step,
    }


def in_child(do: Callable[[], None]) -> int:
    """Do it in a process of its own; gives the signal that killed it, or 0."""
    child = os.fork()
    if not child:
        try:
            do()
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            os._exit(9)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a child failed")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def main(folder: Path, most: int) -> None:
    """A line of JSON for each visit to each step, `most` visits of one at most."""
    notes = source()
    bank = notes.bank(OWNER)
    for one in bank.questions:  # reads the dictionaries
        Grader().grade(one.text, one.asked, one.text, [])
    for when in ("before", "after"):
        for step in ALL_STEPS:
            # The first visit of the one that waits is left by an interrupt: nothing comes after.
            for visit in range(1, most + 1 + (step == "wait")):
                place = folder / f"{step}-{when}-{visit}"
                place.mkdir()
                row = killed_at(place, notes, step, visit, when)
                sys.stdout.write(json.dumps(row) + "\n")
                sys.stdout.flush()
                if not row["killed"] and step != "wait":
                    break


def killed_at(place: Path, notes: BankSource, step: str, visit: int, when: str) -> dict[str, Any]:
    """Play, die at that place, go on in another process, and tell what came of it."""

    def first() -> None:
        world = World(place, notes, nodes=lambda parts: Mortal(parts, step, visit, when))
        interview = world.interviews.start(OWNER, Setup(length=3, seed=7, drills=1))
        (place / "id").write_text(interview)
        play(world, interview)

    def second() -> None:
        world = World(place, notes)
        interview = (place / "id").read_text()
        play(world, interview)
        (place / "outcome").write_text(json.dumps(outcome(world, interview)))

    killed = in_child(first) == signal.SIGKILL
    in_child(second)
    row = {"step": step, "visit": visit, "when": when, "killed": killed}
    left: dict[str, Any] = json.loads((place / "outcome").read_text())
    return row | left


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
