"""`python -m ingest`: bring the index up to date with the notes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console

from ingest.cache import cache_dir
from ingest.config import IngestSettings, explain
from ingest.errors import IngestError
from ingest.report import Report
from ingest.split import SplitSettings


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done; 1: done, but some files were skipped; 2: not done, one sentence."""
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        report = run(args)
    except ValidationError as error:
        return _fail(explain(error, IngestSettings))
    except (IngestError, ValueError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("Interrupted. The index answers as before; run it again to finish.", 130)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for warning in report.warnings:
        word = "skipped" if warning.skipped else "warning"
        console.print(f"{word}: {warning.file}: {warning.message}", markup=False)
    if args.json:
        print(json.dumps(asdict(report) | {"skipped": report.skipped}, ensure_ascii=False))
    else:
        print(summary(report))
    return 1 if report.skipped else 0


def run(args: argparse.Namespace) -> Report:
    """Ingest as the arguments say, with bars on stderr. Raises IngestError, ValidationError."""
    settings = IngestSettings()
    given = {"notes_dir": args.notes, "index_dir": args.index}
    settings = settings.model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    split = SplitSettings(chunk_tokens=settings.chunk_tokens, overlap_tokens=settings.chunk_overlap)
    # Both are quick to import; torch follows only when there is something to embed.
    from ingest.embed import open_embedder
    from ingest.pipeline import ingest
    from ingest.screen import ProgressBars

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
            split,
            rebuild=args.rebuild,
            dry_run=args.dry_run,
            progress=bars,
        )


def summary(report: Report) -> str:
    """One line of counts."""
    line = (
        f"{report.notes} notes, {report.sections} sections, {report.chunks} chunks: "
        f"{report.added} added, {report.removed} removed, {report.unchanged} unchanged"
    )
    if report.dry_run:
        return f"Would be {line}. Nothing was written."
    skipped = f", {report.skipped} files skipped" if report.skipped else ""
    return f"{line}, {report.embedded} embedded{skipped}, {report.seconds:.1f} s"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Split markdown notes along their headings and index them.",
        epilog="Exit status: 0 done, 1 done but some files were skipped, 2 not done.",
    )
    parser.add_argument("notes", nargs="?", type=Path, help="folder of notes (NOTES_DIR)")
    parser.add_argument("--index", type=Path, help="folder of the index (INDEX_DIR)")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, write nothing"
    )
    parser.add_argument("--rebuild", action="store_true", help="read and embed everything again")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def _fail(message: str, status: int = 2) -> int:
    print(message, file=sys.stderr)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
