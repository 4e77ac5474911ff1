"""What an exception of a provider's client means, in sentences with what to do next. Pure."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bot.errors import ModelUnavailable

PAUSES_S = (0.5, 1.5, 3.0)
"""Before the second attempt, the third, …"""

AGAIN = (408, 409, 425, 429, 500, 502, 503, 504, 529)
"""Statuses that may be gone at the next attempt."""

STATUS = {
    400: "it refused the request (status 400). Is this model a chat model, and the chat not too "
    "long for it?",
    401: "the key was refused. Set LLM_API_KEY to a valid one.",
    402: "the account has no credit left (status 402).",
    403: "the key may not use this model (status 403). Choose another LLM or key.",
    404: "its server has no such model (status 404). Check LLM and LLM_BASE_URL; for ollama, run "
    "`ollama pull` with the model's name first.",
    429: "too many requests, or the account has no credit left (status 429). Try again later.",
}

UNREACHED = {
    "the proxy that your system names can't be used.": re.compile(r"proxy", re.IGNORECASE),
    "its host's name is not known.": re.compile(
        r"gaierror|getaddrinfo|Name or service not known|nodename nor servname|name resolution"
    ),
    "its certificate can't be trusted.": re.compile(r"CERTIFICATE_VERIFY|SSLCertVerification"),
    "it doesn't speak https.": re.compile(r"SSLError|\[SSL"),
    "its address is no http address.": re.compile(r"UnsupportedProtocol|InvalidURL|Invalid port"),
    "nothing listens at its address.": re.compile(
        r"ConnectionRefused|refused|All connection attempts failed"
    ),
}
"""Why a server can't be reached, and what tells of it in an exception."""

# An account that has no money left: “insufficient_quota for this month” but not “rate limit
# reached”.
_CREDIT = re.compile(r"insufficient_quota|credit|balance|billing|余额|欠费|充值", re.IGNORECASE)
# A client that got a stream without any text: “No generation chunks were returned” but not “the
# generation was cut off”.
_NO_TEXT = re.compile(r"no generation chunks|no generations?\b.*(?:found|returned)", re.IGNORECASE)
# A client's own words for an empty or odd answer: “Unexpected response type: str” but not “model
# not found”.
_NO_ERROR = re.compile(r"no generation|Unexpected response type", re.IGNORECASE)
# A web page in the place of an error, as proxies send it: “<html><body>502” but not “no such model
# <x>”.
_PAGE = re.compile(r"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE)
# The title of such a page: “<title> Bad Gateway </title>” but not “<h1>Bad Gateway</h1>”.
_TITLE = re.compile(r"<title[^>]*>\s*(.*?)\s*(?:</title|$)", re.IGNORECASE | re.DOTALL)
# What looks like a key, in an address that is shown: “/v1/sk-abc123” but not
# “/v1/chat/completions”.
_KEYLIKE = re.compile(r"sk-[^/]+|(?=[\w-]*\d)[\w-]{24,}")
_SAID_CHARS = 160


def failure(error: BaseException, name: str, base_url: str = "") -> ModelUnavailable:
    """One sentence, a second one with LLM_BASE_URL where that may be at fault, in lines.

    `name` is what the model is called. Nothing that looks like a key is repeated.
    """
    for one in chain(error):
        if isinstance(one, ModelUnavailable):
            return one
    sentence, address = _sentence(error, name)
    lines = [sentence]
    if (status := status_of(error)) in (429, 503) and (wait := asked_s(error)):
        lines.append(f"It asks to wait {wait:.0f} seconds.")
    elif status in (400, 403, 404) and (said := _said(error)):
        lines.append(f"Its server says: “{said}”.")
    if address and base_url:
        lines.append(at(base_url))
    return ModelUnavailable("\n".join(lines))


def at(base_url: str) -> str:
    """LLM_BASE_URL in a sentence, with what it may lack."""
    shown = shown_url(base_url)
    if re.search(r"/v\d|/api|/openai", urlsplit(base_url).path):
        return f"LLM_BASE_URL is {shown}."
    return f"LLM_BASE_URL is {shown}; most addresses of such servers end in /v1."


def shown_url(url: str) -> str:
    """An address without a user's name, password or query, which may hold a key."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        path = _KEYLIKE.sub("…", parts.path)
        return urlunsplit((parts.scheme, host, path, "", ""))
    except ValueError:
        return redacted(url)


def fell_silent(name: str, timeout_s: float) -> ModelUnavailable:
    """It had begun, then came nothing more."""
    return ModelUnavailable(
        f"{name} fell silent for {timeout_s:g} seconds. LLM_TIMEOUT_S sets how long to wait."
    )


def not_done(name: str, seconds: float) -> ModelUnavailable:
    """It wrote, but never came to an end."""
    return ModelUnavailable(
        f"{name} was not done after {seconds:g} seconds, ten times LLM_TIMEOUT_S."
    )


def _sentence(error: BaseException, name: str) -> tuple[str, bool]:
    """What happened, and whether the address may be at fault."""
    status, words = status_of(error), _words(error)
    page = _page(words)
    if page is not None and (status is None or status < 400):
        if page:
            return f"{name}: a web page ({page}) came, not a model's answer.", True
        return f"{name}: a web page came, not a model's answer.", True
    if status is not None:
        if status >= 500:
            return f"{name}: its server failed (status {status}). Try again later.", True
        if status in STATUS:
            return f"{name}: {STATUS[status]}", status in (400, 401, 403, 404)
        return f"{name}: its server refused the request (status {status}).", True
    if reach := _unreached(error):
        return f"{name} can't be reached: {reach} Is LLM_BASE_URL right?", True
    kinds = " ".join(type(one).__name__ for one in chain(error))
    if "Timeout" in kinds:
        return (
            f"{name} gave no answer in time. Is it up? LLM_TIMEOUT_S sets how long to wait.",
            True,
        )
    if re.search(r"RemoteProtocol|ReadError|IncompleteRead|ConnectionReset|WriteError", kinds):
        return f"{name}: the line broke.", False
    if "Connect" in kinds:
        return (
            f"{name} can't be reached. Is its server up, and is LLM_BASE_URL right?",
            True,
        )
    if said := _error_said(error):
        return f"{name}: its server reports an error: “{said}”.", True
    if re.search("JSONDecode|TypeError|IndexError|KeyError|AttributeError|Validation", kinds):
        return f"{name}: what came is no model's answer.", True
    if is_nothing(error) or "Unexpected response type" in words:
        return f"{name}: what came is no model's answer.", True
    return f"{name} failed: {type(error).__name__} {_short(words)}".rstrip(), False


def _unreached(error: BaseException) -> str:
    """Why no connection came about; empty if one did, or if it isn't known."""
    told = "\n".join(f"{kind.__name__} {one}" for one in chain(error) for kind in type(one).mro())
    if not re.search(r"Connect|Proxy|SSL|gaierror|Protocol|InvalidURL|OSError", told):
        return ""
    return next((reach for reach, told_by in UNREACHED.items() if told_by.search(told)), "")


def is_nothing(error: BaseException) -> bool:
    """Whether a stream came to its end without anything in it."""
    return bool(_NO_TEXT.search(str(error)))


def pause_s(error: Exception, attempt: int) -> float | None:
    """Seconds to wait before asking again; None if that would be of no use."""
    status = status_of(error)
    if status is not None:
        if status not in AGAIN or _CREDIT.search(_words(error)):
            return None
        return max(PAUSES_S[min(attempt, len(PAUSES_S)) - 1], asked_s(error) or 0.0)
    if isinstance(error, asyncio.TimeoutError | ModelUnavailable):
        return None
    kinds = " ".join(type(one).__name__ for one in chain(error))
    again = re.search(r"Connect|RemoteProtocol|ReadError", kinds) and not re.search(
        r"host|certificate|proxy|https?\b", _unreached(error)
    )
    return PAUSES_S[min(attempt, len(PAUSES_S)) - 1] if again else None


def asked_s(error: BaseException) -> float | None:
    """Seconds that a server asks to wait in Retry-After."""
    for one in chain(error):
        headers: Any = getattr(getattr(one, "response", None), "headers", None) or {}
        given, date = headers.get("retry-after"), headers.get("date")
        try:
            return max(float(given), 0.0)
        except (TypeError, ValueError):
            pass
        try:  # a time of day, told by the server's own clock
            return max((parsedate_to_datetime(given) - parsedate_to_datetime(date)).seconds, 0.0)
        except (TypeError, ValueError):
            continue
    return None


def status_of(error: BaseException) -> int | None:
    """The HTTP status that a provider's exception, or what caused it, tells of."""
    return next((code for code in map(_status, chain(error)) if code is not None), None)


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, first things last."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def redacted(text: str) -> str:
    """The text without anything long enough to be a key."""
    return re.sub(r"[A-Za-z0-9_\-*]{20,}|\bsk-\S+|(?<=[Bb]earer )\S+", "…", text)


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    for code in (getattr(error, "status_code", None), getattr(response, "status_code", None)):
        if isinstance(code, int) and code >= 400:
            return code
    return None


def _words(error: BaseException) -> str:
    """All that an exception and its causes say, with what their server sent."""
    return "\n".join(filter(None, (f"{one}\n{_body(one)}".strip() for one in chain(error))))


def _body(error: BaseException) -> str:
    response = getattr(error, "response", None)
    try:
        return str(response.text)[:4000] if response is not None else ""
    except Exception:  # a stream that nobody read
        return ""


def _page(words: str) -> str | None:
    """The title of a web page, empty if it has none; None if there is no page."""
    if not _PAGE.search(words):
        return None
    title = _TITLE.search(words)
    return _short(unescape(title[1])) if title else ""


def _said(error: BaseException) -> str:
    """What a server gave as its reason."""
    return _error_said(error) or _short(re.sub(r"<[^>]*>", " ", _body(error)))


def _error_said(error: BaseException) -> str:
    """The message of an error that a server sent in JSON; empty if there is none."""
    for one in chain(error):
        body: Any = getattr(one, "body", None)
        if isinstance(body, dict):
            body = body.get("error", body)
        elif one.args and _is_sent(one):
            body = one.args[0]
        if isinstance(body, dict):
            body = body.get("message") or body.get("detail") or body.get("msg")
        if isinstance(body, str) and body.strip() and not _PAGE.search(body):
            return _short(body)
    return ""


def _is_sent(error: BaseException) -> bool:
    """Whether an exception holds what a server sent as its error, as LangChain raises it."""
    said = error.args[0]
    return isinstance(said, dict) or (type(error) is ValueError and not _NO_ERROR.search(str(said)))


def _short(text: str) -> str:
    words = " ".join(redacted(text).split())
    return words if len(words) <= _SAID_CHARS else words[: _SAID_CHARS - 1] + "…"
