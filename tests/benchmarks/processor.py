"""On what figures were made: `python tests/benchmarks/processor.py` tells the kind of processor
and the number format of the embedding model on it.

Whether a processor multiplies in AMX or in AVX2 makes more difference than anything in this
program: without its kind no figure says anything.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KINDS = (
    ("amx_bf16", "AMX"),
    ("avx512_bf16", "AVX-512 with bfloat16"),
    ("avx512_f", "AVX-512"),
    ("avx2", "AVX2"),
    ("sve_bf16", "SVE with bfloat16"),
    ("bf16", "NEON with bfloat16"),
    ("neon", "NEON"),
)
LIMITS = ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY")


def kind(capabilities: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """The best that a processor multiplies in, its name, and what the environment holds it to."""
    best = next((name for flag, name in KINDS if capabilities.get(flag)), "unknown instructions")
    held = [f"{name}={environment[name]}" for name in LIMITS if environment.get(name)]
    return ", ".join([best, str(capabilities.get("cpu_name", "processor without a name")), *held])


def described(embedder: Any) -> str:
    """The processor and the embedder's number format on it. Reads the model."""
    import torch

    capabilities: Any = torch.cpu.get_capabilities()
    form = embedder.format
    packed = "packed" if form.packed else "plain"
    return f"{kind(capabilities, os.environ)}: {form.dtype}, {packed} weights"


def of_this_machine() -> str:
    """The same from a process of its own, so that nothing big is imported here."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, str(Path(__file__))]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def main() -> int:
    """Read the model of the settings, which measures its formats where that was not done yet."""
    from ingest.config import IngestSettings
    from ingest.embedding.embedder import open_embedder
    from ingest.machine.cache import cache_dir

    settings = IngestSettings()
    cache = cache_dir(settings.notes_cache_dir)
    print(described(open_embedder(settings.embedding_model, cache, threads=settings.threads)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
