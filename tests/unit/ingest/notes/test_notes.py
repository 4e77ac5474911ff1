"""Which files are notes, and what stands above their text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from places import NOTES

from ingest.errors import NotesMissing
from ingest.notes.folder import Warned, find_notes, locate, parse_note, read_note
from ingest.schema import Meta, Note
from ingest.sentences import english

HERE = NOTES


def write(root: Path, *files: str, text: str = "# a\n") -> None:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def parse(text: str) -> tuple[Note, list[str]]:
    note, warnings = parse_note("dir/文件.md", text)
    return note, [english(warning.message) for warning in warnings]


def meta(text: str) -> Meta:
    return parse(text)[0].meta


def test_markdown_is_found_in_all_folders_in_order(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a/z.MD", "a/b/c.markdown", "a.txt", "README", "x.md.bak", "d.md/e.md")
    assert find_notes(tmp_path) == ["a/b/c.markdown", "a/z.MD", "b.md", "d.md/e.md"]


def test_hidden_folders_and_node_modules_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, ".obsidian/a.md", "x/.git/b.md", "x/node_modules/p/c.md", ".d.md", "ok.md")
    assert find_notes(tmp_path) == ["ok.md"]


def test_a_missing_folder_and_a_file_are_named(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    for path in (tmp_path / "none", tmp_path / "a.md"):
        with pytest.raises(NotesMissing, match=r"\. Name the folder") as caught:
            find_notes(path)
        assert str(path) in str(caught.value)


def test_an_ignore_file_follows_gitignore(tmp_path: Path) -> None:
    write(tmp_path, "draft/a.md", "x/draft/b.md", "x/secret.md", "keep.md", "old-1.md", "old-2.md")
    write(tmp_path, "build/d.md", "x/build/e.md", "draft.md", "#odd.md")
    (tmp_path / ".ingestignore").write_text(
        "\ufeff# a comment\n\ndraft/\nold-*.md\n!old-2.md\n/build\nsecret.md  \n\\#odd.md\n",
        "utf-8",
    )
    assert find_notes(tmp_path) == ["draft.md", "keep.md", "old-2.md", "x/build/e.md"]


def test_an_inner_ignore_file_overrules_the_outer_one(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "x/a.md", "x/b.md", "x/y/b.md", "b.md")
    (tmp_path / ".ingestignore").write_text("a.md\n")
    (tmp_path / "x/.ingestignore").write_text("!a.md\n/b.md\n")
    assert find_notes(tmp_path) == ["b.md", "x/a.md", "x/y/b.md"]


def test_nothing_comes_back_from_an_ignored_folder(tmp_path: Path) -> None:
    write(tmp_path, "x/a.md", "b.md")
    (tmp_path / ".ingestignore").write_text("x/\n!x/a.md\n")
    assert find_notes(tmp_path) == ["b.md"]


def test_a_line_that_is_no_pattern_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md")
    (tmp_path / ".ingestignore").write_text("!\n[z-a].md\nb.md\n")
    warnings: list[Warned] = []
    assert find_notes(tmp_path, warnings.append) == ["a.md"]
    assert [english(w.message) for w in warnings] == [
        "line 1 is no gitignore pattern: !",
        "line 2 is no gitignore pattern: [z-a].md",
    ]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    write(tmp_path, "out/a.md", "notes/b.md")
    (notes / "a.md").symlink_to(tmp_path / "out/a.md")
    (notes / "folder").symlink_to(tmp_path / "out")
    (notes / "gone.md").symlink_to(tmp_path / "nothing.md")
    assert find_notes(notes) == ["b.md"]


def test_a_link_inside_counts_where_nothing_else_leads_to_its_target(tmp_path: Path) -> None:
    write(tmp_path, "real/b.md", ".vault/c.md", ".vault/d.md", "z/note.txt")
    (tmp_path / "a-link.md").symlink_to(tmp_path / "real/b.md")
    (tmp_path / "again").symlink_to(tmp_path / "real")
    (tmp_path / "c.md").symlink_to(".vault/c.md")
    (tmp_path / "vault").symlink_to(".vault")
    (tmp_path / "note.md").symlink_to("z/note.txt")
    assert find_notes(tmp_path) == ["c.md", "note.md", "real/b.md", "vault/d.md"]


def test_links_that_run_in_circles_end(tmp_path: Path) -> None:
    write(tmp_path, "x/a.md")
    (tmp_path / "x/up").symlink_to(tmp_path)
    (tmp_path / "x/self.md").symlink_to("self.md")
    (tmp_path / "one.md").symlink_to("two.md")
    (tmp_path / "two.md").symlink_to("one.md")
    assert find_notes(tmp_path) == ["x/a.md"]


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, "real/a.md")
    (tmp_path / "link").symlink_to("real")
    assert find_notes(tmp_path / "link") == ["a.md"]


def test_a_name_that_is_no_utf8_is_skipped_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xb1\xca\xbc\xc7.md")).write_text("# a")
    warnings: list[Warned] = []
    assert find_notes(tmp_path, warnings.append) == []
    assert [(w.skipped, english(w.message)) for w in warnings] == [
        (True, "its name is not UTF-8; rename it")
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root opens everything")
def test_a_folder_that_cannot_be_opened_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path, "closed/a.md", "b.md")
    (tmp_path / "closed").chmod(0)
    warnings: list[Warned] = []
    assert find_notes(tmp_path, warnings.append) == ["b.md"]
    (tmp_path / "closed").chmod(0o755)
    assert [(w.file, w.skipped) for w in warnings] == [("closed", True)]


def test_yaml_front_matter_is_read() -> None:
    note, warnings = parse(
        "---\ntitle: Docker 入门\ntags: [容器, 'C#', 容器]\ncategories:\n  - [运维, 云]\n  - 学习\n"
        "date: 2024-03-01 10:00:00\nhidden: true\n---\n\n# 标题\n"
    )
    assert warnings == []
    assert note.body_line == 10
    assert note.meta == Meta(
        title="Docker 入门",
        tags=("容器", "C#"),
        categories=("运维", "云", "学习"),
        date="2024-03-01 10:00:00",
        hidden=True,
    )
    assert note.text.split("\n")[10] == "# 标题"


def test_toml_front_matter_is_read() -> None:
    note, warnings = parse(
        '+++\ntitle = "a: b"\ntags = ["x"]\ndate = 2024-03-01\ndraft = true\n+++\n'
    )
    assert warnings == []
    assert note.meta == Meta(title="a: b", tags=("x",), date="2024-03-01", draft=True)


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("容器", ("容器",)),
        ("a, b，c", ("a", "b", "c")),
        ("two words", ("two words",)),
        ("'#docker'", ("docker",)),
        ("[2024, true, x]", ("2024", "true", "x")),
        ("\n- a\n- [b, [c]]", ("a", "b", "c")),
        ("", ()),
        ("[]", ()),
        ("{a: b}", ()),
    ],
)
def test_tags_come_in_many_forms(written: str, tags: tuple[str, ...]) -> None:
    assert meta(f"---\ntags: {written}\n---\n").tags == tags


@pytest.mark.parametrize(
    ("line", "title"),
    [("title: 007", "007"), ("title: on", "on"), ("title: [a]", "文件"), ("title:", "文件")],
)
def test_a_title_is_what_was_typed_or_the_file_name(line: str, title: str) -> None:
    assert meta(f"---\n{line}\n---\n").title == title


def test_a_note_without_front_matter_has_defaults() -> None:
    note, warnings = parse("# 标题\n")
    assert (note.body_line, note.meta, warnings) == (1, Meta(title="文件"), [])


def test_an_unpublished_post_is_a_draft() -> None:
    assert meta("---\npublished: false\n---\n").draft


def test_broken_front_matter_is_a_warning_and_keeps_what_it_can() -> None:
    note, warnings = parse("---\ntitle: a: b\ntags: [x, y\ndate: 2024-01-02\n---\n# 标题\n")
    assert note.body_line == 6
    assert (note.meta.title, note.meta.date) == ("a: b", "2024-01-02")
    assert note.meta.tags == ("x", "y")
    assert len(warnings) == 1
    assert warnings[0].startswith("front matter can't be read: ")


@pytest.mark.parametrize(
    "text",
    [
        "---\n一段话。\n---\n后文",
        "---\n# 标题\n---\n后文",
        "---\n- 项目\n---\n",
        "---\n没有结尾",
        "----\na: b\n----\n",
        "\n---\na: b\n---\n",
        "",
    ],
)
def test_a_thematic_break_is_no_front_matter(text: str) -> None:
    assert (parse(text)[0].body_line, parse(text)[1]) == (1, [])


@pytest.mark.parametrize(
    "written",
    [
        "title: 选主\ntags: [Raft, 共识]\n---\n",
        "title: 选主\ntags:\n  - Raft\n  - 共识\n-----\n",
        "-----\ntitle: 选主\ntags: Raft, 共识\n-----\n",
        ';;;\n"title": "选主",\n"tags": ["Raft", "共识"]\n;;;\n',
        '"title": "选主",\n"tags": ["Raft", "共识"]\n;;;\n',
        '{\n  "title": "选主",\n  "tags": ["Raft", "共识"]\n}\n',
        "---\ntitle: 选主\ntags: [Raft, 共识]\n...\n",
    ],
)
def test_front_matter_has_many_forms(written: str) -> None:
    note, warnings = parse(f"{written}## 任期\n\n正文。")
    assert (note.meta.title, note.meta.tags, warnings) == ("选主", ("Raft", "共识"), [])
    assert note.text.split("\n")[note.body_line - 1] == "## 任期"


@pytest.mark.parametrize(
    "text",
    [
        "标题\n---\n正文",
        "注意: 先停机\n---\n正文",
        "title: 甲\n正文一段。\n---\n后文",
        "{\n  代码\n}\n",
        ";;;\n一段话\n;;;\n",
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    assert parse(text)[0].body_line == 1


def test_a_notes_other_names_are_read_with_its_chunks() -> None:
    note, _ = parse("---\ntitle: 容器\naliases: [K8s, 酷八, 容器]\n---\n正文")
    assert note.meta.aliases == ("K8s", "酷八", "容器")
    assert note.embed_title == "容器（K8s、酷八）"


def test_hostile_front_matter_costs_nothing() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n" for i in range(1, 30)
    )
    assert meta(f"---\n{bomb}tags: *a29\ntitle: *a29\n---\n").title == "文件"
    assert meta("---\ntags: " + "[" * 800 + "\n---\n").tags == ()
    assert meta("---\ntitle: !!python/object/apply:os.getcwd []\n---\n").title == "文件"


def test_the_fixture_notes_read_as_written() -> None:
    found = {file: read_note(HERE, file) for file in find_notes(HERE)}
    titles = {file: note.meta.title for file, (note, _) in found.items()}
    assert titles == {
        "english.markdown": "english",
        "坏的头部.md": "Redis: 持久化",
        "容器.md": "容器入门",
        "小节.md": "小节",
        "网络/obsidian.md": "握手",
    }
    assert [file for file, (_, warnings) in found.items() if warnings] == ["坏的头部.md"]
    assert found["网络/obsidian.md"][0].meta.hidden


NFC, NFD = "Été ガイド.md", "E\u0301te\u0301 カ\u3099イト\u3099.md"


def test_a_name_is_one_however_its_letters_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "re\u0301sume\u0301"
    folder.mkdir()
    (folder / NFD).write_text("# 甲\n", "utf-8")
    (tmp_path / "零\u200b宽.md").write_text("# 乙\n", "utf-8")
    assert find_notes(tmp_path) == [f"résumé/{NFC}", "零宽.md"]
    for name in find_notes(tmp_path):
        note, _ = read_note(tmp_path, name)
        assert note.file == name
        assert locate(tmp_path, name).is_file()
    assert note.meta.title == "零宽"


def test_a_second_file_whose_name_reads_the_same_is_left_out_by_name(tmp_path: Path) -> None:
    for name in (NFC, NFD):
        (tmp_path / name).write_text("# 甲\n", "utf-8")
    warned: list[Warned] = []
    assert find_notes(tmp_path, warned.append) == [NFC]
    assert [(one.file, one.skipped) for one in warned] == [(NFC, True)]
    assert "reads the same" in english(warned[0].message)


def test_patterns_meet_names_in_either_form(tmp_path: Path) -> None:
    (tmp_path / NFD).write_text("# 甲\n", "utf-8")
    (tmp_path / "留.md").write_text("# 乙\n", "utf-8")
    (tmp_path / ".ingestignore").write_text(f"{NFC}\n", "utf-8")
    assert find_notes(tmp_path) == ["留.md"]


BODY = "# 租约\n\n租约是有期限的锁。\n\n到期之前要续。\n\n续不上就失去它。\n"


@pytest.mark.parametrize(
    "name",
    [
        "租约 (conflicted copy 2023-05-06).md",
        "租约 (Ann's conflicted copy 2023-05-06).md",
        "租约.sync-conflict-20230506-070809-QWERTY.md",
        "租约 (Conflicted copy phone 202305060708).md",
        "租约（冲突副本 2023-05-06）.md",
        "租约-冲突.md",
    ],
)
def test_a_copy_that_a_sync_program_left_is_named_and_left_out(tmp_path: Path, name: str) -> None:
    (tmp_path / "租约.md").write_text(BODY, "utf-8")
    (tmp_path / name).write_text("# 租约\n\n另一个版本。\n", "utf-8")
    warned: list[Warned] = []
    assert find_notes(tmp_path, warned.append) == ["租约.md"]
    assert [(one.file, one.skipped) for one in warned] == [(name, True)]
    assert "copy of 租约.md" in english(warned[0].message)


@pytest.mark.parametrize("name", ["租约 2.md", "租约 (1).md", "租约 copy.md", "租约 - 副本.md"])
def test_a_numbered_note_is_a_copy_only_if_it_says_the_same(tmp_path: Path, name: str) -> None:
    (tmp_path / "租约.md").write_text(BODY, "utf-8")
    (tmp_path / name).write_text("# 租约\n\n第二部分，说的是续约。\n", "utf-8")
    assert find_notes(tmp_path) == sorted([name, "租约.md"])
    (tmp_path / name).write_text(BODY + "\n补一句。\n", "utf-8")
    assert find_notes(tmp_path) == ["租约.md"]


def test_a_copy_without_an_original_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "租约 (conflicted copy 2023-05-06).md").write_text(BODY, "utf-8")
    (tmp_path / "conflict.md").write_text("# 冲突\n\n两人同时写。\n", "utf-8")
    assert len(find_notes(tmp_path)) == 2
