"""The format follows from timings, and timings are kept for the machine that they were taken on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.embedding import number_format
from ingest.embedding.number_format import (
    EXACT,
    HALF,
    Format,
    Timing,
    chosen,
    file_for,
    keep,
    machine,
    read,
)

PLAIN, PACKED = Format(EXACT), Format(EXACT, packed=True)
HALF_PLAIN, HALF_PACKED = Format(HALF), Format(HALF, packed=True)
PROCESSOR = {"cpu_name": "Some processor", "avx2": True, "l2_cache_size": 1 << 20}


def timings(**milliseconds: tuple[float, float]) -> dict[Format, Timing]:
    """Of passages and of a question, under short names."""
    names = {"plain": PLAIN, "packed": PACKED, "half": HALF_PLAIN, "half_packed": HALF_PACKED}
    return {names[name]: Timing(*pair) for name, pair in milliseconds.items()}


def test_the_quicker_format_is_taken() -> None:
    assert chosen(timings(plain=(30, 15), half=(10, 10))) == HALF_PLAIN
    assert chosen(timings(plain=(30, 15), half=(40, 16))) == PLAIN


def test_of_two_that_are_about_as_quick_the_one_that_takes_half_the_memory() -> None:
    assert chosen(timings(plain=(96, 96), half=(100, 100))) == HALF_PLAIN
    assert chosen(timings(plain=(94, 100), half=(100, 100))) == PLAIN
    assert chosen(timings(plain=(100, 94), half=(100, 100))) == PLAIN


def test_each_number_format_runs_at_its_best() -> None:
    quick = timings(plain=(33, 15), packed=(18, 9), half=(13, 8), half_packed=(12, 6))
    assert chosen(quick) == HALF_PACKED
    emulated = timings(plain=(33, 15), packed=(18, 9), half=(25, 14), half_packed=(25, 14))
    assert chosen(emulated) == PACKED  # half would win against plain float32 alone


@pytest.mark.parametrize("packed", [(30, 15), (28, 16.5), (40, 12)])
def test_weights_are_packed_only_where_that_gains_something(packed: tuple[float, float]) -> None:
    assert chosen(timings(plain=(30, 15), packed=packed)) == PLAIN
    assert chosen(timings(plain=(30, 15), packed=(30.5, 12))) == PACKED


def test_what_was_not_timed_is_not_taken() -> None:
    assert chosen({}) == PLAIN
    assert chosen(timings(half=(1, 1), half_packed=(1, 1))) == PLAIN
    assert chosen(timings(plain=(30, 15))) == PLAIN
    assert chosen(timings(plain=(30, 15), half_packed=(1, 1))) == PLAIN


def test_timings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    here = machine(PROCESSOR, "2.13.0")
    taken = timings(plain=(30.25, 15), packed=(18, 9), half=(13, 1e-3))
    path = file_for(tmp_path / "not there yet" / "model-1", here)
    keep(path, here, taken)
    assert read(path, here) == taken
    keep(path, here, {})  # a model that can't be timed is not tried again
    assert read(path, here) == {}


def test_another_machine_decides_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in number_format.LIMITS:
        monkeypatch.delenv(f"{name}MAX_CPU_ISA", raising=False)
    here = machine(PROCESSOR, "2.13.0")
    others = [
        machine({**PROCESSOR, "avx2": False}, "2.13.0"),
        machine({**PROCESSOR, "cpu_name": "Another"}, "2.13.0"),
        machine(PROCESSOR, "2.14.0"),
    ]
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    others.append(machine(PROCESSOR, "2.13.0"))
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE")
    others.append(machine(PROCESSOR, "2.13.0"))
    model = tmp_path / "model-1"
    files = {file_for(model, one) for one in (here, *others)}
    assert len(files) == 6
    assert file_for(tmp_path / "model-2", here) not in files
    keep(file_for(model, here), here, timings(plain=(1, 1)))
    for other in others:
        assert read(file_for(model, other), other) is None
        assert read(file_for(model, here), other) is None


def test_the_same_machine_is_known_again_whatever_order_its_properties_come_in() -> None:
    turned = dict(reversed(PROCESSOR.items()))
    assert machine(PROCESSOR, "2.13.0") == machine(turned, "2.13.0")
    model = Path("model-1")
    assert file_for(model, machine(PROCESSOR, "1")) == file_for(model, machine(turned, "1"))


def changed(**values: Any) -> dict[str, Any]:
    """A row of the file with other values."""
    row = {"dtype": EXACT, "packed": False, "passages_ms": 1.0, "question_ms": 1.0}
    return {**row, **values}


@pytest.mark.parametrize(
    "rows",
    [
        [changed(passages_ms=0)],
        [changed(question_ms=-1)],
        [changed(question_ms=float("nan"))],
        [changed(question_ms=float("inf"))],
        [changed(question_ms=None)],
        [changed(passages_ms="quick")],
        [changed(dtype="float64")],
        [changed(packed="no")],
        [changed(), {}],
        [1],
        {"a": 1},
        None,
    ],
)
def test_damaged_timings_are_as_good_as_none(tmp_path: Path, rows: Any) -> None:
    here = machine(PROCESSOR, "2.13.0")
    path = tmp_path / "kept.json"
    path.write_text(json.dumps({"machine": here, "timings": rows}), "utf-8")
    assert read(path, here) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"1", b"\xff\xfe", b'{"machine": {}}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    here = machine(PROCESSOR, "2.13.0")
    path = tmp_path / "kept.json"
    path.write_bytes(content)
    assert read(path, here) is None


def test_a_folder_that_cant_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "formats").write_text("a file where the folder would be")
    here = machine(PROCESSOR, "2.13.0")
    path = file_for(tmp_path / "formats" / "model-1", here)
    keep(path, here, timings(plain=(1, 1)))
    assert read(path, here) is None
