"""The arguments of `python -m bot` and its commands."""

from __future__ import annotations

import argparse

from bot.config import (
    Settings,
    at_home,
    describe_settings,
)


def page_parser() -> argparse.ArgumentParser:
    """Arguments of the page, which needs no command."""
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Talk to your notes in the browser. Commands: ask, grade, eval, "
        "author, marks, calibrate (each has its own --help).",
        epilog="Settings, from the environment or a .env file:\n" + describe_settings(Settings),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _shared(parser)
    parser.add_argument("--notes", type=at_home, help="folder of notes (NOTES_DIR)")
    parser.add_argument("--host", help="address to listen on; any but 127.0.0.1 needs --auth-file")
    parser.add_argument("--port", type=int, help="port of the page (PORT)")
    parser.add_argument("--auth-file", type=at_home, help="user:password lines (AUTH_FILE)")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    return parser


def ask_parser() -> argparse.ArgumentParser:
    """Arguments of `ask`."""
    parser = argparse.ArgumentParser(prog="python -m bot ask", description="Ask one question.")
    parser.add_argument("question")
    parser.add_argument("--history", type=at_home, help="JSON file of [[question, answer], …]")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    _shared(parser)
    return parser


def eval_parser() -> argparse.ArgumentParser:
    """Arguments of `eval`."""
    parser = argparse.ArgumentParser(
        prog="python -m bot eval", description="Measure answers to questions with known sources."
    )
    parser.add_argument(
        "questions", type=at_home, nargs="?", help="JSON lines: question, kind, gold, history"
    )
    parser.add_argument(
        "--answers",
        type=at_home,
        help="JSON lines: question, gold, answer, label; measures grading",
    )
    parser.add_argument(
        "--bank",
        action="store_true",
        help="try the LLM on twenty sections: may it write the questions of the bank? Ends with 2 "
        "if not",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="name what was not found first")
    _shared(parser)
    return parser


def grade_parser() -> argparse.ArgumentParser:
    """Arguments of `grade`."""
    parser = argparse.ArgumentParser(
        prog="python -m bot grade", description="Grade an answer against the notes."
    )
    parser.add_argument("--question", required=True)
    parser.add_argument("--answer", required=True, help="the candidate's words")
    parser.add_argument("--file", help="note it is about, relative to the notes folder")
    parser.add_argument("--heading", help="heading of the section in that note")
    parser.add_argument("--json", action="store_true", help="print the grade as JSON")
    _shared(parser)
    return parser


def marks_parser() -> argparse.ArgumentParser:
    """Arguments of `marks`."""
    parser = argparse.ArgumentParser(
        prog="python -m bot marks", description="List the questions that were called bad."
    )
    parser.add_argument(
        "--export", type=at_home, metavar="FILE", help="write them as JSON lines to FILE"
    )
    _shared(parser)
    return parser


def author_parser() -> argparse.ArgumentParser:
    """Arguments of `author`."""
    parser = argparse.ArgumentParser(
        prog="python -m bot author",
        description="Have the LLM, if it has passed `eval --bank`, write questions, points, "
        "answers and follow-ups of every section that has changed since.",
    )
    parser.add_argument(
        "--estimate",
        action="store_true",
        help="only say how many sections are left, and about how many tokens they take",
    )
    _shared(parser)
    return parser


def calibrate_parser() -> argparse.ArgumentParser:
    """Arguments of `calibrate`."""
    parser = argparse.ArgumentParser(
        prog="python -m bot calibrate",
        description="Fit when to say that the notes don't answer, on questions of your own.",
    )
    parser.add_argument("questions", type=at_home, help="JSON lines; no gold means unanswerable")
    parser.add_argument("--out", type=at_home, help="file to write (by default in the index)")
    parser.add_argument(
        "--also",
        nargs=2,
        action="append",
        default=[],
        metavar=("QUESTIONS", "INDEX"),
        help="further questions, on other notes",
    )
    _shared(parser)
    return parser


def _shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=at_home, help="folder of the index (INDEX_DIR)")
    parser.add_argument("--llm", help="none, local, or a model by name (LLM)")
