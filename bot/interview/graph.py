"""The edges of an interview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph

from bot.interview.nodes import Nodes
from bot.interview.regrade import worst
from bot.interview.state import InterviewState, Paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from langgraph.graph.state import CompiledStateGraph


def build(
    nodes: Nodes, paper: Callable[[str], Paper], saver: SqliteSaver
) -> CompiledStateGraph[InterviewState, Any, Any, Any]:
    """The interview as a graph. Run it with durability "sync": a step that was done is kept."""
    graph = StateGraph(InterviewState)
    for name in ("ask", "wait", "clock", "hint", "show", "grade", "nudge", "feedback", "drill"):
        graph.add_node(name, getattr(nodes, name))
    graph.add_node("close", nodes.close)
    graph.add_node("report", nodes.report)

    def after_grade(state: InterviewState) -> str:
        turn = state["turn"]
        assert turn is not None
        if turn["fault"] == "timeout":
            return "close"
        return "nudge" if turn["fault"] else "feedback"

    def after_feedback(state: InterviewState) -> str:
        turn = state["turn"]
        assert turn is not None
        one = paper(state["id"])
        left = one.setup.drills - len(turn["drilled"])
        found = worst(turn, one.questions[turn["number"]]) if left > 0 else None
        return "close" if found is None else "drill"

    def after_close(state: InterviewState) -> str:
        said = state["said"]
        over = len(state["done"]) >= len(paper(state["id"]).questions)
        return "report" if over or (said and said["kind"] == "end") else "ask"

    graph.add_edge(START, "ask")
    graph.add_edge("ask", "wait")
    graph.add_conditional_edges("wait", after_wait)
    for name in ("clock", "hint", "show", "nudge", "drill"):
        graph.add_edge(name, "wait")
    graph.add_conditional_edges("grade", after_grade, ["close", "nudge", "feedback"])
    graph.add_conditional_edges("feedback", after_feedback, ["close", "drill"])
    graph.add_conditional_edges("close", after_close, ["report", "ask"])
    graph.add_edge("report", END)
    return graph.compile(checkpointer=saver)


def after_wait(
    state: InterviewState,
) -> str:
    """The step that follows what the candidate sent."""
    said, turn = state["said"], state["turn"]
    assert said is not None
    assert turn is not None
    kind = said["kind"]
    if kind in ("pause", "resume"):
        return "clock"
    if kind in ("skip", "bad", "end") or (turn["looked"] and kind == "answer"):
        return "close"
    return {"hint": "hint", "note": "show", "answer": "grade"}[kind]
