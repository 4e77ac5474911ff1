"""What an ingest costs after little has changed: `python tests/benchmarks/changes.py [NOTES]`.

The notes of a folder (those of the project, if none is named) and folders of 100, 1,000 and 10,000
small notes are indexed. With nothing changed, `python -m ingest` itself is then run on them, a
process as users start it. With one file touched, one section changed and one file renamed, a
process of its own ingests with a stand-in for the embedding model, since what e5 needs to be read
and to embed one chunk is no matter of how much there is. The stand-in goes by the name of the real
model: that is why the real command finds nothing to do.

Ends with 0 if the bounds are met, else with 1.

With `--against CHECKOUT` the program here and the one in another checkout, such as `git worktree
add ../before d6cfa25`, take turns at the same: nothing changed, one section changed, an index
opened to be searched. Then the shortest and the middle of several runs are printed, and what a run
wrote.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SIZES = (100, 1_000, 10_000)
REPEATS = 3
OWN_BOUND_S, LARGE, LARGE_BOUND_S = 1.5, 10_000, 5.0
"""For the whole process with nothing changed: on the named notes, and on so many generated ones."""

UNCHANGED = "nothing changed"
Figures = dict[str, float]


def main() -> int:
    """Measure every size; print a table and whether the bounds are met, or JSON."""
    args = _parser().parse_args()
    if args.run:
        print(json.dumps(_ingest(*args.run, warm=args.warm)))
        return 0
    if args.open:
        print(json.dumps(_open(args.open)))
        return 0
    if args.against:
        return _compare(args.against.resolve(), args.sizes, args.repeats)
    result: dict[str, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory(prefix="changes-") as name:
        work = args.folder.resolve() if args.folder else Path(name)
        own = work / "own"
        _stand_in_run(args.notes.resolve(), own)
        result["own"] = {UNCHANGED: _median(_command, args.notes.resolve(), own)}
        for size in args.sizes:
            notes, index = work / str(size) / "notes", work / str(size) / "index"
            write(notes, size)
            rows = result[str(size)] = {"all new": _stand_in_run(notes, index)}
            rows[UNCHANGED] = _median(_command, notes, index)
            print(f"{size:,} notes: {rows}", file=sys.stderr)
            for what, act in ACTS.items():
                runs: list[Figures] = []
                for number in range(REPEATS):
                    act(notes, number)
                    runs.append(_stand_in_run(notes, index))
                rows[what] = {key: median(run[key] for run in runs) for key in runs[0]}
                print(f"{size:,} notes, {what}: {rows[what]}", file=sys.stderr)
    print(json.dumps(result)) if args.json else _show(result)
    return 0 if all(met for _, met in _bounds(result)) else 1


def _compare(other: Path, sizes: Sequence[int], repeats: int) -> int:
    """Print what the program here and the one in another checkout take by turns."""
    sides = {"here": ROOT, "there": other}
    heads = ("seconds", "of the processor", "written (MB)")
    print("| notes | | " + " | ".join(f"{head} {side}" for head in heads for side in sides) + " |")
    print("| ---: | --- |" + " ---: |" * len(heads) * len(sides))
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="changes-") as name:
            places = {side: (Path(name) / side / "notes", Path(name) / side) for side in sides}
            for side, (notes, work) in places.items():
                write(notes, size)
                _stand_in_run(notes, work / "index", sides[side])
            runs: dict[str, dict[str, list[Figures]]] = {}
            for number in range(repeats):
                for side, (notes, work) in places.items():
                    _edit(notes, number)
                    index, root = work / "index", sides[side]
                    acts = {
                        "one section changed": _stand_in_run(notes, index, root, "--warm"),
                        UNCHANGED: _stand_in_run(notes, index, root, "--warm"),
                        "opened": _measured([str(Path(__file__)), "--open", str(index)], root)[0],
                    }
                    for what, figures in acts.items():
                        runs.setdefault(what, {}).setdefault(side, []).append(figures)
        for what, of in runs.items():
            cells = [f"{size:,}", what]
            cells += [
                f"{min(took):.3f} ({median(took):.3f})"
                for key in ("own_s", "own_cpu_s")
                for took in ([run[key] for run in of[side]] for side in sides)
            ]
            cells += [f"{median(run['written'] for run in of[side]) / 1e6:.2f}" for side in sides]
            print(f"| {' | '.join(cells)} |", flush=True)
    return 0


def write(folder: Path, count: int) -> None:
    """That many notes of two sections each."""
    for number in range(count):
        path = folder / f"{number % 97:02d}" / f"note{number:05d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(
            f"## 第 {part} 节\n\n{f'编号 {number}-{part} 说第 {number * part} 种情况。' * 8}\n\n"
            for part in (1, 2)
        )
        path.write_text(f"---\ntitle: 第 {number} 篇\n---\n{text}", "utf-8")


def _note(folder: Path, number: int) -> Path:
    return sorted(folder.rglob("*.md"))[7 + number]


def _touch(folder: Path, number: int) -> None:
    path = _note(folder, number)
    os.utime(path, (time.time(), time.time() - 60 - number))


def _edit(folder: Path, number: int) -> None:
    path = _note(folder, number)
    path.write_text(path.read_text("utf-8") + f"补一句：第 {time.time_ns()} 次修改。\n", "utf-8")


def _rename(folder: Path, number: int) -> None:
    path = _note(folder, number)
    path.rename(path.with_name(f"renamed-{time.time_ns()}-{path.name[-12:]}"))


ACTS: dict[str, Callable[[Path, int], None]] = {
    "one file touched": _touch,
    "one section changed": _edit,
    "one file renamed": _rename,
}


def _median(run: Callable[[Path, Path], Figures], notes: Path, index: Path) -> Figures:
    """Of several runs, the first of which brings the files into memory and is left out."""
    runs = [run(notes, index) for _ in range(REPEATS + 1)][1:]
    return {key: median(run[key] for run in runs) for key in runs[0]}


def _command(notes: Path, index: Path) -> Figures:
    """`python -m ingest`. Raises RuntimeError if it had something to do."""
    report, figures = _measured(["-m", "ingest", str(notes), "--index", str(index), "--json"])
    if report["embedded"] or report["added"] or report["removed"]:
        raise RuntimeError("The command did not find the index as it should be.")
    return {"embedded": 0.0, "ingest_s": float(report["seconds"])} | figures


def _stand_in_run(notes: Path, index: Path, root: Path = ROOT, *options: str) -> Figures:
    arguments = [str(Path(__file__)), "--run", str(notes), str(index), *options]
    found, figures = _measured(arguments, root)
    return {key: float(value) for key, value in found.items()} | figures


def _measured(arguments: Sequence[str], root: Path = ROOT) -> tuple[dict[str, float], Figures]:
    """What a Python process printed as JSON, and what it took. Nothing big is imported up here: on
    Linux a child's peak memory begins with its parent's."""
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=tempfile.gettempdir(),  # where no .env is
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=out,
            stderr=subprocess.DEVNULL if "ingest" in arguments else None,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise RuntimeError(f"{arguments} ended with {process.returncode}.")
        out.seek(0)
        printed: dict[str, float] = json.loads(out.read())
    return printed, {
        "process_s": seconds,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1000,
    }


def _ingest(notes: Path, index: Path, *, warm: bool) -> Figures:
    """Ingest in this process, by a stand-in under the real model's name; and how many files were
    read. With `warm`, what is imported when it is needed is imported before the clock starts."""
    from ingest import changes
    from ingest.config import IngestSettings
    from ingest.pipeline import ingest
    from ingest.text import lexical

    if warm:
        importlib.import_module("chromadb")
        lexical.words("词典")
    embedder = _stand_in()
    read, files = changes.read_raw, 0

    def counted(path: Path) -> changes.RawFile:
        nonlocal files
        files += 1
        return read(path)

    changes.read_raw = counted
    before, started, cpu = _written(), time.perf_counter(), time.process_time()
    report = ingest(notes, index, embedder, IngestSettings().split)
    return {
        "own_s": time.perf_counter() - started,
        "own_cpu_s": time.process_time() - cpu,
        "written": _written() - before,
        "embedded": report.embedded,
        "ingest_s": report.seconds,
        "files_read": files,
        "notes": report.notes,
    }


def _open(index: Path) -> Figures:
    """Open an index to search it, as the page does when it starts and after each change."""
    from bot.search.index import Index

    importlib.import_module("chromadb")
    reader = Index(index, _stand_in())
    started, cpu = time.perf_counter(), time.process_time()
    reader.open()
    return {
        "own_s": time.perf_counter() - started,
        "own_cpu_s": time.process_time() - cpu,
        "written": 0.0,
    }


def _stand_in() -> Any:
    """An embedder that costs nothing, by the name of the real one."""
    from scale_embedder import HashedEmbedder

    from ingest.config import IngestSettings
    from ingest.embedding.embedder import open_embedder
    from ingest.machine.cache import cache_dir

    settings = IngestSettings()
    real = open_embedder(settings.embedding_model, cache_dir(settings.notes_cache_dir))
    embedder = HashedEmbedder()
    embedder.name, embedder.fingerprint = real.name, real.fingerprint
    return embedder


def _written() -> float:
    """Bytes that this process has handed to the system to be written; 0 where none tells."""
    try:
        lines = Path("/proc/self/io").read_text("utf-8").splitlines()
    except OSError:
        return 0.0
    return float(next(line for line in lines if line.startswith("wchar")).split()[1])


def _bounds(result: dict[str, dict[str, Figures]]) -> list[tuple[str, bool]]:
    """A sentence for each bound that was measured, and whether it is met."""
    rows = [("the named notes", result["own"], OWN_BOUND_S)]
    rows += [
        (f"{int(size):,} generated notes", result[size], LARGE_BOUND_S)
        for size in result
        if size.isdecimal() and int(size) >= LARGE
    ]
    found = []
    for name, figures, bound in rows:
        seconds = figures[UNCHANGED]["process_s"]
        met = seconds <= bound
        words = "met" if met else "NOT met"
        found.append(
            (f"{name}, {UNCHANGED}, whole process: {seconds:.2f} s of {bound:.1f}, {words}", met)
        )
    return found


def _show(result: dict[str, dict[str, Figures]]) -> None:
    """The table and the bounds as Markdown."""
    heads = ("notes", "", "process (s)", "processor (s)", "peak (MB)", "embedded", "files read")
    print("| " + " | ".join(heads) + " |")
    print("| ---: | --- |" + " ---: |" * (len(heads) - 2))
    for size, rows in result.items():
        for what, figures in rows.items():
            read = f"{figures['files_read']:,.0f}" if "files_read" in figures else "–"
            cells = (
                f"{int(size):,}" if size.isdecimal() else "named",
                what,
                f"{figures['process_s']:.2f}",
                f"{figures['cpu_s']:.2f}",
                f"{figures['peak_mb']:,.0f}",
                f"{figures['embedded']:,.0f}",
                read,
            )
            print("| " + " | ".join(cells) + " |")
    print()
    for sentence, _ in _bounds(result):
        print(f"- {sentence}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notes", nargs="?", type=Path, default=ROOT / "data" / "notes")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="notes")
    parser.add_argument("--folder", type=Path, help="where notes and indexes are made and stay")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--against", type=Path, help="another checkout, to take turns with")
    parser.add_argument("--repeats", type=int, default=7, help="of each, against another checkout")
    parser.add_argument("--run", type=Path, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--warm", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
