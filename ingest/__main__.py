"""`python -m ingest`: bring the index up to date with the notes."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict

from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict
from rich.console import Console

from ingest.config import (
    IngestSettings,
    at_home,
    describe_settings,
    explain,
    unknown_in_file,
    unknown_settings,
)
from ingest.diff import SectionChange, by_file, counts
from ingest.errors import IngestError
from ingest.machine.cache import cache_dir
from ingest.machine.environment import set_for_models
from ingest.machine.pipes import ended
from ingest.machine.proxies import set_aside
from ingest.message import several
from ingest.report import IngestReport
from ingest.schema import PATH_SEPARATOR
from ingest.sentences import english

WATCH_WAIT_S = 600.0
"""Who follows the notes waits this long for another process that writes the index."""


class _Settings(IngestSettings):
    """The settings of this command; those of the bot in the same `.env` are none of its concern."""

    model_config = SettingsConfigDict(extra="ignore")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done; 1: done, but some files were skipped; 2: not done, one sentence."""
    set_for_models()
    set_aside()
    args = _parser().parse_args(argv)
    try:
        settings = read_settings(args)
        for unknown in unknown_settings(os.environ, IngestSettings):
            print(f"warning: {english(unknown)}", file=sys.stderr)
        report = run(settings, rebuild=args.rebuild, dry_run=args.dry_run, follows=args.watch)
        status = _say(report, args.json)
        if args.watch:
            _follow(settings, args.json)
        return status
    except IngestError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("Interrupted. The index answers as before; run it again to finish.", 130)


def _follow(settings: IngestSettings, as_json: bool) -> None:
    """Ingest after every change in the notes, until the user stops it.

    What changed while the first run was at work is taken in as soon as the following has begun. A
    run that fails is tried again, and says so once.
    """
    from ingest.notes.watch import watch

    problem = ""

    def again() -> bool:
        nonlocal problem
        try:
            report = run(settings, rebuild=False, dry_run=False, follows=True)
        except IngestError as error:  # a folder that is full can be emptied meanwhile
            if str(error) != problem:
                print(error, file=sys.stderr, flush=True)
            problem = str(error)
            return False
        if report.changes or problem:
            _say(report, as_json)
        problem = ""
        return True

    print(f"Watching {settings.notes_dir}. Ctrl+C ends it.", file=sys.stderr, flush=True)
    stop = threading.Event()
    with suppress(KeyboardInterrupt), _interrupts(stop):
        watch(settings.notes_dir, again, stop)
    print("No longer watching.", file=sys.stderr)


@contextmanager
def _interrupts(stop: threading.Event) -> Iterator[None]:
    """Ctrl+C also sets `stop`: the exception alone is lost where Python deletes an object."""

    def interrupted(*_: object) -> None:
        stop.set()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _say(report: IngestReport, as_json: bool) -> int:
    """Print a report; 1 if files were skipped, else 0."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for warning in report.warnings:
        word = "skipped" if warning.skipped else "warning"
        console.print(f"{word}: {warning.file}: {english(warning.message)}", markup=False)
    if report.dry_run and not as_json:
        for line in change_lines(report.changes):
            print(line)
    if as_json:
        warned = [{**asdict(one), "message": english(one.message)} for one in report.warnings]
        fields = asdict(report) | {"warnings": warned, "skipped": report.skipped}
        line = json.dumps(fields, ensure_ascii=False)
    else:
        line = summary(report)
    print(line, flush=True)
    return 1 if report.skipped else 0


def read_settings(args: argparse.Namespace) -> IngestSettings:
    """Settings of environment and `.env`, under what the arguments say.

    Raises IngestError with a sentence for each that is wrong.
    """
    try:
        settings = _Settings()
        misspelt = unknown_in_file(_foreign_names(), IngestSettings)
    except ValidationError as error:
        raise IngestError(explain(error, IngestSettings)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise IngestError("settings_unreadable", why=error) from error
    if misspelt:
        raise IngestError(several(*misspelt))
    given = {"notes_dir": args.notes, "index_dir": args.index}
    return settings.model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )


def _foreign_names() -> list[str]:
    """Names in `.env` that are no settings of this command."""
    try:
        IngestSettings()
    except ValidationError as error:
        return [str(fault["loc"][0]) for fault in error.errors() if fault["loc"]]
    return []


def run(
    settings: IngestSettings, *, rebuild: bool, dry_run: bool, follows: bool = False
) -> IngestReport:
    """Ingest with bars on stderr. Raises IngestError.

    Who `follows` the notes waits for another process that writes, and doesn't empty the index when
    the folder has become empty.
    """
    # All are quick to import; torch follows only when there is something to embed.
    from ingest.embedding.embedder import open_embedder
    from ingest.machine.progress_bars import ProgressBars
    from ingest.pipeline import check_not_emptied, check_notes, ingest

    check_notes(settings.notes_dir, settings.index_dir)  # before a model is unpacked for nothing
    if follows:
        check_not_emptied(settings.notes_dir, settings.index_dir)
    with ProgressBars() as bars:
        embedder = open_embedder(
            settings.embedding_model,
            cache_dir(settings.notes_cache_dir),
            on_progress=bars,
            threads=settings.threads,
        )
        return ingest(
            settings.notes_dir,
            settings.index_dir,
            embedder,
            settings.split,
            rebuild=rebuild,
            dry_run=dry_run,
            progress=bars,
            wait_s=WATCH_WAIT_S if follows else 0.0,
        )


SIGNS = {"added": "+", "changed": "~", "moved": ">", "deleted": "-"}


def change_lines(changes: Sequence[SectionChange]) -> list[str]:
    """Every file that would change, and its sections below it."""
    lines: list[str] = []
    for file, own in by_file(changes).items():
        lines.append(file)
        for change in own:
            place = PATH_SEPARATOR.join(change.heading_path) or "(before the first heading)"
            origin = ""
            if change.kind == "moved":
                before = PATH_SEPARATOR.join(change.from_heading_path)
                moved_file = change.from_file != file
                origin = f"  (was {change.from_file if moved_file else before})"
            lines.append(f"  {SIGNS[change.kind]} {place}{origin}")
    return lines


def summary(report: IngestReport) -> str:
    """One line of counts."""
    line = (
        f"{report.notes} notes, {report.sections} sections, {report.chunks} chunks: "
        f"{report.added} added, {report.removed} removed, {report.unchanged} unchanged"
    )
    if report.changes:
        found = counts(report.changes)
        line += "; sections " + " ".join(f"{SIGNS[kind]}{n}" for kind, n in found.items() if n)
    if report.dry_run:
        return f"Would be {line}. Nothing was written."
    files = "file" if report.skipped == 1 else "files"
    skipped = f", {report.skipped} {files} skipped" if report.skipped else ""
    return f"{line}, {report.embedded} embedded{skipped}, {report.seconds:.1f} s"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Split markdown notes along their headings and index them.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="exit status:\n  0 done, 1 done but some files were skipped, 2 not done\n\n"
        "settings (environment or .env):\n" + describe_settings(IngestSettings),
    )
    parser.add_argument("notes", nargs="?", type=at_home, help="folder of notes (NOTES_DIR)")
    parser.add_argument("--index", type=at_home, help="folder of the index (INDEX_DIR)")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    how.add_argument("--watch", action="store_true", help="go on after every change in the notes")
    parser.add_argument("--rebuild", action="store_true", help="read and embed everything again")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def _fail(message: str, status: int = 2) -> int:
    print(message, file=sys.stderr)
    return status


if __name__ == "__main__":
    raise SystemExit(ended(main))
