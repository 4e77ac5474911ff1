"""The mock interview in a real browser."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from fakes import NO_NOTES, ScriptedService
from interviews import KITCHEN, kitchen
from pages import (
    CONTRAST,
    LANGUAGES,
    NARROW,
    QUIET,
    SCHEMES,
    SHOTS,
    SIZES,
    free_port,
    serving,
    visiting,
)
from pages import chrome_fixture as chrome_fixture
from playwright.sync_api import Browser, Page, expect
from scripted_llm import STEP, ScriptedLlm

from bot.bank.build import build
from bot.bank.read import sections_of_note
from bot.chats import ChatStore
from bot.errors import BotError
from bot.interview.grade import Grader
from bot.interview.study import Study, open_study
from bot.passage import Passage
from ingest.notes import parse_note

pytestmark = [pytest.mark.browser, QUIET]

CACHE = "常点的菜提前切好放在手边的盒子里；命中直接下锅只要 3 分钟；未命中要现切，需要 12 分钟"
EVIL = "<script>document.title='PWNED'</script><img src=x onerror=\"document.title='PWNED'\">"


def studying(
    store: ChatStore,
    folder: Path,
    sections: list[Passage] | None = None,
    model: ScriptedLlm | None = None,
) -> Study:
    """Interviews over a short note of three questions, by templates or in a model's words."""
    return open_study(
        store,
        folder / "interviews.sqlite3",
        read=lambda: (kitchen() if sections is None else sections, []),
        state=lambda: 0,
        grader=Grader,
        model=lambda: model,
    )


def to_tab(page: Page) -> None:
    page.locator("#interview-tab-button").click()


def begin(page: Page, length: int = 3) -> None:
    """Start an interview of three questions."""
    to_tab(page)
    expect(page.locator("#iv-words")).to_contain_text(re.compile("道题|question"))
    page.locator("#iv-length").get_by_role("radio", name=str(length), exact=True).check()
    page.locator("#iv-start").click()
    standing(page)


def standing(page: Page) -> None:
    """Wait until a question waits for an answer."""
    expect(
        page.locator('.iv-bar:is([data-phase="asking"], [data-phase="drilling"])')
    ).to_be_visible()


def answer(page: Page, text: str) -> None:
    """Answer, and wait until something is to be answered again, or the report."""
    step = page.locator(".iv-bar").get_attribute("data-step")
    page.locator("#iv-box textarea").fill(text)
    page.locator("#iv-box textarea").press("Control+Enter")
    expect(page.locator(f'.iv-bar[data-step="{step}"]')).to_have_count(0)
    settled = '.iv-bar:is([data-phase="asking"], [data-phase="drilling"]), .iv-report'
    expect(page.locator(settled)).to_be_visible()


def to_the_end(page: Page, text: str) -> None:
    for _ in range(20):
        if page.locator(".iv-report").count():
            return
        answer(page, text)
    raise AssertionError("the interview has no end")


def test_an_interview_from_its_set_up_to_its_report_with_a_reload_and_a_restart(
    tmp_path: Path, chrome: Browser
) -> None:
    context = chrome.new_context(locale="zh-CN", accept_downloads=True)
    port = free_port()
    with (
        serving(tmp_path, ScriptedService(), port, studying) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        page = visit.page
        begin(page)
        first = page.locator("#iv-now h2").inner_text()
        answer(page, CACHE)
        grade = page.locator("#iv-run .iv-grade").last
        expect(grade).to_contain_text("估计：没有模型评分")
        expect(grade.locator(".iv-point")).not_to_have_count(0)
        assert page.locator("#iv-run .iv-said.me").count() == 1
        page.reload()
        badge = page.locator("#interview-tab-button")
        expect(badge).to_have_attribute("data-badge", re.compile("进行中 ./3"))
        to_tab(page)
        standing(page)
        expect(page.locator("#iv-run")).to_contain_text(first)
        expect(page.locator("#iv-run .iv-said.me")).to_have_count(1)
    with (
        serving(tmp_path, ScriptedService(), port, studying) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        page = visit.page
        to_tab(page)
        standing(page)
        expect(page.locator("#iv-run .iv-said.me")).to_have_count(1)
        to_the_end(page, CACHE)
        report = page.locator(".iv-report")
        expect(report.locator("details.iv-past")).to_have_count(3)
        expect(report.locator(".iv-plot svg")).to_be_visible()
        expect(report).to_contain_text("按主题")
        report.locator("details.iv-past summary").first.click()
        expect(report.locator(".iv-point:visible").first).to_be_visible()
        for kind in ("md", "html", "apkg"):
            with page.expect_download() as download:
                page.locator(f'[data-kind="{kind}"]').click()
            assert download.value.suggested_filename.endswith(kind)
            assert Path(download.value.path()).stat().st_size > 100
        page.get_by_role("button", name="再来一场").click()
        expect(page.locator("#iv-setup")).to_be_visible()
        page.get_by_role("button", name=re.compile("看报告")).click()
        expect(report).to_be_visible()
    context.close()


def test_an_open_page_goes_on_after_a_restart_with_the_interview_it_shows(
    tmp_path: Path, chrome: Browser
) -> None:
    context = chrome.new_context(locale="zh-CN")
    port = free_port()
    with ExitStack() as pages:
        with serving(tmp_path, ScriptedService(), port, studying) as site:
            older = pages.enter_context(visiting(chrome, site, context=context)).page
            newer = pages.enter_context(visiting(chrome, site, context=context)).page
            begin(older)
            begin(newer)
            shown = older.locator(".iv-bar").get_attribute("data-interview")
            assert newer.locator(".iv-bar").get_attribute("data-interview") != shown
        with serving(tmp_path, ScriptedService(), port, studying):
            older.locator("#iv-box textarea").fill(CACHE)
            older.locator("#iv-box textarea").press("Control+Enter")
            # Either the answer is taken, or gradio has loaded the page anew and it is in the box.
            taken = older.locator("#iv-run .iv-grade").first
            expect(taken.or_(older.locator("#chat-tab-button.selected"))).to_be_visible(
                timeout=20_000
            )
            to_tab(older)
            bar = older.locator(f'.iv-bar[data-interview="{shown}"]')
            expect(bar).to_be_visible()
            if not taken.is_visible():
                expect(older.locator("#iv-box textarea")).to_have_value(CACHE)
                answer(older, CACHE)
            expect(taken).to_be_visible()
            expect(bar).to_be_visible()
            to_tab(newer)
            expect(newer.locator("#iv-run .iv-said.me")).to_have_count(0)
            pages.close()
    context.close()


def test_two_browsers_have_an_interview_each(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as one,
        visiting(chrome, site, language="en-US") as two,
    ):
        begin(one.page)
        begin(two.page)
        answer(one.page, CACHE)
        expect(one.page.locator("#iv-run .iv-said.me")).to_have_count(1)
        expect(two.page.locator("#iv-run .iv-said.me")).to_have_count(0)
        answer(two.page, "I don't know")
        expect(two.page.locator("#iv-now .nudge")).to_be_visible()
        expect(one.page.locator("#iv-now .nudge")).to_have_count(0)
        two.page.reload()
        to_tab(two.page)
        expect(two.page.locator("#iv-now .nudge")).to_be_visible()


def test_a_hint_a_pause_the_note_and_an_early_end(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        page.locator('[data-iv="hint"]').click()
        expect(page.locator("#iv-now .iv-said.hint")).to_be_visible()
        page.locator('[data-iv="pause"]').click()
        expect(page.locator(".iv-paused")).to_be_visible()
        expect(page.locator("#iv-composer")).to_be_hidden()
        page.reload()
        to_tab(page)
        expect(page.locator(".iv-paused")).to_be_visible()
        page.locator('[data-iv="setup"]').click()
        page.reload()
        to_tab(page)
        page.get_by_role("button", name=re.compile("接着答")).click()
        page.locator('[data-iv="resume"]').click()
        standing(page)
        page.locator('[data-iv="note"]').click()
        expect(page.locator("#iv-now .iv-note .passage")).to_be_visible()
        page.locator('.iv-reading [data-iv="skip"]').click()
        expect(page.locator("#iv-past .iv-result")).to_contain_text("看了笔记")
        page.locator('[data-iv="end"]').click()
        expect(page.locator('[data-iv="end"]')).to_have_text("确认结束")
        page.locator('[data-iv="end"]').click()
        expect(page.locator(".iv-report")).to_be_visible()


def test_an_answer_that_is_being_written_outlives_a_reload(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        page.locator("#iv-box textarea").fill("写了一半的回答")
        page.reload()
        to_tab(page)
        expect(page.locator("#iv-box textarea")).to_have_value("写了一半的回答")
        answer(page, CACHE)
        expect(page.locator("#iv-box textarea")).to_have_value("")


def test_the_clock_runs_down_and_stands_still_in_a_pause(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        to_tab(page)
        page.locator("#iv-limit").get_by_role("radio", name="1 分钟", exact=True).check()
        begin(page)
        clock = page.locator(".iv-clock")
        expect(clock).to_have_text(re.compile(r"00:5\d"))
        before = clock.inner_text()
        expect(clock).not_to_have_text(before)
        page.locator('[data-iv="pause"]').click()
        expect(page.locator(".iv-paused")).to_be_visible()
        still = clock.inner_text()
        page.wait_for_timeout(1500)
        expect(clock).to_have_text(still)


def test_nothing_from_a_note_or_an_answer_runs(tmp_path: Path, chrome: Browser) -> None:
    text = KITCHEN.replace("什么是备菜缓存？", f"什么是备菜缓存？{EVIL}").replace(
        "**命中**时直接下锅", f"**命中**时直接下锅 {EVIL}"
    )
    note, _ = parse_note("后厨/缓存.md", text)

    def evil(store: ChatStore, folder: Path) -> Study:
        return studying(store, folder, sections_of_note(note))

    with (
        serving(tmp_path, ScriptedService(), study=evil) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        name = page.title()
        begin(page)
        to_the_end(page, CACHE + EVIL)
        for fold in page.locator(".iv-report summary").all():
            if fold.is_visible():
                fold.click()
        page.wait_for_timeout(300)
        assert page.title() == name
        for tag in ("script", "img", "[onerror]"):
            expect(page.locator(f"#interview-tab {tag}")).to_have_count(0)


def test_without_notes_and_with_broken_ones_there_is_a_sentence(
    tmp_path: Path, chrome: Browser
) -> None:
    def empty(store: ChatStore, folder: Path) -> Study:
        return studying(store, folder, [])

    with (
        serving(tmp_path / "a", ScriptedService(NO_NOTES), study=empty) as site,
        visiting(chrome, site) as visit,
    ):
        to_tab(visit.page)
        expect(visit.page.locator("#iv-words")).to_contain_text("还没有能出题的小节")
        visit.page.locator("#iv-start").click()
        expect(visit.page.locator("#iv-line")).to_contain_text("没有题目")

    def broken(store: ChatStore, folder: Path) -> Study:
        def read() -> tuple[list[Passage], list[object]]:
            raise BotError("No notes are indexed at index. Run `python -m ingest` first.")

        made = studying(store, folder)
        made.notes._read = read  # type: ignore[assignment]
        return made

    with (
        serving(tmp_path / "b", ScriptedService(NO_NOTES), study=broken) as site,
        visiting(chrome, site) as visit,
    ):
        to_tab(visit.page)
        expect(visit.page.locator("#iv-words .problem")).to_contain_text("python -m ingest")


def test_the_keyboard_alone_is_enough(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        page.locator("#interview-tab-button").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#iv-words")).to_contain_text("道题")
        _tab_to(page, "#iv-start")
        page.keyboard.press("Enter")
        standing(page)
        _tab_to(page, "#iv-box textarea")
        page.keyboard.type(CACHE)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#iv-run .iv-grade").first).to_be_visible()
        standing(page)
        _tab_to(page, '[data-iv="end"]')
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator(".iv-report")).to_be_visible()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.evaluate("s => Boolean(document.activeElement?.matches(s))", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_who_listens_is_told_the_score_and_the_follow_up_and_finds_names_in_order(
    tmp_path: Path, chrome: Browser
) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        told = page.locator('#iv-told[aria-live="polite"]')
        question = page.locator("#iv-now h2").inner_text()
        expect(told).to_have_text(f"第 1 题：{question}")
        told.evaluate("e => e.dataset.kept = 'yes'")  # it is never drawn again
        box = page.get_by_role("textbox", name="你的回答", exact=True)
        expect(box).to_have_accessible_description(re.compile("题目"))
        names = ["提示 −10", "跳过", "看笔记", "暂停", "结束"]
        for name in [*names, "回答"]:
            expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
        page.get_by_role("button", name=names[0], exact=True).focus()
        order = []
        for _ in range(7):
            order.append(page.evaluate(_FOCUSED))
            page.keyboard.press("Tab")
        assert order == [*names, "iv-box", "回答"]
        answer(page, "墙上挂着一把蓝色的勺子，很好看。")
        expect(told).to_contain_text(re.compile(r"^估计得分 0，\d 个要点答出 0 个.*追问：.*？"))
        expect(told).to_have_attribute("data-kept", "yes")
        assert told.locator("p").count() == 3
        answer(page, "")
        expect(told).not_to_contain_text("得分 0")
        page.locator('[data-iv="pause"]').click()
        expect(told).to_have_text(re.compile("^已暂停"))


# Its words, or for the box, which has none, where it stands.
_FOCUSED = """() => {
  const e = document.activeElement;
  return e.matches("textarea") ? e.closest("[id]").id : e.textContent.trim();
}"""


_OVER_THE_BOX = """() => {
  const edge = selector => document.querySelector(selector).getBoundingClientRect();
  return edge(".iv-live .iv-words").bottom <= edge("#iv-composer").top;
}"""


@pytest.mark.parametrize("size", SIZES)
def test_a_model_s_words_grow_below_the_grade_and_nothing_jumps(
    tmp_path: Path, chrome: Browser, size: tuple[int, int]
) -> None:
    model = ScriptedLlm(allowed=0)

    def spoken(store: ChatStore, folder: Path) -> Study:
        return studying(store, folder, model=model)

    with (
        serving(tmp_path, ScriptedService(), study=spoken) as site,
        visiting(chrome, site, size=size) as visit,
    ):
        page = visit.page
        begin(page)
        asked = page.locator("#iv-now h2").inner_text()
        question = next(one for one in build(kitchen()).questions if one.text in asked)
        first = f"你说到了{question.asked[0].text}。"
        second = first + f"还差一些：{question.asked[1].text}。"
        whole = second + f"再看看{question.asked[2].text}。"
        model.replies = [whole, "对吗"]
        page.locator("#iv-box textarea").fill(question.asked[0].text)
        page.locator("#iv-box textarea").press("Control+Enter")
        grade, live = page.locator("#iv-now .iv-grade"), page.locator("#iv-saying .iv-live")
        expect(grade).to_be_visible()
        expect(live).to_have_text("面试官正在说…")
        before = grade.bounding_box()
        model.allowed = len(first) + STEP
        expect(live.locator(".iv-words")).to_have_text(first, timeout=30_000)
        assert page.evaluate(_OVER_THE_BOX)
        page.screenshot(path=SHOTS / f"interview-streaming-{size[0]}.png")
        model.allowed = len(second) + STEP
        expect(live.locator(".iv-words")).to_have_text(second, timeout=30_000)
        assert grade.bounding_box() == before
        model.allowed = None
        standing(page)
        expect(live).to_have_count(0)
        expect(page.locator("#iv-now .feedback .iv-words")).to_have_text(whole)


def test_the_focus_goes_where_something_is_to_be_done(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        box = page.locator("#iv-box textarea")
        expect(box).to_be_focused()
        _press(page, '.iv-tools [data-iv="hint"]')
        expect(box).to_be_focused()
        _press(page, '[data-iv="pause"]')
        expect(page.locator('[data-iv="resume"]')).to_be_focused()
        page.keyboard.press("Enter")
        expect(box).to_be_focused()
        _press(page, '[data-iv="note"]')
        expect(page.locator('.iv-tools [data-iv="skip"]')).to_be_focused()
        page.keyboard.press("Enter")
        expect(box).to_be_focused()
        page.locator(".iv-where").click()  # to read, not to write
        page.wait_for_timeout(600)
        expect(page.locator("body")).to_be_focused()
        _press(page, '[data-iv="end"]')
        page.keyboard.press("Enter")
        expect(page.locator(".iv-report h2")).to_be_focused()
        page.get_by_role("button", name="再来一场").press("Enter")
        expect(page.locator("#iv-start")).to_be_focused()


def _press(page: Page, selector: str) -> None:
    page.locator(selector).focus()
    page.keyboard.press("Enter")


def test_every_screen_fits_the_window_can_be_read_and_is_photographed(
    tmp_path: Path, chrome: Browser
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    looks = [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]
    with serving(tmp_path, ScriptedService(), study=studying) as site:
        for size, scheme, language in looks:
            look = visiting(chrome, site, language=language, size=size, scheme=scheme)
            with look as visit:
                page = visit.page
                to_tab(page)
                expect(page.locator("#iv-words .note")).to_contain_text(re.compile(r"\d"))
                _look(page, f"interview-setup-{size[0]}-{scheme}", size)
                begin(page)
                _look(page, f"interview-asked-{size[0]}-{scheme}", size)
                answer(page, CACHE)
                _look(page, f"interview-graded-{size[0]}-{scheme}", size)
                to_the_end(page, CACHE)
                _look(page, f"interview-report-{size[0]}-{scheme}", size)


def test_on_a_phone_a_pause_an_open_note_a_hint_and_an_error_fit_and_can_be_read(
    tmp_path: Path, chrome: Browser
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with serving(tmp_path / "full", ScriptedService(), study=studying_wide_notes) as site:
        for scheme, language in zip(SCHEMES, LANGUAGES, strict=True):
            look = visiting(chrome, site, language=language, size=NARROW, scheme=scheme)
            with look as visit:
                page = visit.page
                begin(page)
                page.locator('.iv-tools [data-iv="hint"]').click()
                expect(page.locator("#iv-now .iv-said.hint")).to_be_visible()
                standing(page)
                _look(page, f"interview-hint-390-{scheme}", NARROW)
                page.locator('[data-iv="pause"]').click()
                expect(page.locator(".iv-paused")).to_be_visible()
                _look(page, f"interview-paused-390-{scheme}", NARROW)
                page.locator('[data-iv="resume"]').click()
                standing(page)
                page.locator("#iv-box textarea").fill("盒" * 4001)
                page.locator("#iv-send").click()
                expect(page.locator("#iv-line")).to_contain_text("4001")
                _look(page, f"interview-error-390-{scheme}", NARROW)
                page.locator('[data-iv="note"]').click()
                expect(page.locator(".iv-reading table")).to_be_visible()
                expect(page.locator(".iv-reading pre")).to_be_visible()
                assert page.evaluate(_NARROWEST_CELL) >= 56  # words stay whole, the table scrolls
                _look(page, f"interview-note-390-{scheme}", NARROW, whole=True)
                expect(page.locator(".iv-reading")).to_be_in_viewport()
                page.locator('[data-iv="end"]').click()
                page.locator('[data-iv="end"]').click()
                expect(page.locator(".iv-report")).to_be_visible()

    def empty(store: ChatStore, folder: Path) -> Study:
        return studying(store, folder, [])

    with serving(tmp_path / "empty", ScriptedService(NO_NOTES), study=empty) as site:
        for scheme, language in zip(SCHEMES, LANGUAGES, strict=True):
            look = visiting(chrome, site, language=language, size=NARROW, scheme=scheme)
            with look as visit:
                to_tab(visit.page)
                expect(visit.page.locator("#iv-words .note")).not_to_have_text(
                    re.compile("正在|Reading")
                )
                _look(visit.page, f"interview-empty-390-{scheme}", NARROW)


_NARROWEST_CELL = """() => Math.min(...[...document.querySelectorAll(".iv-reading td")]
  .map(e => e.getBoundingClientRect().width))"""

WIDE_NOTE = """# 后厨的温度记录

## 冷藏室的温度怎么记录？

- 每 2 小时由**当班厨师**读一次表，写进登记本
- 超过 **8 度**要马上报告厨师长
- 连续三次超标，整柜食材都要**报废**

| 时间 | 柜号 | 温度 | 读表的人 | 处理 | 复查时间 | 复查结果 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 08:00 | refrigerator-main-01 | 4.5 | 王师傅 | 无 | 10:00 | 正常 | 早班交接以后的第一次读数 |

```python
def check(cabinet: str, temperature: float, limit: float = 8.0) -> str:
    return f"{cabinet}: report to the chef at once" if temperature > limit else "all is well"
```
"""


def studying_wide_notes(store: ChatStore, folder: Path) -> Study:
    """Interviews over a section with a table and code that are wider than a phone."""
    note, _ = parse_note("后厨/很长很长的文件夹名字/温度记录.md", WIDE_NOTE)
    return studying(store, folder, sections_of_note(note))


def _look(page: Page, name: str, size: tuple[int, int], *, whole: bool = False) -> None:
    page.wait_for_timeout(200)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(CONTRAST) == []
    if size == NARROW:
        small = page.evaluate(_SMALL)
        assert small == []


# What can be clicked in the tab and is lower than 40 pixels.
_SMALL = """() => [...document.querySelectorAll(
  "#interview-tab button, #interview-tab summary, #interview-tab .wrap label")]
  .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled)
  .map(e => [e.textContent.trim().slice(0, 20), Math.round(e.getBoundingClientRect().height)])
  .filter(([, height]) => height < 39.5)"""
