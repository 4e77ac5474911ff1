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
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot import arguments
from bot.address import check_address
from bot.config import Settings
from bot.errors import BadInput, BotError
from bot.passage import Passage
from bot.privacy import keep_at_home
from bot.turn import History
from ingest.cache import cache_dir
from ingest.config import at_home, explain, unknown_settings
from ingest.errors import IngestError
from ingest.lock import check_writable
from ingest.notes import check_folder
from ingest.pipes import ended
from ingest.proxies import set_aside

if TYPE_CHECKING:
    from bot.app import App
    from bot.evaluate import Question


def main(argv: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run a command. 0: done; 2: not done, with one sentence that says why."""
    keep_at_home()
    set_aside()
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments[0] if arguments and arguments[0] in _COMMANDS else ""
    args = _COMMANDS[name][0]().parse_args(arguments[1:] if name else arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        for sentence in unknown_settings(environ, Settings):
            print(f"warning: {sentence}", file=sys.stderr)  # it may be another program's
        return _COMMANDS[name][1](args, _settings(args))
    except ValidationError as error:
        return _fail(explain(error, Settings))
    except (BotError, IngestError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("Stopped.", 130)


def _settings(args: argparse.Namespace) -> Settings:
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
    from bot.chats import ChatStore
    from bot.ui.page import build_page
    from bot.ui.secret import browser_secret
    from bot.ui.server import serve

    app = build(settings)
    url = settings.database_url or f"sqlite:///{settings.index_dir / 'chats.sqlite3'}"
    chats = ChatStore(url)
    study = app.study(chats)
    desk = app.desk()
    page = build_page(
        app,
        chats,
        study,
        desk,
        secret=browser_secret(settings.index_dir),
        notes_dir=lambda: app.folder.shown,
        editor_url=settings.editor_url,
    )
    served = serve(
        page,
        host=settings.host,
        port=settings.port,
        auth_file=settings.auth_file,
        open_browser=args.open,
        block=False,
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
    from bot.report import answer_json, answer_text
    from bot.rewrite import to_history

    history = to_history(_read_json(args.history)) if args.history else []
    app = build(settings)
    app.demand_llm()
    answer = app.answer(args.question, history)
    print(json.dumps(answer_json(answer), ensure_ascii=False) if args.json else answer_text(answer))
    if answer.notice:
        print(answer.notice, file=sys.stderr)
    return 0


def _eval(args: argparse.Namespace, settings: Settings) -> int:
    from bot.app import build
    from bot.evaluate import metrics, outcomes, read_questions
    from bot.follow_up_eval import follow_ups
    from bot.grade_command import eval_answers, shown
    from bot.report import metrics_table
    from ingest.screen import ProgressBars

    if args.questions is None and args.answers is None:
        raise BadInput("Name a file of questions, or one of answers with --answers.")
    app = build(settings)
    app.demand_llm()
    graded = eval_answers(app, args.answers) if args.answers else {}
    if args.questions is None:
        print(shown(graded, args.json))
        return 0
    questions = read_questions(args.questions)
    if not questions:
        raise BadInput(f"{args.questions} holds no question.")
    if args.ablate:
        return _ablate(args, settings, app, questions)
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
    from bot.grade_command import grade

    print(grade(build(settings), args))
    return 0


def _ablate(
    args: argparse.Namespace, settings: Settings, app: App, questions: Sequence[Question]
) -> int:
    from bot.ablation.measure import as_json, table
    from bot.ablation.parts import ablate
    from ingest.screen import ProgressBars

    model = app.llm(None)
    named = (model, settings.llm) if model else None
    cache = cache_dir(settings.notes_cache_dir)
    with ProgressBars() as bars:
        rows = ablate(app.retriever, questions, cache, model=named, progress=bars)
    print(json.dumps([as_json(r) for r in rows], ensure_ascii=False) if args.json else table(rows))
    return 0


def _calibrate(args: argparse.Namespace, settings: Settings) -> int:
    from bot import abstain
    from bot.app import build
    from bot.evaluate import read_questions

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
        raise BadInput(
            f"Can't read {path}: {error}. It must hold [[question, answer], …] as JSON."
        ) from error


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
    "calibrate": (arguments.calibrate_parser, _calibrate),
}


if __name__ == "__main__":
    raise SystemExit(ended(main))
