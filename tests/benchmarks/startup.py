"""How long `python -m bot` takes until its page answers: `python tests/benchmarks/startup.py`.

With an index and unpacked models in place, as on every start but the first.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from processor import of_this_machine

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 120.0
POLL_S = 0.02


def main() -> int:
    """Start the page several times and print the median of the times."""
    args = _parser().parse_args()
    index = ROOT / "build" / "bench" / "index"
    ingest = [sys.executable, "-m", "ingest", str(args.notes), "--index", str(index)]
    if subprocess.run(ingest, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode == 2:
        return 2
    processor = of_this_machine()
    # One start that is not counted brings the files into memory.
    times = [measure(args.notes.resolve(), index) for _ in range(args.times + 1)][1:]
    if args.json:
        print(json.dumps({"page_ready_s": median(times), "times_s": times, "processor": processor}))
    else:
        each = ", ".join(f"{seconds:.1f}" for seconds in times)
        print(processor)
        print(f"page ready after {median(times):.1f} s (median of {len(times)} starts: {each})")
    return 0


def measure(notes: Path, index: Path) -> float:
    """Seconds from starting the command to the page's first answer with status 200.

    Raises RuntimeError when the command ends instead, or has not answered in LONGEST_S seconds.
    """
    port = _free_port()
    command = [sys.executable, "-m", "bot", "--notes", str(notes), "--index", str(index)]
    started = time.perf_counter()
    # BROWSER: where the page opens a browser by itself, this one does nothing.
    page = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "BROWSER": "true"},
        stdout=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - started < LONGEST_S:
            if page.poll() is not None:
                raise RuntimeError(f"The page's command ended with {page.returncode}.")
            if _answers(port):
                return time.perf_counter() - started
            with suppress(subprocess.TimeoutExpired):
                page.wait(POLL_S)
        raise RuntimeError(f"The page gave no answer in {LONGEST_S:.0f} s.")
    finally:
        page.terminate()
        try:
            page.wait(timeout=20)
        except subprocess.TimeoutExpired:
            page.kill()
            page.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=ROOT / "data" / "notes")
    parser.add_argument("--times", type=int, default=3, help="starts that count")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
