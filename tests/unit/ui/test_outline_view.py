"""What the outline of the notes looks like, as HTML."""

from __future__ import annotations

import re

from test_notes_view import EVIL, NOW, checked, view
from test_outline import NOTES, entry, outline

from bot.core.passage import Passage
from bot.notes.desk import CurrentSection
from bot.notes.outline import Outline
from bot.sentences import Message
from bot.ui.notes.outline_view import STEP, OutlineView, Tree


def drawn(notes: Outline, tree: Tree, section: CurrentSection | None = None) -> str:
    read = lambda file, at: section or CurrentSection(None)  # noqa: E731
    return checked(OutlineView(notes, tree, view(), NOW, read).render())


def test_few_notes_lie_open_and_their_headings_are_folded() -> None:
    html = drawn(NOTES, Tree())
    assert re.findall(r'data-node="([^"]+)" [^>]*aria-expanded="(\w+)"', html) == [
        ("容器/", "true"),
        ("容器/k8s/", "true"),
        ("容器/k8s/pod.md", "false"),
        ("容器/docker.md", "false"),
        ("简历.md", "false"),
    ]
    assert "data-at" not in html
    assert "点一个标题" in html


def test_an_open_note_has_its_headings_as_lists_in_lists() -> None:
    html = drawn(NOTES, Tree(toggled=frozenset({"容器/docker.md", "容器/k8s/"})))
    assert "Pod" not in html
    assert [int(n) for n in re.findall(r'data-at="(\d+)"', html)] == [0, 1, 2]
    inner = html[html.index('data-at="1"') :]
    assert re.search(r'</button><ul><li class="heading">.*data-at="2"', inner)
    assert "6–9" in html


def test_levels_that_are_jumped_or_fall_back_stay_whole() -> None:
    for paths in (["a/b/c", "a/b", "a", "b/c/d/e", "b"], ["a", "a/b/c/d", "a/b"], [""], []):
        drawn(outline({"x.md": entry("x", *paths)}), Tree(toggled=frozenset({"x.md"})))


def test_a_section_stands_below_its_heading() -> None:
    passage = Passage(
        section="s", file="简历.md", title="简历", heading_path=("项目",), lines=(6, 9), text=EVIL
    )
    tree = Tree(toggled=frozenset({"简历.md"}), section=("简历.md", 1))
    html = drawn(NOTES, tree, CurrentSection(passage, changed=True))
    assert re.search(r'data-at="1"[^>]*aria-expanded="true".*</button><div class="note-s', html)
    assert "第 6–9 行" in html
    assert "在上次更新之后改过" in html
    assert "vscode://file/notes/" in html
    assert "已经不在文件里" in drawn(NOTES, tree)
    assert "是二进制文件" in drawn(
        NOTES, tree, CurrentSection(None, problem=Message.of("file_binary"))
    )
    assert "点一个标题" not in html


def test_nothing_in_a_name_a_title_a_tag_or_a_heading_runs() -> None:
    evil = outline({f"{EVIL}/{EVIL}.md": entry(EVIL, EVIL, tags=(EVIL,))})
    assert evil.notes == 1
    tree = Tree(toggled=frozenset({f"{EVIL}/{EVIL}.md"}), section=(f"{EVIL}/{EVIL}.md", 0))
    assert "&lt;img" in drawn(evil, tree)
    assert "&lt;img" in drawn(evil, Tree(words=("<img", '"', "&")))
    drawn(evil, Tree(words=(EVIL,)))
    drawn(evil, Tree(words=("(", "[", "\\")))


def test_a_search_shows_where_it_was_found() -> None:
    html = drawn(NOTES, Tree(words=("网络",)))
    assert "符合：2 篇，2 个标题" in html
    assert html.count("<mark>网络</mark>") == 2
    assert 'data-at="1"' in html
    assert 'data-at="0"' not in html
    assert "没有文件、标题或标签包含“kafka”" in drawn(NOTES, Tree(words=("kafka",)))
    assert "<mark>DOCKER</mark>" in drawn(
        outline({"x.md": entry("DOCKER", "a")}), Tree(words=("docker",))
    )


def test_many_notes_are_folded_and_a_full_folder_comes_in_parts() -> None:
    files = {f"f/{n:05}.md": entry(f"Note {n}", *"abcdefgh") for n in range(1000)}
    many = outline(files | {f"g{n}/x.md": entry("x") for n in range(9000)})
    html = drawn(many, Tree())
    assert html.count('data-node="') == STEP
    assert "还有 8801 个" in html
    assert len(html) < 100_000
    opened = Tree(toggled=frozenset({"f/"}), more={"f/": 1})
    assert drawn(many, opened).count('class="file"') == 2 * STEP
    long = outline({"x.md": entry("x", *(str(n) for n in range(1000)))})
    assert drawn(long, Tree(toggled=frozenset({"x.md"}))).count("data-at") == STEP
    hits = drawn(many, Tree(words=("note",)))
    assert "还有 940 篇符合" in hits
    assert len(hits) < 100_000
