"""The settings that ingest and bot share, read from the environment and a `.env` file."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


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
        Field(description="e5-small (built in), or a sentence-transformers name or folder"),
    ] = "e5-small"
    chunk_tokens: Annotated[
        int, Field(ge=64, le=8192, description="longest chunk, in tokens of the embedding model")
    ] = 256
    chunk_overlap: Annotated[
        int, Field(ge=0, le=4096, description="tokens that parts of a long section share")
    ] = 32
    threads: Annotated[
        int | None, Field(ge=1, le=256, description="threads for the models; by default all cores")
    ] = None


def explain(error: ValidationError, settings: type[BaseSettings]) -> str:
    """A wrong or unknown setting in one sentence a fault, with what is allowed."""
    sentences: list[str] = []
    for fault in error.errors():
        name = str(fault["loc"][0]) if fault["loc"] else "settings"
        field = settings.model_fields.get(name)
        if field is None:
            near = get_close_matches(name.lower(), list(settings.model_fields), 1)
            hint = f" Did you mean {near[0].upper()}?" if near else ""
            sentences.append(f"There is no setting {name.upper()} (found in .env).{hint}")
        else:
            reason = fault["msg"].removeprefix("Value error, ")
            value = "" if "key" in name else f" is {fault['input']!r}:"
            sentences.append(f"{name.upper()}{value} {reason} ({field.description}).")
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
