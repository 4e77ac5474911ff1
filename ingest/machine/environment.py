"""What torch and the Hugging Face hub read from the environment while they are imported.

Set by whoever starts a program and whoever is about to read a model; the making of an object sets
nothing.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

_QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
_THREADS = {
    # Threads that wait by spinning: .7 s a question instead of 25 ms while another program is busy.
    "OMP_WAIT_POLICY": "passive",
    # But some ten microseconds, from one of a model's hundred products to the next: waking a thread
    # each time made a question's 54 ms of 39.
    "GOMP_SPINCOUNT": "10000",
}
_COMPILED = {
    # oneDNN keeps compiled code for each shape of a batch, torch's layer over it once more. Nearly
    # every batch has a shape of its own: with the usual 1,024 that is 250 MB for 750 chunks and no
    # quicker. What is left serves the twelve layers of a batch.
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "32",
    "LRU_CACHE_CAPACITY": "32",
}


def set_for_models(environ: MutableMapping[str, str] = os.environ) -> None:
    """Make models quiet, quick and small. What the user has set stays; doing it twice is no harm.

    Once torch is imported it changes nothing any more.
    """
    for name, value in (_QUIET | _THREADS | _COMPILED).items():
        environ.setdefault(name, value)
