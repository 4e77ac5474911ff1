"""Files, processor, network and terminal of this machine, as ingest treats them."""

from __future__ import annotations

from ingest.machine.cache import cache_dir, locked, write_whole
from ingest.machine.cores import free_cores
from ingest.machine.pipes import ended
from ingest.machine.progress_bars import ProgressBars
from ingest.machine.proxies import lacking, set_aside

__all__ = [
    "ProgressBars",
    "cache_dir",
    "ended",
    "free_cores",
    "lacking",
    "locked",
    "set_aside",
    "write_whole",
]
