"""Where the page listens, and who may come in: told before anything heavy is loaded."""

from __future__ import annotations

import errno
import os
import socket
import stat
from pathlib import Path

from bot.errors import BadInput, BotError
from bot.sentences import Message

LOOPBACK = ("127.0.0.1", "localhost")
NEAR = 100
"""So many ports behind one in use are tried for the one to name."""


def check_address(host: str, port: int, auth_file: Path | None) -> None:
    """Raise BotError, with what to do, unless the page can be served there.

    A host other than this machine's own demands `auth_file`, see `read_auth`.
    """
    check_port(host, port)
    if host not in LOOPBACK and not auth_file:
        raise BadInput("host_unguarded", host=host)
    if auth_file:
        read_auth(auth_file)


def check_port(host: str, port: int) -> None:
    """Raise BotError, with what to do, when nothing can listen there."""
    if not 0 < port < 65536:
        raise BadInput("port_none", port=port)
    error = _refusal(host, port)
    if error is None:
        return
    if isinstance(error, socket.gaierror | UnicodeError) or error.errno == errno.EADDRNOTAVAIL:
        raise BadInput("host_unknown", host=host) from error
    if error.errno == errno.EADDRINUSE:
        free = _next_free(host, port)
        way = Message.of("port_free", free=free) if free else Message.of("port_other")
        raise BotError("port_taken", port=port, host=host, way=way) from error
    raise BotError("port_unusable", port=port, host=host, why=error.strerror or error) from error


def _refusal(host: str, port: int) -> OSError | UnicodeError | None:
    """Why nothing can listen there, or None."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, proto) as listener:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except (OSError, UnicodeError) as error:  # a host name too long for the resolver
        return error
    return None


def _next_free(host: str, port: int) -> int | None:
    """The first port behind it, or else before it, on which nothing listens."""
    behind, before = range(port + 1, port + 1 + NEAR), range(port - 1, port - 1 - NEAR, -1)
    near = (one for one in (*behind, *before) if 1023 < one < 65536)
    return next((one for one in near if _refusal(host, one) is None), None)


def read_auth(path: Path) -> list[tuple[str, str]]:
    """Users and passwords of a file with lines `user:password`; blank lines and # are skipped.

    Raises BadInput when it can't be read, is open to other users, is empty or has another form.
    """
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadInput("users_readable", at=path)
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("users_unreadable", at=path, why=error) from error
    people: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        user, colon, password = line.strip().partition(":")
        if not (user and colon and password):
            raise BadInput("users_line", line=number, at=path)
        people.append((user, password))
    if not people:
        raise BadInput("users_none", at=path)
    return people
