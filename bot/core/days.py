"""Calendar days: which day an instant belongs to, by the rules that its zone had at that instant.

The offset of now is never used for another time: an answer given in New York on 1 July at 00:30 is
one of 1 July in winter too. Days are counted on the calendar: one of 23 or 25 hours is one.

They are those of the machine that the program runs on, which is the user's own: the page is served
to it alone unless told otherwise, and by the browser's zone one interview could fall on two days in
two windows. Where the program runs elsewhere, in a container say, TZ names the zone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

DAY_S = 86400.0


class MachineZone(tzinfo):
    """The zone that this machine is set to, by the C library's rules for each instant.

    Those are the zone's whole history on Linux and macOS. Windows applies the rules of the present
    year to every year.
    """

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """Local time less UTC; of a time that comes twice or never, as `fold` says."""
        if when is None:
            return None
        there = when.replace(tzinfo=None)
        return there.replace(fold=0) - _utc(there.timestamp())

    def dst(self, when: datetime | None) -> timedelta | None:
        """Not known: nothing here asks for it."""
        return None

    def tzname(self, when: datetime | None) -> str | None:
        """The name that the C library gives the zone at that time."""
        return None if when is None else when.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, when: datetime) -> datetime:
        """The local time at an instant, `fold` set where that time comes again."""
        seconds = (when.replace(tzinfo=None) - datetime(1970, 1, 1)) / timedelta(seconds=1)
        return datetime.fromtimestamp(seconds).replace(tzinfo=self)


def _utc(seconds: float) -> datetime:
    return datetime(1970, 1, 1) + timedelta(seconds=seconds)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of a name such as `Asia/Shanghai`; None for any other text, whoever sent it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; a path or no text; a folder of zones
        return None


def local_zone(environ: Mapping[str, str] = os.environ) -> tzinfo:
    """The zone of this program: what the variable TZ names, else what the machine is set to.

    The name comes first: Windows reads names in TZ in a way of its own, and where a system has no
    list of zones, as small containers haven't, its C library takes every one for UTC.
    """
    return zone_named(environ.get("TZ", "").removeprefix(":")) or MachineZone()


def day_of(at: float, zone: tzinfo) -> date:
    """The calendar day of an instant in seconds since 1970."""
    return datetime.fromtimestamp(at, zone).date()


def day_after(start: float, end: float, zone: tzinfo) -> date:
    """The day of `end`, where it was set a number of whole days after `start`.

    Counted on the calendar from the day of `start`: 24 hours after 00:30 of a day that has 25, it
    is 23:30 of the same one.
    """
    return day_of(start, zone) + timedelta(days=round((end - start) / DAY_S))
