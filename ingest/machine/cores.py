"""How many processor cores this process may keep busy."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil

CGROUP_LIMIT = Path("/sys/fs/cgroup/cpu.max")


def cores(limit_file: Path = CGROUP_LIMIT) -> int:
    """Physical cores, fewer if the process is bound to some or its container has a limit.

    `limit_file` holds microseconds of computing and the period they are for, as Linux writes it.
    """
    count = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        count = min(count, len(os.sched_getaffinity(0)))
    try:
        quota, period = limit_file.read_text(encoding="ascii").split()
        count = min(count, max(1, round(int(quota) / int(period))))
    except (OSError, ValueError):  # no such file, or "max": no limit
        pass
    return count


def free_cores(watch_s: float = 0.3) -> int:
    """How many of `cores()` other processes left idle for the last `watch_s` seconds, 1 or more.

    What this process does itself doesn't count.
    """
    before, own_before = psutil.cpu_times(), time.process_time()
    started = time.monotonic()
    time.sleep(watch_s)
    after, own = psutil.cpu_times(), time.process_time() - own_before
    waited = time.monotonic() - started
    spent = sum(after) - sum(before)
    idle = after.idle - before.idle + getattr(after, "iowait", 0) - getattr(before, "iowait", 0)
    others = max(0.0, (spent - idle - own) / waited)
    return max(1, cores() - round(others))
