"""The language model in this process, with the real 1.1 GB of weights."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, Field

from bot.errors import ModelUnavailable
from bot.models.local_llm import ChatLocal
from bot.models.weights import assembled

pytestmark = pytest.mark.live


class Mark(BaseModel):
    name: str = Field(max_length=20)
    score: int = Field(ge=0, le=5)


@pytest.fixture(scope="module")
def local(cache: Path) -> Iterator[ChatLocal]:
    """The real language model."""
    model = ChatLocal(path=assembled(cache), max_tokens=60, temperature=0.0)
    yield model
    model.close()


def test_a_short_chinese_question_is_answered(local: ChatLocal) -> None:
    messages = [
        SystemMessage("只用资料回答，用中文。"),
        HumanMessage("资料：天空是绿色的。天空什么颜色？"),
    ]
    chunks = [chunk.content for chunk in local.stream(messages)]
    assert "绿" in "".join(map(str, chunks))
    assert len([chunk for chunk in chunks if chunk]) > 1


def test_a_cancelled_answer_leaves_the_model_usable(local: ChatLocal) -> None:
    stream = local.stream("容器共用宿主机的内核。" * 200)
    next(stream)
    started = time.monotonic()
    assert isinstance(stream, Generator)
    stream.close()
    assert time.monotonic() - started < 0.2
    assert local.invoke("你好", max_tokens=8).content


def test_the_beginning_of_a_warmed_prompt_isnt_read_again(local: ChatLocal) -> None:
    system = SystemMessage("你是面试官，只根据资料回答。" * 20)
    local.warm([system])
    answer = local.invoke([system, HumanMessage("你好")], max_tokens=4)
    assert isinstance(answer, AIMessage)
    assert answer.usage_metadata is not None
    unread = answer.usage_metadata["input_tokens"]
    unread -= answer.usage_metadata["input_token_details"]["cache_read"]
    assert unread < 20


def test_the_grammar_gives_the_form(local: ChatLocal) -> None:
    mark = local.with_structured_output(Mark).invoke("给苹果打分，零到五分。")
    assert 0 <= mark.score <= 5


def test_a_prompt_beyond_the_context_is_refused(local: ChatLocal) -> None:
    with pytest.raises(ModelUnavailable, match="reads 4096"):
        local.invoke("x " * 6000)


@pytest.mark.parametrize("path", ["/v1/models", "/slots", "/props", "/metrics", "/completion"])
def test_the_port_is_locked(local: ChatLocal, path: str) -> None:
    assert local.address.startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(local.address + path, timeout=10)
    assert caught.value.code == 401
    caught.value.close()


def test_python_ends_cleanly_while_the_model_writes(local: ChatLocal) -> None:
    script = f"""
from pathlib import Path
from bot.models.local_llm import ChatLocal
stream = ChatLocal(path=Path({str(local.path)!r})).stream("数到一千。")
while not next(stream).content:
    pass
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
