"""What was read last, kept up to a size."""

from __future__ import annotations

import threading

import pytest

from ingest.machine.recently_used import RecentlyUsed


@pytest.fixture
def recent() -> RecentlyUsed[str]:
    return RecentlyUsed(10, len)


def test_what_was_kept_is_found_and_nothing_else(recent: RecentlyUsed[str]) -> None:
    recent.keep({"a": "four", "b": "22"})
    assert recent.get(["b", "c", "a", "b"]) == {"b": "22", "a": "four"}
    assert recent.get([]) == {}
    assert recent.total == 6


def test_what_was_used_longest_ago_goes_first(recent: RecentlyUsed[str]) -> None:
    recent.keep({"a": "aaaa", "b": "bbbb"})
    recent.get(["a"])
    recent.keep({"c": "cccc"})
    assert recent.get("abc") == {"a": "aaaa", "c": "cccc"}
    assert recent.total == 8


def test_a_new_value_takes_the_place_of_the_old(recent: RecentlyUsed[str]) -> None:
    recent.keep({"a": "aaaa"})
    recent.keep({"a": "a"})
    assert (recent.get("a"), recent.total) == ({"a": "a"}, 1)


def test_what_is_larger_than_the_limit_is_not_kept(recent: RecentlyUsed[str]) -> None:
    recent.keep({"a": "a" * 11})
    assert (recent.get("a"), recent.total) == ({}, 0)


def test_what_is_forgotten_is_gone(recent: RecentlyUsed[str]) -> None:
    recent.keep({"a": "aa", "b": "b"})
    recent.forget(["a", "unknown"])
    assert (recent.get("ab"), recent.total) == ({"b": "b"}, 1)


def test_many_threads_may_use_it(recent: RecentlyUsed[str]) -> None:
    failed: list[BaseException] = []

    def use(number: int) -> None:
        try:
            for step in range(2000):
                name = str((number + step) % 13)
                recent.keep({name: "x" * (step % 5)})
                assert recent.get([name]).get(name, "").strip("x") == ""
                if step % 7 == 0:
                    recent.forget([name])
        except BaseException as error:  # a thread's own would only be printed
            failed.append(error)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert recent.total == sum(map(len, recent.get(map(str, range(13))).values())) <= 10
