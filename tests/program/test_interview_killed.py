from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from places import ROOT, SUPPORT, TESTS

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork"),
    pytest.mark.slow,
]

VISITS = 1
"""Of each step: nine of all take a minute."""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("killed")
    script = TESTS / "support" / "playing" / "killed.py"
    path = os.pathsep.join([str(ROOT), *SUPPORT])
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script), str(folder), str(VISITS)],
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_every_step_was_killed_before_and_after_its_work(rows: list[dict[str, Any]]) -> None:
    killed = {(row["step"], row["when"]) for row in rows if row["killed"]}
    steps = ("ask", "wait", "clock", "hint", "show", "grade", "nudge", "feedback", "drill", "close")
    assert killed == {(s, w) for s in (*steps, "report") for w in ("before", "after")}


def test_an_interview_that_was_killed_ends_as_if_nothing_had_happened(
    rows: list[dict[str, Any]],
) -> None:
    whole = next(row for row in rows if not row["killed"])
    assert {kind for _, kind, _ in whole["log"]} == {
        *("ask", "answer", "nudge", "hint", "feedback", "drill", "pause", "resume", "note"),
    }
    for row in rows:
        where = (row["step"], row["visit"], row["when"])
        for name in ("log", "scores", "points"):
            assert row[name] == whole[name], (where, name)


def test_nothing_is_asked_or_graded_twice(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        where = (row["step"], row["visit"], row["when"])
        assert [kind for _, kind, _ in row["log"]].count("ask") == 3, where
        assert [number for number, _ in row["reviews"]] == [0, 1, 2], where
        assert row["times"] == [1, 1, 1], where
        assert row["steps"] == next(one for one in rows if not one["killed"])["steps"], where
