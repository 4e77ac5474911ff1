"""The program as a user starts it: real notes, embedding model and page, no language model."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import NARROW, SHOTS, WIDE, asked, free_port
from playwright.sync_api import Browser, Page, expect
from program import Program, start

pytestmark = pytest.mark.browser

QUESTION = "Docker 和虚拟机有什么区别？"
READY_S = 120


@pytest.fixture
def folder(tmp_path: Path, own_index: Path) -> Path:
    """A working folder whose index is made already."""
    shutil.copytree(own_index, tmp_path / "index")
    return tmp_path


@pytest.fixture(scope="module")
def program(
    tmp_path_factory: pytest.TempPathFactory, own_index: Path, own_notes: Path, cache: Path
) -> Iterator[Program]:
    """The page, started once for all who only ask it something."""
    folder = tmp_path_factory.mktemp("program")
    shutil.copytree(own_index, folder / "index")
    started = start(folder, own_notes, cache, free_port())
    yield started
    started.stop()


def ready(page: Page) -> None:
    expect(page.locator("#status")).to_contain_text("就绪", timeout=READY_S * 1000)


def open_page(chrome: Browser, url: str, size: tuple[int, int] = WIDE) -> tuple[Page, list[str]]:
    context = chrome.new_context(locale="zh-CN", viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    foreign: list[str] = []
    page.on(
        "request",
        lambda r: None if r.url.startswith((url, "data:")) else foreign.append(r.url),
    )
    page.goto(url)
    return page, foreign


@pytest.mark.slow
def test_a_question_is_answered_from_the_notes_with_its_sources(
    program: Program, chrome: Browser
) -> None:
    page, foreign = open_page(chrome, program.url)
    ready(page)
    expect(page.locator("#status")).to_contain_text("10 篇")
    chips = page.locator("#empty .chip")
    expect(chips).to_have_count(3)  # questions from these notes
    assert all(text.endswith(("？", "?")) for text in chips.all_inner_texts())
    asked(page, QUESTION)
    answer = page.locator("#talk .answer")
    expect(answer).to_contain_text("内核")
    expect(answer.locator(".mark").first).to_have_text("[1]")
    card = page.locator("#cards .card").first
    expect(card.locator(".place")).to_contain_text("Docker核心原理")
    expect(card.locator(".where")).to_contain_text(re.compile(r"第 \d+–\d+ 行"))
    expect(card.locator("mark").first).to_be_visible()
    answer.locator(".mark").first.click()
    expect(page.locator(".card.lit")).to_have_count(1)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "end-to-end.png")

    page.locator("#after .chip").first.click()  # what the interviewer would ask next
    expect(page.locator("#talk .question")).not_to_contain_text(QUESTION)
    expect(page.locator("#talk .answer .mark").first).to_be_visible()
    assert foreign == []


def test_what_the_notes_lack_is_declined_and_the_nearest_section_named(
    program: Program, chrome: Browser
) -> None:
    page, foreign = open_page(chrome, program.url, NARROW)
    ready(page)
    asked(page, "Kafka 和 Pulsar 在分层存储上有什么不同？")
    expect(page.locator("#talk .answer")).to_contain_text("没有写到")
    expect(page.locator("#talk .answer .mark")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert foreign == []


@pytest.mark.slow
def test_a_chat_and_an_interview_go_on_where_they_were_after_the_program_was_killed(
    folder: Path, own_notes: Path, cache: Path, chrome: Browser
) -> None:
    port = free_port()
    first = start(folder, own_notes, cache, port)
    try:
        page, foreign = open_page(chrome, first.url)
        ready(page)
        asked(page, QUESTION)
        page.reload()
        expect(page.locator(".question").first).to_contain_text(QUESTION)
        expect(page.locator(".answer .mark").first).to_have_text("[1]")
        page.locator("#interview-tab-button").click()
        expect(page.locator("#iv-words")).to_contain_text("道题", timeout=60_000)
        page.locator("#iv-length").get_by_role("radio", name="3", exact=True).check()
        page.locator("#iv-start").click()
        answered(page, "和内存、进程、锁有关，先检查再执行，最后释放。")
        grade = page.locator("#iv-run .iv-grade").first
        expect(grade).to_contain_text("估计：没有模型评分")
        points = grade.locator(".iv-text").all_inner_texts()
    finally:
        first.kill()
    page.goto("about:blank")  # else gradio may load the page anew just then
    second = start(folder, own_notes, cache, port)
    try:
        page.goto(second.url)
        expect(page.locator(".question").first).to_contain_text(QUESTION)
        expect(page.locator(".answer .mark").first).to_have_text("[1]")
        page.locator("#interview-tab-button").click()
        expect(page.locator(WAITING)).to_be_visible(timeout=60_000)
        expect(page.locator("#iv-run .iv-said.me")).to_have_count(1)
        assert (
            page.locator("#iv-run .iv-grade").first.locator(".iv-text").all_inner_texts() == points
        )
        ready(page)
        for _ in range(9):  # three questions, two follow-ups each
            if page.locator(".iv-report").count():
                break
            answered(page, "先检查再执行，然后在内存里放一份，最后释放锁。")
        report = page.locator(".iv-report")
        expect(report.locator("details.iv-past")).to_have_count(3)
        expect(report).to_contain_text("估计")
        assert foreign == []
    finally:
        second.stop()


WAITING = '.iv-bar:is([data-phase="asking"], [data-phase="drilling"])'


def answered(page: Page, text: str) -> None:
    """Answer what stands there, and wait until something does again, or the report."""
    expect(page.locator(WAITING)).to_be_visible(timeout=60_000)
    step = page.locator(".iv-bar").get_attribute("data-step")
    page.locator("#iv-box textarea").fill(text)
    page.locator("#iv-send").click()
    expect(page.locator(f'.iv-bar[data-step="{step}"]')).to_have_count(0, timeout=60_000)
    expect(page.locator(f"{WAITING}, .iv-report")).to_be_visible(timeout=60_000)


@pytest.mark.slow
def test_notes_without_an_index_are_indexed_while_the_page_is_up(
    tmp_path: Path, cache: Path, chrome: Browser
) -> None:
    notes = tmp_path / "my notes"
    notes.mkdir()
    (notes / "猫.md").write_text(
        "# 猫\n\n## 猫为什么会打呼噜？\n\n放松或者疼痛的时候都会，频率在 25 到 150 赫兹之间。\n",
        "utf-8",
    )
    started = start(tmp_path, notes, cache, free_port())
    try:
        page, _ = open_page(chrome, started.url)
        ready(page)
        expect(page.locator("#status")).to_contain_text("1 篇")
        asked(page, "猫打呼噜是什么频率？")
        expect(page.locator("#talk .answer")).to_contain_text("25 到 150 赫兹")
    finally:
        started.stop()


@pytest.mark.slow
def test_no_notes_at_all_says_where_to_put_them_and_offers_the_sample(
    tmp_path: Path, cache: Path, chrome: Browser
) -> None:
    started = start(tmp_path, tmp_path / "nowhere", cache, free_port())
    try:
        page, _ = open_page(chrome, started.url)
        expect(page.locator("#empty")).to_contain_text("这个文件夹不存在", timeout=60_000)
        expect(page.locator("#empty .path")).to_contain_text("nowhere")
        expect(page.get_by_role("button", name=re.compile("示例"))).to_be_visible()
        status = page.locator("#status")
        expect(status.locator(".status-button .wide")).to_have_text(re.compile("^没有笔记 ·"))
        for raw in ("python -m", "缺失", "e5-notes"):
            expect(status.locator(".status-button")).not_to_contain_text(raw)
            expect(page.locator("#empty")).not_to_contain_text(raw)
    finally:
        started.stop()


@pytest.mark.slow
def test_the_first_start_tells_how_far_the_notes_are_and_answers_meanwhile(
    tmp_path: Path, own_notes: Path, cache: Path, chrome: Browser
) -> None:
    notes = tmp_path / "notes"
    shutil.copytree(own_notes / "容器", notes / "0")  # what is asked about is read first
    for number in range(1, 9):  # other words, or nothing would have to be embedded
        shutil.copytree(own_notes, notes / str(number))
        for path in (notes / str(number)).rglob("*.md"):
            path.write_text(path.read_text("utf-8").replace("的", f"{number}的"), "utf-8")
    started = start(tmp_path, notes, cache, free_port())
    try:
        page, _ = open_page(chrome, started.url)
        line = page.locator("#reading .reading-line")
        expect(line).to_be_visible(timeout=READY_S * 1000)
        expect(page.locator("#status .wide")).to_contain_text(re.compile("正在(准备)?读"))
        asked(page, QUESTION, READY_S)
        expect(page.locator("#talk .answer .mark").first).to_be_visible()
        assert "正在读笔记" in page.locator("#status .wide").inner_text()
        page.locator("#new-chat").click()
        expect(line).to_contain_text(re.compile(r"正在读你的笔记：[1-9]\d* / \d+ 篇"))
        page.screenshot(path=SHOTS / "first-start.png")
        shown = page.locator("body").inner_text()
        for raw in ("embed", "python -m", "还没有笔记", "缺失", "100%"):
            assert raw not in shown
    finally:
        started.kill()
