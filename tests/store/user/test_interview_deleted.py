"""What was asked stays readable whatever becomes of its note."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC
from pathlib import Path

from index_check import run
from interviews import KITCHEN, ME
from studies import School, badly, well
from word_embedder import WordEmbedder

from bot.reports.anki import as_apkg
from bot.reports.html import as_html
from bot.reports.markdown import as_markdown
from bot.search.index import Index
from bot.search.whole_sections import sections_in_index
from bot.ui.interview.actions import Interviewing
from bot.ui.shared.reader import Reader
from bot.ui.shared.view import ReaderView


def test_a_report_stays_whole_when_its_note_is_deleted(tmp_path: Path) -> None:
    folder, index = tmp_path / "notes", tmp_path / "index"
    folder.mkdir()
    (folder / "备菜.md").write_text(KITCHEN, "utf-8")
    (folder / "别的.md").write_text("# 别的\n\n留下来的一篇。\n", "utf-8")
    run(folder, index)
    notes = Index(index, WordEmbedder())
    school = School(tmp_path, lambda: sections_in_index(notes)[0])
    interview = school.answered(ME, badly, well, badly)
    before = school.interviews.report(ME, interview)
    assert before is not None
    assert {place.file for item in before.items for place in item.places} == {"备菜.md"}
    (folder / "备菜.md").unlink()
    assert run(folder, index).files_removed == ("备菜.md",)
    school.changes += 1
    school.restart()
    paper = school.interviews.store.paper(interview)
    assert school.study.changed(ME, paper) == {one.id for one in paper.questions}
    assert school.notes.bank(ME).questions == ()
    report = school.interviews.report(ME, interview)
    assert report == before
    reader = Reader("page", ME, "", ReaderView("zh", folder, ""))
    *_, scene = Interviewing(school.study, zone=lambda: UTC).open(reader, interview)
    page = str(scene.report)
    assert page.count("答过之后笔记改动过") == len(report.items)
    for shown in (page, as_markdown(report, UTC), as_html(report, UTC)):
        plain = re.sub(r"<[^>]*>|[*]", "", shown)
        for words in ("什么是备菜缓存？", "盒子满了，先倒掉最久没用的那一份"):
            assert words in plain
    with zipfile.ZipFile(io.BytesIO(as_apkg(report))) as packed:
        packed.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as cards:
        assert cards.execute("SELECT count(*) FROM notes").fetchone() == (len(report.items),)
    school.close()
