"""Keeps everything on this machine that libraries would send elsewhere, whatever the shell says."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

QUIET = {
    # LangSmith would get every prompt, with the notes in it. Each version reads another of these.
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma's
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}

_PREFIX = "GRADIO_"
"""Of switches that would change the page, or keep it from starting: none of them is a setting of
ours."""

_FOREIGN = ("WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS")
"""What the server below gradio reads, meant for other programs."""


def keep_at_home(environ: MutableMapping[str, str] = os.environ) -> None:
    """Switch tracing and telemetry off, and leave gradio no switches but ours. For programs, at
    their start: libraries read these names while they are imported. Whoever imports `bot` into a
    program of their own decides themselves.
    """
    for name in [name for name in environ if name.upper().startswith(_PREFIX)]:
        del environ[name]
    for name in _FOREIGN:
        environ.pop(name, None)
    environ.update(QUIET)
