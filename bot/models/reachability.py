"""Whether a provider can be reached, found out now and then behind the page.

Only the provider that the user set is asked, without anything of the notes, and only while somebody
looks at the status.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.core.turn import ModelState
from bot.models.failure import at, failure
from bot.sentences import Message, several

if TYPE_CHECKING:
    import httpx
    from langchain_core.language_models import BaseChatModel

PROBE_S = 4.0
"""For each request of a probe."""

UP_S, DOWN_S = 300.0, 8.0
"""How long it is believed that a provider is up, or that it isn't."""

_OLLAMA = "http://127.0.0.1:11434"


class Reachability:
    """What is known of one provider. Safe to use from many threads."""

    def __init__(
        self, probe: Callable[[], Message | None], now: Callable[[], float] = time.monotonic
    ) -> None:
        """`probe` says what is wrong, None if nothing is; it may take long."""
        self._probe, self._now = probe, now
        self._lock = threading.Lock()
        self._problem: Message | None = None
        self._known = False
        self._due = float("-inf")
        self._thread: threading.Thread | None = None

    def look(self) -> tuple[bool, Message | None]:
        """Whether it is known, and what is wrong; None if nothing is.

        Never waits; looks again in the background where it is time to.
        """
        with self._lock:
            looking = self._thread is not None and self._thread.is_alive()
            if not looking and self._now() >= self._due:
                self._thread = threading.Thread(target=self._look, daemon=True, name="probe")
                self._thread.start()
            return self._known, self._problem

    def answered(self) -> None:
        """Note that the provider has just answered a question."""
        self._learn(None)

    def failed(self) -> None:
        """Note that the provider has just failed at a question: whether it is up is found out
        anew."""
        with self._lock:
            self._due = float("-inf")

    def _look(self) -> None:
        try:
            self._learn(self._probe())
        except Exception:  # a fault of the probe says nothing about the provider
            self._learn(None)

    def _learn(self, problem: Message | None) -> None:
        with self._lock:
            self._known, self._problem = True, problem
            self._due = self._now() + (DOWN_S if problem else UP_S)


def reachable(state: ModelState, model: BaseChatModel | None) -> ModelState:
    """The state of a model, which is ready only if its provider, if it has one, is reached."""
    reach = getattr(model, "reach", None)
    if state.status != "ready" or not isinstance(reach, Reachability):
        return state
    known, problem = reach.look()
    if not known:
        return ModelState(state.name, "loading", detail=state.detail)
    return ModelState(state.name, "missing", detail=problem) if problem else state


def probe_of(
    provider: str, inner: Any, name: str, base_url: str
) -> Callable[[], Message | None] | None:
    """What finds out whether a provider is up; None where there is nothing to ask."""
    key = getattr(inner, "openai_api_key", None)
    base = base_url or str(getattr(inner, "openai_api_base", None) or "")
    if provider == "ollama":
        address = (base_url or str(getattr(inner, "base_url", None) or _OLLAMA)).rstrip("/")
        return lambda: _plain(f"{address}/api/tags", name, address)
    if provider == "openai":
        base = base or "https://api.openai.com/v1"
        secret = key.get_secret_value() if isinstance(key, SecretStr) else ""
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        return lambda: _like_openai(base.rstrip("/"), headers, name, base_url)
    return (lambda: _plain(base_url, name, base_url)) if base_url else None


def _like_openai(base: str, headers: dict[str, str], name: str, base_url: str) -> Message | None:
    """Asks for the list of models; where there is none, for the refusal of an empty question."""
    listed = _ask("GET", f"{base}/models", headers, name, base_url)
    if isinstance(listed, Message) or not (listed.status_code in (404, 405) or _is_page(listed)):
        return listed if isinstance(listed, Message) else _refusal(listed, name, base_url)
    asked = _ask("POST", f"{base}/chat/completions", headers, name, base_url)
    if isinstance(asked, Message):
        return asked
    if _is_page(asked) or asked.status_code == 404:
        nobody = Message.of("provider_elsewhere", name=name, status=asked.status_code)
        return several(nobody, at(base_url)) if base_url else nobody
    return _refusal(asked, name, base_url)


def _plain(address: str, name: str, base_url: str) -> Message | None:
    """Whether anything answers there."""
    found = _ask("GET", address, {}, name, base_url)
    return found if isinstance(found, Message) else _refusal(found, name, base_url)


def _refusal(response: httpx.Response, name: str, base_url: str) -> Message | None:
    """What an answer says against the provider; that it wants another question says nothing."""
    import httpx

    if response.status_code not in (401, 403) and response.status_code < 500:
        return None
    if response.status_code in (403, 501, 505):
        return None  # keys that may chat but not list models; servers that can't list them
    error = httpx.HTTPStatusError("refused", request=response.request, response=response)
    return failure(error, name, base_url).message


def _ask(
    method: str, address: str, headers: dict[str, str], name: str, base_url: str
) -> httpx.Response | Message:
    """The answer with at most the beginning of its text, or what is wrong."""
    import httpx

    try:
        with (
            httpx.Client(timeout=PROBE_S) as client,
            client.stream(
                method, address, headers=headers, json={} if method == "POST" else None
            ) as response,
        ):
            kind = response.headers.get("content-type", "")
            if (
                not re.search("event-stream", kind)
                and int(response.headers.get("content-length") or 0) < 1_000_000
            ):
                response.read()
            return response
    except Exception as error:  # what proxies, names and certificates can be wrong with
        return failure(error, name, base_url).message


def _is_page(response: httpx.Response) -> bool:
    return "html" in response.headers.get("content-type", "").lower()
