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

    def __init__(self, probe: Callable[[], str], now: Callable[[], float] = time.monotonic) -> None:
        """`probe` gives sentences that say what is wrong, none if nothing is; it may take long."""
        self._probe, self._now = probe, now
        self._lock = threading.Lock()
        self._problem: str | None = None
        self._due = float("-inf")
        self._thread: threading.Thread | None = None

    def problem(self) -> str | None:
        """What is wrong, empty if nothing is, None if that isn't known yet.

        Never waits; looks again in the background where it is time to.
        """
        with self._lock:
            looking = self._thread is not None and self._thread.is_alive()
            if not looking and self._now() >= self._due:
                self._thread = threading.Thread(target=self._look, daemon=True, name="probe")
                self._thread.start()
            return self._problem

    def answered(self) -> None:
        """The provider has just answered a question."""
        self._learn("")

    def failed(self) -> None:
        """It has just failed at one: what is known is to be found out anew."""
        with self._lock:
            self._due = float("-inf")

    def _look(self) -> None:
        try:
            self._learn(self._probe())
        except Exception:  # a fault of the probe says nothing about the provider
            self._learn("")

    def _learn(self, problem: str) -> None:
        with self._lock:
            self._problem = problem
            self._due = self._now() + (DOWN_S if problem else UP_S)


def reachable(state: ModelState, model: BaseChatModel | None) -> ModelState:
    """The state of a model, which is ready only if its provider, if it has one, is reached."""
    reach = getattr(model, "reach", None)
    if state.status != "ready" or not isinstance(reach, Reachability):
        return state
    problem = reach.problem()
    if problem is None:
        return ModelState(state.name, "loading", detail=state.detail)
    return ModelState(state.name, "missing", detail=problem) if problem else state


def probe_of(provider: str, inner: Any, name: str, base_url: str) -> Callable[[], str] | None:
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


def _like_openai(base: str, headers: dict[str, str], name: str, base_url: str) -> str:
    """Asks for the list of models; where there is none, for the refusal of an empty question."""
    listed = _ask("GET", f"{base}/models", headers, name, base_url)
    if isinstance(listed, str) or not (listed.status_code in (404, 405) or _is_page(listed)):
        return listed if isinstance(listed, str) else _refusal(listed, name, base_url)
    asked = _ask("POST", f"{base}/chat/completions", headers, name, base_url)
    if isinstance(asked, str):
        return asked
    if _is_page(asked) or asked.status_code == 404:
        lines = [
            f"{name}: no model answers at its address (status {asked.status_code}).",
            *([at(base_url)] if base_url else []),
        ]
        return "\n".join(lines)
    return _refusal(asked, name, base_url)


def _plain(address: str, name: str, base_url: str) -> str:
    """Whether anything answers there."""
    found = _ask("GET", address, {}, name, base_url)
    return found if isinstance(found, str) else _refusal(found, name, base_url)


def _refusal(response: httpx.Response, name: str, base_url: str) -> str:
    """What an answer says against the provider; that it wants another question says nothing."""
    import httpx

    if response.status_code not in (401, 403) and response.status_code < 500:
        return ""
    if response.status_code in (403, 501, 505):
        return ""  # keys that may chat but not list models; servers that can't list them
    error = httpx.HTTPStatusError("refused", request=response.request, response=response)
    return str(failure(error, name, base_url))


def _ask(
    method: str, address: str, headers: dict[str, str], name: str, base_url: str
) -> httpx.Response | str:
    """The answer with at most the beginning of its text, or what is wrong in sentences."""
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
        return str(failure(error, name, base_url))


def _is_page(response: httpx.Response) -> bool:
    return "html" in response.headers.get("content-type", "").lower()
