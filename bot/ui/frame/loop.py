"""A running event loop around gradio's making of things."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


def in_loop(make: Callable[[], Made]) -> Made:
    """Call `make` where an event loop runs.

    Outside of one, gradio 6.31 opens a new loop for every lock it makes, some forty for a page,
    and closes none of them; each holds two sockets.
    """

    async def made() -> Made:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(made())
        finally:
            loop.close()
    return make()
