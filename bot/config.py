"""The bot's settings, read once from the environment and a `.env` file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator

from ingest.config import IngestSettings
from ingest.config import at_home as at_home
from ingest.config import describe_settings as describe_settings


class Settings(IngestSettings):
    """Ingest's settings and what chat, page and language model need."""

    llm: Annotated[
        str,
        Field(
            min_length=1,
            description="none, local, a .gguf path, or a model of LangChain's init_chat_model "
            "such as ollama:qwen3:8b, openai:deepseek-chat, anthropic:claude-sonnet-4-5",
        ),
    ] = "local"
    llm_api_key: Annotated[
        SecretStr | None, Field(description="key for the LLM; never shown or logged")
    ] = None
    llm_base_url: Annotated[
        str | None, Field(description="address of an OpenAI-compatible server")
    ] = None
    llm_timeout_s: Annotated[
        float,
        Field(
            gt=0,
            le=3600,
            description="seconds to wait for the LLM's first word, with trying again, and for each "
            "next one",
        ),
    ] = 60.0
    llm_judges: Annotated[
        Literal["auto", "always", "never"],
        Field(
            description="whether the LLM judges answers; auto: not a model in this process, which "
            "tells full from false answers no better than chance"
        ),
    ] = "auto"
    passages: Annotated[int, Field(ge=1, le=12, description="passages an answer may draw on")] = 4
    reranker: Annotated[
        str,
        Field(
            description="a cross-encoder for the first passages, such as BAAI/bge-reranker-v2-m3: "
            "better sources, seconds more a question; empty for none"
        ),
    ] = ""
    host: Annotated[str, Field(description="address the page listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="port of the page")] = 7860
    auth_file: Annotated[
        Path | None, Field(description="user:password lines; needed for any host but 127.0.0.1")
    ] = None
    database_url: Annotated[
        str | None, Field(description="SQLAlchemy URL for chats; by default a file in the index")
    ] = None
    editor_url: Annotated[
        str, Field(description="link that opens a note, with {path} and {line}")
    ] = "vscode://file/{path}:{line}"

    @field_validator("auth_file", mode="after")
    @classmethod
    def _auth_at_home(cls, path: Path | None) -> Path | None:
        return None if path is None else at_home(path)
