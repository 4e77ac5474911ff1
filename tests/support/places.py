"""Where things lie that several tests read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
SUPPORT = tuple(str(TESTS / "support" / room) for room in ("", "on_page", "indexes", "playing"))
"""Folders of stand-ins, for programs that tests start."""
EVAL = TESTS / "eval"
NOTES = TESTS / "notes"
SHARED = ROOT.parent / "shared"
"""Other people's notes and questions; they come with no checkout, and tests go without them."""
