from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from interviews import KITCHEN

from bot.bank.build import build
from bot.core.days import MachineZone, day_after, day_of, local_zone, zone_named
from bot.notes.sections import sections_of_note
from bot.progress.practice_days import heatmap, streak
from bot.progress.schedule import due, due_after, known
from bot.progress.standing import Review, follow
from bot.progress.store import ProgressStore
from bot.storage.chats import ChatStore
from bot.storage.ids import new_id
from bot.study.learning_progress import LearningProgress
from ingest.notes.folder import parse_note

NEW_YORK, BERLIN, SHANGHAI = (
    ZoneInfo(name) for name in ("America/New_York", "Europe/Berlin", "Asia/Shanghai")
)
ME = new_id()
NOTE, _ = parse_note("后厨/缓存.md", KITCHEN)
BANK = build(sections_of_note(NOTE))
QUESTION = BANK.questions[0]
# West and east of Greenwich, to both ends; by half and quarter hours; with summer to the south, of
# half an hour, and "summer" as the standard; a rule that was dropped, a date line that was crossed.
ZONES = (
    *("UTC", "America/New_York", "America/St_Johns", "Pacific/Pago_Pago", "Pacific/Kiritimati"),
    *("Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Sydney", "Europe/Dublin"),
    *(
        "Australia/Lord_Howe",
        "Europe/Moscow",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Asia/Pyongyang",
    ),
)


def at(zone: tzinfo, year: int, month: int, day: int, hour: int, minute: int = 0) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=zone).timestamp()


def review(when: float, number: int = 0, score: int = 10) -> Review:
    return Review(
        interview="i" * 32,
        number=number,
        question=QUESTION.id,
        at=when,
        score=score,
        estimated=True,
        helped=False,
        spent_s=60.0,
        subjects=(),
        file=QUESTION.file,
    )


def elsewhere(zone: str, script: str) -> str:
    """What a program prints on a machine in that zone."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_day_of_an_instant_goes_by_the_offset_of_that_instant() -> None:
    summer, winter = at(NEW_YORK, 2026, 7, 1, 0, 30), at(NEW_YORK, 2026, 1, 31, 23, 30)
    each = f"(day_of(at, local_zone()) for at in {summer, winter})"
    script = f"from bot.core.days import *\nprint(*{each})"
    assert elsewhere("America/New_York", script) == "2026-07-01 2026-01-31"


_AT_EVERY_CHANGE = """
import os
from datetime import *
from zoneinfo import ZoneInfo
from bot.core.days import MachineZone

ours, theirs = MachineZone(), ZoneInfo(os.environ["TZ"])
start, hour = int(datetime(1994, 1, 1, tzinfo=UTC).timestamp()), 3600
def offset(at):
    return datetime.fromtimestamp(at, theirs).utcoffset()
def change(low, high):
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
    return high
days = range(start, start + 36 * 365 * 24 * hour, 24 * hour)
changes = [change(day, day + 24 * hour) for day in days if offset(day) != offset(day + 24 * hour)]
instants = [at + by for at in changes for by in (-2 * hour, -1, 0, 1, 1800, 2 * hour)]
for at in [*instants, *days[::9]]:
    one, other = datetime.fromtimestamp(at, ours), datetime.fromtimestamp(at, theirs)
    assert one.replace(tzinfo=None) == other.replace(tzinfo=None), (one, other)
    assert (one.utcoffset(), one.fold) == (other.utcoffset(), other.fold), other
    for by in (-3600, -1800, 0, 1800, 3600):
        for fold in (0, 1):
            there = other.replace(tzinfo=None, fold=fold) + timedelta(seconds=by)
            there = there.replace(fold=fold)
            mine, known = (there.replace(tzinfo=zone).timestamp() for zone in (ours, theirs))
            assert mine == known, (there, fold)
print(len(changes))
"""


@pytest.mark.parametrize("zone", ZONES)
def test_the_machines_zone_follows_its_rules_through_every_change(zone: str) -> None:
    """Times that come twice, and times that never come, among them."""
    changes = int(elsewhere(zone, _AT_EVERY_CHANGE))
    assert (changes > 30) == (zone in CHANGING)


CHANGING = (
    *("America/New_York", "America/St_Johns", "Australia/Sydney", "Europe/Dublin"),
    *("Australia/Lord_Howe", "Europe/Moscow", "Africa/Casablanca"),
)


@pytest.mark.slow
def test_a_program_keeps_what_was_answered_on_the_day_it_was_answered(tmp_path: Path) -> None:
    chats = ChatStore.at(tmp_path / "chats.sqlite3")
    ProgressStore(chats.database).record(ME, QUESTION, review(at(NEW_YORK, 2026, 7, 1, 0, 30)))
    chats.close()
    script = f"""
from pathlib import Path
from bot.storage.chats import ChatStore
from bot.study.learning_progress import LearningProgress
from bot.progress.store import ProgressStore
chats = ChatStore.at(Path({str(tmp_path / "chats.sqlite3")!r}))
now = {at(NEW_YORK, 2026, 11, 20, 12)}
progress = LearningProgress(ProgressStore(chats.database), now=lambda: now)
print(*(day.day for day in progress.glance({ME!r}).days if day.count))
chats.close()
"""
    assert elsewhere("America/New_York", script) == "2026-07-01"
    assert elsewhere("America/Los_Angeles", script) == "2026-06-30"
    assert elsewhere("Asia/Shanghai", script) == "2026-07-01"


def test_the_machines_zone_is_what_tz_names() -> None:
    assert local_zone({"TZ": "Asia/Shanghai"}) == SHANGHAI
    assert local_zone({"TZ": ":Asia/Shanghai"}) == SHANGHAI
    for words in ("", "UTC0", "EST5EDT,M3.2.0,M11.1.0", "/etc/localtime"):
        assert isinstance(local_zone({"TZ": words}), MachineZone)
    assert isinstance(local_zone({}), MachineZone)


def test_a_zone_by_rules_that_have_no_name() -> None:
    instant = at(NEW_YORK, 2026, 7, 1, 0, 30)
    script = f"from bot.core.days import *\nprint(day_of({instant}, local_zone()))"
    assert elsewhere("EST5EDT,M3.2.0,M11.1.0", script) == "2026-07-01"


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../etc/passwd", "/etc/localtime", "America", "Mars/Olympus", "a\0b"),
        *("x" * 5000, "Asia/Shanghai\n", "北京", "zone.tab", "\ud800"),
    ],
)
def test_what_names_no_zone_gives_none(name: str) -> None:
    assert zone_named(name) is None


def test_whole_days_are_counted_on_the_calendar() -> None:
    longest, shortest = (2026, 10, 25), (2026, 3, 29)  # days of 25 and 23 hours in Berlin
    for (year, month, day), hour in ((longest, 0), (shortest, 23)):
        start = at(BERLIN, year, month, day - (hour == 23), hour, 30)
        again = date(year, month, day) + timedelta(days=hour == 0)
        assert day_of(start + 86400, BERLIN) != again
        assert day_after(start, start + 86400, BERLIN) == again
        assert day_after(start, start + 200 * 86400, BERLIN) == again + timedelta(days=199)
    assert day_after(0.0, 0.0, UTC) == date(1970, 1, 1)


@pytest.mark.parametrize("when", [(2026, 10, 25, 0, 30), (2026, 3, 28, 23, 30), (2026, 6, 1, 12)])
def test_what_is_to_come_back_in_a_day_is_due_on_the_next_day(
    tmp_path: Path, when: tuple[int, ...]
) -> None:
    chats = ChatStore.at(tmp_path / "chats.sqlite3")
    store, start = ProgressStore(chats.database), at(BERLIN, *when)
    store.record(ME, QUESTION, review(start))
    followed = follow(store.standings(ME), BANK)
    tomorrow = day_of(start, BERLIN) + timedelta(days=1)
    assert due_after(followed, start, BERLIN) == tomorrow
    noon = at(BERLIN, tomorrow.year, tomorrow.month, tomorrow.day, 12)
    for hours, count in ((-24, 0), (0, 1), (11, 1)):
        now = noon + hours * 3600
        assert len(due(followed, (), now, BERLIN).questions) == count
        assert len(known(followed, now, BERLIN).due) == count
        progress = LearningProgress(store, now=lambda now=now: now, zone=lambda: BERLIN)  # type: ignore[misc]
        assert progress.glance(ME).due_at_most == count
    assert due_after(followed, noon, BERLIN) is None
    chats.close()


def test_a_streak_goes_on_through_days_of_23_and_25_hours() -> None:
    for first, zone in ((date(2026, 3, 5), NEW_YORK), (date(2026, 10, 29), NEW_YORK)):
        days = [first + timedelta(days=n) for n in range(6)]
        times = [
            at(zone, day.year, day.month, day.day, hour, 45)
            for day, hour in zip(days, (0, 23) * 3, strict=True)
        ]
        reviews = [review(when, number) for number, when in enumerate(times)]
        assert streak(reviews, times[-1], zone) == 6
        assert [one.count for one in heatmap(reviews, times[-1], zone, days=7)] == [0, *[1] * 6]


def test_the_same_instant_belongs_to_the_day_of_each_zone() -> None:
    instant = at(UTC, 2026, 5, 1, 18, 15)
    days = {
        zone: day_of(instant, ZoneInfo(zone)).day for zone in ("Asia/Kathmandu", "Asia/Kolkata")
    }
    assert days == {"Asia/Kathmandu": 2, "Asia/Kolkata": 1}
    assert day_of(instant, timezone(timedelta(hours=14))).day == 2
    assert day_of(instant, timezone(timedelta(hours=-12))).day == 1
