"""The figures of scale.py as a table, a page and a plot."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

Figures = Mapping[str, float]

ROWS = (
    ("notes", "notes", 0, 1.0),
    ("chunks", "chunks", 0, 1.0),
    ("**a question with e5**, p50 (ms)", "e5_p50_ms", 1, 1.0),
    ("p95 (ms)", "e5_p95_ms", 1, 1.0),
    ("processor time, all cores, mean (ms)", "e5_cpu_ms", 1, 1.0),
    ("mean time of its parts: embedding (ms)", "part_embed_ms", 1, 1.0),
    ("Chroma (ms)", "part_chroma_ms", 1, 1.0),
    ("BM25 (ms)", "part_words_ms", 1, 1.0),
    ("late interaction (ms)", "part_late_ms", 1, 1.0),
    ("the rest (ms)", "part_rest_ms", 1, 1.0),
    ("**without embedding**, p50 (ms)", "alone_p50_ms", 1, 1.0),
    ("p95 (ms)", "alone_p95_ms", 1, 1.0),
    ("processor time, all cores, mean (ms)", "alone_cpu_ms", 1, 1.0),
    ("naive without embedding, p50 (ms)", "naive_p50_ms", 1, 1.0),
    ("p95 (ms)", "naive_p95_ms", 1, 1.0),
    ("right section first", "ours_at_1", 2, 1.0),
    ("naive", "naive_at_1", 2, 1.0),
    ("right section among five", "ours_at_5", 2, 1.0),
    ("naive", "naive_at_5", 2, 1.0),
    ("**opening** (s)", "open_s", 2, 1.0),
    ("first search (s)", "first_s", 2, 1.0),
    ("opening, files not in memory (s)", "cold_open_s", 2, 1.0),
    ("first search then (s)", "cold_first_s", 2, 1.0),
    ("**peak memory** without e5 (MB)", "alone_bytes", 0, 1e-6),
    ("with e5 (MB)", "e5_bytes", 0, 1e-6),
    ("naive without e5 (MB)", "naive_bytes", 0, 1e-6),
    ("load of the machine before (processes)", "load", 1, 1.0),
    ("**disk**: vectors (MB)", "disk_vectors", 1, 1e-6),
    ("texts (MB)", "disk_texts", 1, 1e-6),
    ("token vectors (MB)", "disk_tokens", 1, 1e-6),
    ("word index (MB)", "disk_words", 1, 1e-6),
    ("manifest (MB)", "disk_manifest", 1, 1e-6),
    ("**ingest** without e5: reading, splitting (s)", "build_read_s", 1, 1.0),
    ("stand-in's vectors (s)", "build_embed_s", 1, 1.0),
    ("storing (s)", "build_store_s", 1, 1.0),
    ("word index (s)", "build_search_s", 1, 1.0),
    ("peak memory until all is stored (MB)", "build_store_bytes", 0, 1e-6),
    ("peak memory (MB)", "build_bytes", 0, 1e-6),
    ("**ingest after a change** in one note (s)", "change_s", 1, 1.0),
    ("peak memory (MB)", "change_bytes", 0, 1e-6),
)
"""Row of the table, key of a measurement, decimals, factor."""

BOUNDS = (
    (1_000, "a question, p50", "e5_p50_ms", 30.0, 1.0, "ms"),
    (1_000, "a question, p95", "e5_p95_ms", 60.0, 1.0, "ms"),
    (100_000, "a question, p95", "e5_p95_ms", 200.0, 1.0, "ms"),
    (100_000, "peak memory with e5", "e5_bytes", 1500.0, 1e-6, "MB"),
    (100_000, "opening", "open_s", 3.0, 1.0, "s"),
)
"""Chunks, what, key of a measurement, the most it may be, factor, unit."""

PAGE = """\
# Speed and memory from 1,000 to 100,000 chunks

![Time of a question, opening and memory over the number of chunks](scale.svg)

{table}

{bounds}

Made by `make bench-scale` on {machine}. Milliseconds are of 300 questions, one after the
other. The notes come from `tests/benchmarks/generate.py`, the index from the program's own ingest.
The vectors are those of a stand-in with e5's shapes (`scale_embedder.py`), since e5 would take more
than an hour for 100,000 chunks; every question takes the time of the real model as well, and the
memory with e5 is that of one process with model and index.

*Naive* is a search in Chroma alone, as LangChain's tutorials do it, over the same collection. Which
section is found first says that the stand-in's search means something, and nothing about e5.
*Opening* leaves out what each start takes whatever the notes: Python's modules and the Chinese
dictionary. *Files not in memory*: the system was asked to forget the index's files before.
"""


def show(result: Mapping[int, Figures]) -> None:
    """Print the table and which bounds are met."""
    table = Table()
    for column in ("", *(f"{size:,}" for size in result)):
        table.add_column(column, justify="right" if column else "left")
    for cells in _cells(result):
        table.add_row(cells[0].replace("**", ""), *cells[1:])
    console = Console()
    console.print(table)
    for line in _bounds(result):
        console.print(line, highlight=False)


def write(result: Mapping[int, Figures], docs: Path) -> None:
    """Renew scale.md and scale.svg in a folder."""
    head = ["| | " + " | ".join(f"{size:,} chunks" for size in result) + " |"]
    head.append("| --- |" + " ---: |" * len(result))
    rows = [f"| {' | '.join(cells)} |" for cells in _cells(result) if cells[0] != "chunks"]
    page = PAGE.format(
        table="\n".join([*head, *rows]),
        bounds="\n".join(f"- {line}" for line in _bounds(result)),
        machine=f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}",
    )
    (docs / "scale.md").write_text(page, "utf-8")
    _plot(result, docs / "scale.svg")


def _cells(result: Mapping[int, Figures]) -> list[list[str]]:
    """Rows of text; a figure that was not measured is a dash."""
    return [
        [
            label,
            *(
                f"{figures[key] * factor:,.{decimals}f}" if key in figures else "–"
                for figures in result.values()
            ),
        ]
        for label, key, decimals, factor in ROWS
    ]


def _bounds(result: Mapping[int, Figures]) -> list[str]:
    lines = []
    for size, label, key, most, factor, unit in BOUNDS:
        if size in result and key in result[size]:
            value = result[size][key] * factor
            verdict = "met" if value <= most else "NOT met"
            lines.append(f"{size:,} chunks, {label}: {value:,.1f} {unit} of {most:,.0f}, {verdict}")
    return lines


def _plot(result: Mapping[int, Figures], path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "scale", "font.size": 9})
    from matplotlib import pyplot

    panels = (
        ("a question (ms)", {"with e5, p95": "e5_p95_ms", "with e5, p50": "e5_p50_ms"}, 1.0),
        ("opening (s)", {"opening": "open_s", "first search": "first_s"}, 1.0),
        ("peak memory (MB)", {"with e5": "e5_bytes", "without": "alone_bytes"}, 1e-6),
    )
    panels[0][1].update({"search, p50": "alone_p50_ms", "naive search, p50": "naive_p50_ms"})
    figure, axes = pyplot.subplots(1, len(panels), figsize=(11, 3.4), layout="constrained")
    for axis, (title, lines, factor) in zip(axes, panels, strict=True):
        for label, key in lines.items():
            points = [(n, f[key] * factor) for n, f in result.items() if key in f]
            axis.loglog(*zip(*points, strict=True), marker="o", label=label)
        axis.set_title(title)
        axis.set_xlabel("chunks")
        axis.grid(True, which="major", alpha=0.3)
        axis.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
