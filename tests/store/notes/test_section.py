"""Sections of the outline, read from their files."""

from __future__ import annotations

import pytest
from desk_bench import Bench
from desk_bench import bench_fixture as bench_fixture
from messages import in_english


def test_a_section_is_read_from_its_file_as_it_is_now(bench: Bench) -> None:
    path = bench.notes / "两个.md"
    path.write_text("# 甲\n\n一。\n\n# 乙\n\n二。\n\n# 乙\n\n三。\n", "utf-8")
    bench.update()
    third = bench.desk.section("两个.md", 2)
    assert third.passage is not None
    assert (third.passage.text, third.passage.lines) == ("# 乙\n\n三。", (9, 11))
    assert not third.changed
    path.write_text("前言。\n\n# 乙\n\n二。\n\n# 乙\n\n三，改过。\n", "utf-8")
    again = bench.desk.section("两个.md", 2)
    assert again.passage is not None
    assert (again.passage.text, again.passage.lines) == ("# 乙\n\n三，改过。", (7, 9))
    assert again.changed
    assert bench.desk.section("两个.md", 0).passage is None


@pytest.mark.parametrize("file", ["../secret.md", "nowhere.md", "", "/etc/passwd"])
def test_nothing_but_an_indexed_note_is_read(bench: Bench, file: str) -> None:
    (bench.notes.parent / "secret.md").write_text("# x\n\nsecret\n", "utf-8")
    bench.update()
    assert bench.desk.section(file, 0).passage is None
    assert bench.desk.section("小节.md", 999).passage is None
    assert bench.desk.section("小节.md", -1).passage is None


def test_a_note_that_became_a_link_to_elsewhere_is_not_read(bench: Bench) -> None:
    bench.update()
    secret = bench.notes.parent / "secret.md"
    secret.write_text((bench.notes / "小节.md").read_text("utf-8"), "utf-8")
    (bench.notes / "小节.md").unlink()
    (bench.notes / "小节.md").symlink_to(secret)
    assert bench.desk.section("小节.md", 0).passage is None


def test_a_note_that_cannot_be_read_any_more_says_why(bench: Bench) -> None:
    bench.update()
    (bench.notes / "小节.md").write_bytes(bytes(range(256)) * 4)
    assert in_english(bench.desk.section("小节.md", 0).problem) == "it is a binary file"
    (bench.notes / "小节.md").unlink()
    assert "opened" in in_english(bench.desk.section("小节.md", 0).problem)


def test_a_section_without_end_is_cut_at_a_line(bench: Bench) -> None:
    (bench.notes / "长.md").write_text("# 长\n\n" + f"{'一行文字。' * 60}\n\n" * 80, "utf-8")
    bench.update()
    section = bench.desk.section("长.md", 0)
    assert section.passage is not None
    assert section.cut
    assert len(section.passage.text) <= 20_000
    assert section.passage.text.rstrip().endswith("一行文字。")
