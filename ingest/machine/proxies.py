"""Variables of the shell about proxies and certificates that break libraries at their import.

What runs on this machine needs neither. So whatever can't be used is set aside at the start of a
program, under another name in the environment: whoever then wants to go out finds it there, and
says what is missing instead of going past the proxy.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

from ingest.message import Message

ASIDE = "UNUSABLE_"
"""Before the name of a variable that was set aside."""

HERE = ("127.0.0.1", "localhost", "::1")
"""Never reached through a proxy."""

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_EXCEPTIONS = "NO_PROXY"
_CLIENTS = ("httpx", "httpx2")
"""What libraries go out with. Both read the environment whenever a client is made."""


def set_aside(environ: MutableMapping[str, str] = os.environ) -> None:
    """Rename what libraries can't use, and have no proxy asked for this machine itself.

    For programs, at their start: while it tries values out, the process has no others.
    """
    proxies = _set(environ, *_PROXIES)
    for name in _set(environ, *_CERTIFICATES):
        if not _are_certificates(name, environ[name]):
            environ[ASIDE + name] = environ.pop(name)
    for name in proxies:
        if not (_is_address(environ[name]) and _serves({name: environ[name]})):
            environ[ASIDE + name] = environ.pop(name)
    exceptions = _set(environ, _EXCEPTIONS)
    for name in exceptions:
        hosts = environ[name].split(",")
        environ[name] = ",".join(host for host in hosts if _serves({name: host}))
    if proxies:
        for name in exceptions or [_EXCEPTIONS]:
            hosts = [host for host in environ.get(name, "").split(",") if host.strip()]
            environ[name] = ",".join(dict.fromkeys([*hosts, *HERE]))


def lacking(url: str, environ: Mapping[str, str] = os.environ) -> Message | None:
    """What keeps this process from going out to `url` as the shell wants it to.

    None where nothing does.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_here(host) or _is_excepted(host, environ):
        return None
    for kind in (f"{parts.scheme.upper()}_PROXY", "ALL_PROXY"):
        if _set(environ, kind):
            break
        for name in _set(environ, ASIDE + kind):
            return _about_proxy(name.removeprefix(ASIDE), environ[name])
    for name in _set(environ, *(ASIDE + kind for kind in _CERTIFICATES)):
        own = name.removeprefix(ASIDE)
        return Message.of("certificates_unreadable", setting=own, at=environ[name])
    return None


def _about_proxy(name: str, value: str) -> Message:
    scheme, _, address = value.rpartition("://")
    said = f"{name}={scheme}{'://' if scheme else ''}{address.rpartition('@')[2]}"
    if scheme.lower() in ("socks5", "socks5h") and find_spec("socksio") is None:
        return Message.of("proxy_package", proxy=said, setting=name)
    return Message.of("proxy_unusable", proxy=said, setting=name)


def _set(environ: Mapping[str, str], *wanted: str) -> list[str]:
    """The names in `environ` that have a value, in whatever case they are written."""
    return [name for name, value in environ.items() if value and name.upper() in wanted]


def _is_here(host: str) -> bool:
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_excepted(host: str, environ: Mapping[str, str]) -> bool:
    hosts = ",".join(environ[name] for name in _set(environ, _EXCEPTIONS))
    return bool(proxy_bypass_environment(host, {"no": hosts})) if hosts else False


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False


def _are_certificates(name: str, value: str) -> bool:
    try:
        if name.upper().endswith("FILE"):
            ssl.create_default_context(cafile=value)
        else:
            ssl.create_default_context(capath=value)
    except OSError:  # also what ssl raises
        return False
    return True


def _serves(variables: Mapping[str, str]) -> bool:
    """Whether libraries can be imported with these variables, and no other proxy."""
    with _alone(variables):
        for library in filter(find_spec, _CLIENTS):
            try:
                import_module(library).Client(verify=False).close()
            except Exception:  # an address can be wrong in a dozen ways, of several libraries
                return False
    return True


@contextmanager
def _alone(variables: Mapping[str, str]) -> Iterator[None]:
    names = _set(os.environ, *_PROXIES, _EXCEPTIONS)
    before = {name: os.environ.pop(name) for name in names}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            os.environ.pop(name, None)
        os.environ.update(before)
