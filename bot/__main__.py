"""`python -m bot`: the page, and the same answers on the command line."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.commands import arguments
from bot.config import Settings
from bot.core.passage import Passage
from bot.core.turn import History
from bot.errors import BadInput, Problem
from bot.privacy import keep_at_home
from bot.sentences import english
from bot.ui.frame.address import check_address
from ingest.config import at_home, explain, unknown_settings
from ingest.index.lock import check_writable
from ingest.machine.environment import set_for_models
from ingest.machine.pipes import ended
from ingest.machine.proxies import set_aside
from ingest.notes.folder import check_folder


def main(argv: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run a command. 0: done; 2: not done, with one sentence that says why."""
    keep_at_home()
    set_for_models()
    set_aside()
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments[0] if arguments and arguments[0] in _COMMANDS else ""
    args = _COMMANDS[name][0]().parse_args(arguments[1:] if name else arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        for unknown in unknown_settings(environ, Settings):
            print(f"warning: {english(unknown)}", file=sys.stderr)  # it may be another program's
        return _COMMANDS[name][1](args, settings_of(args))
    except ValidationError as error:
        return _fail(english(explain(error, Settings)))
    except Problem as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("Stopped.", 130)


def settings_of(args: argparse.Namespace) -> Settings:
    given = {
        "index_dir": args.index,
        "notes_dir": getattr(args, "notes", None),
        "host": getattr(args, "host", None),
        "port": getattr(args, "port", None),
        "auth_file": getattr(args, "auth_file", None),
        "llm": args.llm,
    }
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _page(args: argparse.Namespace, settings: Settings) -> int:
    check_address(settings.host, settings.port, settings.auth_file)
    if os.path.exists(settings.notes_dir):  # noqa: PTH110 -  one that isn't there may come, and the page says so
        check_folder(settings.notes_dir)
    check_writable(settings.index_dir)
    return _serve(args, settings)


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    from bot.app import build
    from bot.commands.stores import chats_of
    from bot.notes.note_images import NoteImages
    from bot.ui.frame.image_server import image_server
    from bot.ui.frame.page import build_page
    from bot.ui.frame.secret import browser_secret
    from bot.ui.frame.server import serve

    app = build(settings)
    chats = chats_of(settings)
    study = app.study(chats)
    desk = app.desk()
    secret = browser_secret(settings.index_dir)
    images = NoteImages(lambda: app.folder.shown)
    page = build_page(
        app,
        chats,
        study,
        desk,
        secret=secret,
        notes_dir=lambda: app.folder.shown,
        editor_url=settings.editor_url,
        images=images,
    )
    served = serve(
        page,
        host=settings.host,
        port=settings.port,
        auth_file=settings.auth_file,
        open_browser=args.open,
        block=False,
        middleware=[image_server(secret, images)],
    )
    app.start()  # the page is up; models are loaded behind it
    try:
        threading.Event().wait()
    finally:
        served.close()
        desk.close()
        study.close()
        chats.close()
    return 0


def _ask(args: argparse.Namespace, settings: Settings) -> int:
    from bot.app import build
    from bot.commands.printed_answers import answer_json, answer_text
    from bot.search.rewrite import to_history

    history = to_history(_read_json(args.history)) if args.history else []
    app = build(settings)
    app.demand_llm()
    answer = app.answer(args.question, history)
    print(json.dumps(answer_json(answer), ensure_ascii=False) if args.json else answer_text(answer))
    if answer.notice:
        print(english(answer.notice), file=sys.stderr)
    return 0


def _eval(args: argparse.Namespace, settings: Settings) -> int:
    from bot.app import build
    from bot.commands.grade import eval_answers, shown
    from bot.commands.printed_answers import metrics_table
    from bot.evaluation.answers import metrics, outcomes, read_questions
    from bot.evaluation.follow_ups import follow_ups
    from ingest.machine.progress_bars import ProgressBars

    if args.questions is None and args.answers is None and not args.bank:
        raise BadInput("eval_nothing_named")
    app = build(settings)
    if args.bank:
        from bot.commands.author import check_model, shown_check

        figures_of_check = check_model(app)
        print(shown_check(figures_of_check, args.json))
        return 0 if figures_of_check.passed else 2
    app.demand_llm()
    graded = eval_answers(app, args.answers) if args.answers else {}
    if args.questions is None:
        print(shown(graded, args.json))
        return 0
    questions = read_questions(args.questions)
    if not questions:
        raise BadInput("questions_none", at=args.questions)
    with ProgressBars() as bars:
        results = outcomes(
            questions,
            lambda question: app.answer(question.question, question.history),
            lambda done, total: bars("ask", done, total),
        )
    answerer = app.answerer()

    def find(question: str, history: History) -> tuple[bool, Sequence[Passage]]:
        found = answerer.find(question, history, 5)
        return answerer.declines(found), found.passages

    figures = metrics(results) | {"follow_ups": follow_ups(results, find)}
    if args.json:
        print(json.dumps(figures | graded, ensure_ascii=False))
    else:
        print(metrics_table(figures))
        if graded:
            print("\n" + shown(graded, False))
    if args.misses:
        for result in results:
            if result.question.gold and result.rank != 1:
                print(
                    f"{result.rank or '-'}\t{result.question.id}\t{result.question.question}",
                    file=sys.stderr,
                )
    return 0


def _grade(args: argparse.Namespace, settings: Settings) -> int:
    from bot.app import build
    from bot.commands.grade import grade

    print(grade(build(settings), args))
    return 0


def _marks(args: argparse.Namespace, settings: Settings) -> int:
    from bot.bank.edits.bad_questions import BadQuestion, BadQuestionStore, as_json_lines
    from bot.commands.stores import CHATS, database_url
    from bot.storage.database import Database

    bad: tuple[BadQuestion, ...] = ()
    if settings.database_url or (settings.index_dir / CHATS).is_file():  # looking makes no database
        database = Database(database_url(settings))
        try:
            bad = BadQuestionStore(database).everybodys()
        finally:
            database.close()
    if args.export is None:
        for one in bad:
            print("\t".join((one.text, one.place, one.file, one.why or "-")))
        return 0
    try:
        args.export.write_text(as_json_lines(bad), "utf-8")
    except OSError as error:
        raise BadInput("marks_unwritable", at=args.export, why=error) from error
    print(f"{len(bad)} marks written to {args.export}.")
    return 0


def _author(args: argparse.Namespace, settings: Settings) -> int:
    from bot.app import build
    from bot.commands.author import estimate, write_cards

    app = build(settings)
    print(estimate(app) if args.estimate else write_cards(app))
    return 0


def _calibrate(args: argparse.Namespace, settings: Settings) -> int:
    from bot.answering import abstain
    from bot.app import build
    from bot.evaluation.answers import read_questions

    pairs = [(args.questions, settings.index_dir)]
    pairs += [(at_home(questions), at_home(index)) for questions, index in args.also]
    rows = []
    for path, index in pairs:
        retriever = build(settings.model_copy(update={"llm": "none", "index_dir": index})).retriever
        rows += [
            (abstain.features(retriever.find(q.question, q.history, 10)), bool(q.gold))
            for q in read_questions(path)
        ]
    made = abstain.fit(retriever.embedder.name, rows)
    path = args.out or settings.index_dir / abstain.FILE_NAME
    abstain.save(path, made)
    declined = [made.probability(row) < made.threshold for row, _ in rows]
    wrong = sum(d for d, (_, answerable) in zip(declined, rows, strict=True) if answerable)
    right = sum(declined) - wrong
    print(
        f"{len(rows)} questions: {right} of {made.unanswerable} unanswerable declined, {wrong} of "
        f"{len(rows) - made.unanswerable} answerable. Threshold {made.threshold:.3f} for "
        f"{made.model}, written to {path}."
    )
    return 0


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadInput("history_unreadable", at=path, why=error) from error


def _fail(message: str, status: int = 2) -> int:
    print(message, file=sys.stderr)
    return status


Command = tuple[
    Callable[[], argparse.ArgumentParser], Callable[[argparse.Namespace, Settings], int]
]
_COMMANDS: dict[str, Command] = {
    "": (arguments.page_parser, _page),
    "ask": (arguments.ask_parser, _ask),
    "eval": (arguments.eval_parser, _eval),
    "grade": (arguments.grade_parser, _grade),
    "marks": (arguments.marks_parser, _marks),
    "author": (arguments.author_parser, _author),
    "calibrate": (arguments.calibrate_parser, _calibrate),
}


if __name__ == "__main__":
    raise SystemExit(ended(main))
