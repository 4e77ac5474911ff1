"""The settings that ingest and bot share, read from the environment and a `.env` file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.splitting.split import SplitSettings


def at_home(path: str | Path) -> Path:
    """The path with `~` in its place: no shell does it in `.env` or behind `--index=`."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # ~nobody
        return Path(path)


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
            raise ValueError(
                f"CHUNK_OVERLAP is {self.chunk_overlap}: it must be at most half of CHUNK_TOKENS, "
                f"which is {self.chunk_tokens}."
            )
        return self

    @property
    def split(self) -> SplitSettings:
        """The sizes for splitting."""
        return SplitSettings(chunk_tokens=self.chunk_tokens, overlap_tokens=self.chunk_overlap)


PREFIXES = {"CHUNK_": 0.6, "EMBEDDING_": 0.6, "NOTES_": 0.6, "LLM_": 0.85}
"""Environment variables with these are taken for ours where they are that near to one of ours,
0–1. LLM_ is what many programs begin their own names with."""


def unknown_settings(environ: Mapping[str, str], settings_class: type[BaseSettings]) -> list[str]:
    """A sentence for each variable that looks like a setting misspelt, in the order given."""
    sentences: list[str] = []
    for name in environ:
        for prefix, nearness in PREFIXES.items():
            if name.upper().startswith(prefix):
                sentences += _misspelt([name], settings_class, nearness, "")
    return sentences


def unknown_in_file(names: Iterable[str], settings_class: type[BaseSettings]) -> list[str]:
    """The same for a `.env` file, which other commands may share: only near-misses are named."""
    return _misspelt(names, settings_class, 0.8, " (found in .env)")


def _misspelt(
    names: Iterable[str], settings_class: type[BaseSettings], nearness: float, where: str
) -> list[str]:
    known = list(settings_class.model_fields)
    sentences: list[str] = []
    for name in names:
        near = get_close_matches(name.lower(), known, 1, nearness)
        if near and name.lower() not in known:
            hint = f"Did you mean {near[0].upper()}?"
            sentences.append(f"There is no setting {name.upper()}{where}. {hint}")
    return sentences


def explain(error: ValidationError, settings: type[BaseSettings]) -> str:
    """A wrong or unknown setting in one sentence a fault, with what is allowed."""
    sentences: list[str] = []
    for fault in error.errors():
        reason = fault["msg"].removeprefix("Value error, ")
        name = str(fault["loc"][0]) if fault["loc"] else ""
        field = settings.model_fields.get(name)
        if field is not None:
            value = "" if "key" in name else f" is {fault['input']!r}:"
            sentences.append(f"{name.upper()}{value} {reason} ({field.description}).")
        elif name:
            near = get_close_matches(name.lower(), list(settings.model_fields), 1)
            hint = f" Did you mean {near[0].upper()}?" if near else ""
            sentences.append(f"There is no setting {name.upper()} (found in .env).{hint}")
        else:
            sentences.append(reason)
    return "\n".join(sentences)


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
