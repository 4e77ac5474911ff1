"""Fixtures that several test files share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def cache() -> Path:
    """The folder for unpacked models, inside the checkout."""
    folder = ROOT / "build" / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
