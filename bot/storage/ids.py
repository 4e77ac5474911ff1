"""Random names of owners, chats and interviews."""

from __future__ import annotations

import re
import uuid

# An id that this program made: “0123456789abcdef0123456789abcdef” but not “0123456789ABCDEF”.
_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """A random name, too long to guess."""
    return uuid.uuid4().hex


def is_id(value: object) -> bool:
    """Whether a value that came from a browser has the shape of `new_id`."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def check_owner(owner: str) -> None:
    """Raises ValueError for what can't be an owner, so that nothing is stored under it."""
    if not is_id(owner):
        raise ValueError("an owner is a value of new_id()")
