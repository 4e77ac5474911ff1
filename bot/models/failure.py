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
from bot.sentences import Message, several

PAUSES_S = (0.5, 1.5, 3.0)
"""Before the second attempt, the third, …"""

AGAIN = (408, 409, 425, 429, 500, 502, 503, 504, 529)
"""Statuses that may be gone at the next attempt."""

REFUSED = (400, 404, 415, 422, 501)
"""Statuses of servers that don't take a JSON schema; a plain request shows whether it was that."""

STATUS = {
    400: Message.of("status_400"),
    401: Message.of("status_401"),
    402: Message.of("status_402"),
    403: Message.of("status_403"),
    404: Message.of("status_404"),
    429: Message.of("status_429"),
}

NO_LISTENER = Message.of("unreached_listener")

# “[Errno -2] Name or service not known” but not “timed out”.
UNREACHED = {
    Message.of("unreached_proxy"): re.compile(r"proxy", re.IGNORECASE),
    Message.of("unreached_host"): re.compile(
        r"gaierror|getaddrinfo|Name or service not known|nodename nor servname|name resolution"
    ),
    Message.of("unreached_certificate"): re.compile(r"CERTIFICATE_VERIFY|SSLCertVerification"),
    Message.of("unreached_https"): re.compile(r"SSLError|\[SSL"),
    Message.of("unreached_http"): re.compile(r"UnsupportedProtocol|InvalidURL|Invalid port"),
    NO_LISTENER: re.compile(r"ConnectionRefused|refused|All connection attempts failed"),
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
    """The error to raise: one sentence to a line, the second one about LLM_BASE_URL if that may be
    at fault.

    `name` is what the model is called. Nothing that looks like a key is repeated.
    """
    for one in chain(error):
        if isinstance(one, ModelUnavailable):
            return one
    message, address = _message(error, name)
    found = [message]
    if (status := status_of(error)) in (429, 503) and (wait := asked_s(error)):
        found.append(Message.of("provider_wait", seconds=wait))
    elif status in (400, 403, 404) and (said := _said(error)):
        found.append(Message.of("provider_said", said=said))
    if address and base_url:
        found.append(at(base_url))
    return ModelUnavailable(several(*found))


def at(base_url: str) -> Message:
    """LLM_BASE_URL in a sentence, with what it may lack."""
    shown = shown_url(base_url)
    if re.search(r"/v\d|/api|/openai", urlsplit(base_url).path):
        return Message.of("base_url", url=shown)
    return Message.of("base_url_bare", url=shown)


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
    """What to say of a model that had begun and then sent nothing more."""
    return ModelUnavailable("model_silent", name=name, seconds=timeout_s)


def not_done(name: str, seconds: float) -> ModelUnavailable:
    """What to say of a model that wrote but never came to an end."""
    return ModelUnavailable("model_not_done", name=name, seconds=seconds)


def _message(error: BaseException, name: str) -> tuple[Message, bool]:
    """What happened, and whether the address may be at fault."""
    status, words = status_of(error), _words(error)
    page = _page(words)
    if page is not None and (status is None or status < 400):
        if page:
            return Message.of("provider_page_titled", name=name, title=page), True
        return Message.of("provider_page", name=name), True
    if status is not None:
        if status >= 500:
            return Message.of("provider_failed", name=name, status=status), True
        if status in STATUS:
            what = Message.of("provider_status", name=name, what=STATUS[status])
            return what, status in (400, 401, 403, 404)
        return Message.of("provider_refused", name=name, status=status), True
    if reach := _unreached(error):
        return Message.of("provider_unreached", name=name, why=reach), True
    kinds = " ".join(type(one).__name__ for one in chain(error))
    if "Timeout" in kinds:
        return Message.of("provider_slow", name=name), True
    if re.search(r"RemoteProtocol|ReadError|IncompleteRead|ConnectionReset|WriteError", kinds):
        return Message.of("provider_line_broke", name=name), False
    if "Connect" in kinds:
        return Message.of("provider_down", name=name), True
    if said := _error_said(error):
        return Message.of("provider_error", name=name, said=said), True
    if re.search("JSONDecode|TypeError|IndexError|KeyError|AttributeError|Validation", kinds):
        return Message.of("provider_no_answer", name=name), True
    if is_nothing(error) or "Unexpected response type" in words:
        return Message.of("provider_no_answer", name=name), True
    why = f"{type(error).__name__} {_short(words)}".rstrip()
    return Message.of("provider_unknown", name=name, why=why), False


def _unreached(error: BaseException) -> Message | None:
    """Why no connection came about; None if one did, or if it isn't known."""
    told = "\n".join(f"{kind.__name__} {one}" for one in chain(error) for kind in type(one).mro())
    if not re.search(r"Connect|Proxy|SSL|gaierror|Protocol|InvalidURL|OSError", told):
        return None
    return next((reach for reach, told_by in UNREACHED.items() if told_by.search(told)), None)


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
    broken = re.search(r"Connect|RemoteProtocol|ReadError", kinds)
    again = broken and _unreached(error) in (None, NO_LISTENER)
    return PAUSES_S[min(attempt, len(PAUSES_S)) - 1] if again else None


def refuses_schema(error: Exception) -> bool:
    """Whether a model may still answer without a schema: it has none, its server refuses the
    request as it stands, or what it wrote by the schema can't be read."""
    from langchain_core.exceptions import OutputParserException

    return isinstance(error, NotImplementedError | OutputParserException) or (
        status_of(error) in REFUSED
    )


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
