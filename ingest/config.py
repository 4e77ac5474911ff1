"""The settings that ingest and bot share, read from the environment and a `.env` file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import Problem
from ingest.message import Message, several
from ingest.splitting.split import SplitSettings


def at_home(path: str | Path) -> Path:
    """The path with `~` in its place: no shell does it in `.env` or behind `--index=`."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # ~nobody
        return Path(path)


class WrongSetting(Problem, ValueError):
    """A setting that is wrong beside another one."""


class IngestSettings(BaseSettings):
    """Where the notes are and how they are split and embedded."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="forbid", env_ignore_empty=True
    )

    notes_dir: Annotated[Path, Field(description="folder of your markdown notes")] = Path(
        "data/notes"
    )
    index_dir: Annotated[Path, Field(description="where the index is kept")] = Path("data/index")
    notes_cache_dir: Annotated[
        Path | None, Field(description="unpacked models; by default the user's cache folder")
    ] = None
    embedding_model: Annotated[
        str,
        Field(description="e5-notes, e5-small (built in), or a sentence-transformers name"),
    ] = "e5-notes"
    chunk_tokens: Annotated[
        int, Field(ge=64, le=8192, description="longest chunk, in tokens of the embedding model")
    ] = 256
    chunk_overlap: Annotated[
        int, Field(ge=0, le=4096, description="tokens that parts of a long section share")
    ] = 32
    threads: Annotated[
        int | None, Field(ge=1, le=256, description="threads for the models; by default all cores")
    ] = None

    @field_validator("notes_dir", "index_dir", "notes_cache_dir", mode="after")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        return None if path is None else at_home(path)

    @model_validator(mode="after")
    def _overlap_fits(self) -> Self:
        if self.chunk_overlap > self.chunk_tokens // 2:
            raise WrongSetting(
                "chunk_overlap", overlap=self.chunk_overlap, tokens=self.chunk_tokens
            )
        return self

    @property
    def split(self) -> SplitSettings:
        """The sizes for splitting."""
        return SplitSettings(chunk_tokens=self.chunk_tokens, overlap_tokens=self.chunk_overlap)


PREFIXES = {"CHUNK_": 0.6, "EMBEDDING_": 0.6, "NOTES_": 0.6, "LLM_": 0.85}
"""Environment variables with these are taken for ours where they are that near to one of ours,
0–1. LLM_ is what many programs begin their own names with."""


def unknown_settings(
    environ: Mapping[str, str], settings_class: type[BaseSettings]
) -> list[Message]:
    """A message for each variable that looks like a setting misspelt, in the order given."""
    found: list[Message] = []
    for name in environ:
        for prefix, nearness in PREFIXES.items():
            near = _meant(name, settings_class, nearness)
            if near and name.upper().startswith(prefix):
                unknown = Message.of("setting_unknown", name=name.upper())
                found.append(Message.of("setting_meant", problem=unknown, near=near))
    return found


def unknown_in_file(names: Iterable[str], settings_class: type[BaseSettings]) -> list[Message]:
    """Unknown settings of a `.env` file; others may share it, so only near-misses are named."""
    meant = {name: _meant(name, settings_class, 0.8) for name in names}
    return [_unknown_in_file(name, near) for name, near in meant.items() if near]


def _unknown_in_file(name: str, near: str) -> Message:
    unknown = Message.of("setting_unknown_in_file", name=name.upper())
    return Message.of("setting_meant", problem=unknown, near=near) if near else unknown


def _meant(name: str, settings_class: type[BaseSettings], nearness: float) -> str:
    """The setting whose name is that near, as it is written; "" for none, or for a setting."""
    known = list(settings_class.model_fields)
    if name.lower() in known:
        return ""
    return next(iter(get_close_matches(name.lower(), known, 1, nearness)), "").upper()


def explain(error: ValidationError, settings: type[BaseSettings]) -> Message:
    """A wrong or unknown setting in one sentence a fault, with what is allowed."""
    return several(*(_explained(fault, settings) for fault in error.errors()))


def _explained(fault: ErrorDetails, settings: type[BaseSettings]) -> Message:
    raised = fault.get("ctx", {}).get("error")
    if isinstance(raised, WrongSetting):
        return raised.message
    name = str(fault["loc"][0]) if fault["loc"] else ""
    why, field = fault["msg"], settings.model_fields.get(name)
    if field is None:
        return _unknown_in_file(name, _meant(name, settings, 0.6))
    own = {"name": name.upper(), "why": why, "meaning": field.description}
    if "key" in name:
        return Message.of("setting_secret_wrong", **own)
    return Message.of("setting_wrong", **own, value=repr(fault["input"]))


def describe_settings(settings: type[BaseSettings]) -> str:
    """Every setting with its default and meaning, a line each, for --help."""
    rows = [
        (name.upper(), "" if field.default is None else str(field.default), field.description or "")
        for name, field in settings.model_fields.items()
    ]
    return "\n".join(
        f"  {name:<18} {text}" + (f" [{default}]" if default else "")
        for name, default, text in rows
    )
