"""What changed between two states of the notes, section by section."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.changes import RawFile, read_file
from ingest.diff import by_file, compare, counts
from ingest.index.entries import FileEntry
from ingest.splitting.split import SplitSettings


def entry(text: str, file: str = "a.md") -> FileEntry:
    made, _ = read_file(
        file,
        RawFile(text.encode(), len(text), 0, str(hash(text))),
        lambda texts: [len(text) for text in texts],
        SplitSettings(),
    )
    return made


def section(heading: str, body: str) -> str:
    return f"## {heading}\n\n{body}\n\n"


def kinds(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    changes = compare(
        {file: entry(text, file) for file, text in before.items()},
        {file: entry(text, file) for file, text in after.items()},
    )
    return [(c.kind, c.file, c.heading_path[-1] if c.heading_path else "") for c in changes]


A = section("甲", "第一段说容器。")
B = section("乙", "第二段说网络。")
C = section("丙", "第三段。")


def test_the_same_notes_have_not_changed() -> None:
    assert kinds({"a.md": A + B}, {"a.md": A + B}) == []


def test_lines_that_only_shifted_are_no_change() -> None:
    assert kinds({"a.md": A + B}, {"a.md": "\n\n\n" + A + "\n\n" + B}) == []


def test_a_new_section_is_added_and_those_below_it_stay() -> None:
    assert kinds({"a.md": A + C}, {"a.md": A + B + C}) == [("added", "a.md", "乙")]


def test_other_words_under_the_same_heading_are_a_change() -> None:
    changed = section("乙", "第二段改说存储。")
    assert kinds({"a.md": A + B}, {"a.md": A + changed}) == [("changed", "a.md", "乙")]


def test_a_section_that_is_gone_was_deleted() -> None:
    assert kinds({"a.md": A + B}, {"a.md": A}) == [("deleted", "a.md", "乙")]
    assert kinds({"a.md": A, "b.md": B}, {"a.md": A}) == [("deleted", "b.md", "乙")]


def test_the_same_text_at_another_place_was_moved() -> None:
    before = {"a.md": entry(A + B), "b.md": entry(C, "b.md")}
    after = {"a.md": entry(A), "b.md": entry(C + B, "b.md")}
    (change,) = compare(before, after)
    assert (change.kind, change.file, change.from_file) == ("moved", "b.md", "a.md")
    assert kinds({"a.md": A + B}, {"a.md": A + section("新名字", "第二段说网络。")}) == [
        ("moved", "a.md", "新名字")
    ]


def test_a_renamed_file_moves_all_its_sections() -> None:
    assert {kind for kind, *_ in kinds({"a.md": A + B}, {"新/b.md": A + B})} == {"moved"}


def test_a_heading_with_nothing_below_it_is_no_section_yet() -> None:
    assert kinds({"a.md": A}, {"a.md": A + "## 待补充\n"}) == []
    assert kinds({"a.md": A + "## 乙\n"}, {"a.md": A + B}) == [("added", "a.md", "乙")]


def test_of_two_equal_sections_one_can_move_and_one_stay() -> None:
    twice = A + A
    assert kinds({"a.md": twice}, {"a.md": A, "b.md": A}) == [("moved", "b.md", "甲")]


def test_counts_name_all_four_kinds_and_files_keep_their_order() -> None:
    changes = compare({"a.md": entry(A)}, {"a.md": entry(A + B), "b.md": entry(C, "b.md")})
    assert counts(changes) == {"added": 2, "changed": 0, "moved": 0, "deleted": 0}
    assert list(by_file(changes)) == ["a.md", "b.md"]


SECTIONS = st.lists(
    st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(["一段。", "两段。", "三段。"])),
    max_size=5,
)


@given(SECTIONS, SECTIONS)
def test_what_was_added_less_what_was_deleted_is_the_difference(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    old = {"a.md": entry("".join(section(*row) for row in before))}
    new = {"a.md": entry("".join(section(*row) for row in after))}
    found = counts(compare(old, new))
    assert found["added"] - found["deleted"] == len(after) - len(before)
    assert compare(new, new) == ()
    if before != after and sorted(before) != sorted(after):
        assert sum(found.values()) > 0


def test_notes_that_are_numbered_anew_have_moved() -> None:
    before = {"a.md": A, "b.md": B, "c.md": C}
    assert kinds(before, {"a.md": A, "c.md": B, "d.md": C}) == [
        ("moved", "c.md", "乙"),
        ("moved", "d.md", "丙"),
    ]
    after = {"a.md": A, "b.md": section("丁", "新写的。"), "c.md": B, "d.md": C}
    assert ("added", "b.md", "丁") in kinds(before, after)


def test_texts_that_changed_places_under_equal_headings_have_moved() -> None:
    one, other = section("概述", "这里说容器。"), section("概述", "这里说网络。")
    assert kinds({"a.md": one, "b.md": other}, {"a.md": other, "b.md": one}) == [
        ("moved", "a.md", "概述"),
        ("moved", "b.md", "概述"),
    ]
    taken_over = {"b.md": one, "a.md": section("概述", "这里说存储。")}
    assert kinds({"a.md": one, "b.md": other}, taken_over) == [
        ("added", "a.md", "概述"),
        ("deleted", "b.md", "概述"),
        ("moved", "b.md", "概述"),
    ]


def test_an_equal_heading_before_others_is_the_only_change() -> None:
    one, other = section("示例", "第一个例子。"), section("示例", "第二个例子。")
    new = section("示例", "更早的例子。")
    assert kinds({"a.md": one + other}, {"a.md": new + one + other}) == [("added", "a.md", "示例")]
