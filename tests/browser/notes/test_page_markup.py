"""What the author of a note meant is seen, wherever a passage is shown; what a hostile one means
does not happen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_pages import DeskSite, open_notes, ready, serving_desk
from markup_notes import make_notes
from pages import CONTRAST, LANGUAGES, QUIET, SCHEMES, SHOTS, SIZES, asked, let_run, still, visiting
from playwright.sync_api import Browser, Locator, Page, Response, expect
from waiting import until

from bot.ui.frame.image_server import visitor_cookie

pytestmark = [pytest.mark.browser, QUIET]
# What is seen elsewhere than in the passage, unless it is scrolled there.
OUTSIDE = """passage => [...passage.querySelectorAll("*")].filter(one => {
  if (!["static", "relative"].includes(getComputedStyle(one).position)) return true;
  if (one.parentElement.closest("pre, .math, table")) return false;
  const [box, own] = [one, passage].map(each => each.getBoundingClientRect());
  return box.width && (box.left < own.left - 1 || box.right > own.right + 1);
}).map(one => one.outerHTML)"""
LOOKS = [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]


@pytest.fixture(scope="module", name="site")
def site_fixture(tmp_path_factory: pytest.TempPathFactory, cache: object) -> Iterator[DeskSite]:
    """One page over those notes, for all tests of this file."""
    folder = tmp_path_factory.mktemp("markup")
    with serving_desk(folder, make_notes(folder / "notes"), cache) as served:  # type: ignore[arg-type]
        ready(served.app)
        until(lambda: served.app.status().notes == 4, 120)
        yield served


def opened(page: Page, file: str) -> Locator:
    """The text of a note's first section, opened in the outline."""
    page.locator(f'#outline [data-node="{file}"]').click()
    page.locator(f'#outline [data-file="{file}"]').first.click()
    passage = page.locator(".note-section .passage")
    expect(passage).to_be_visible()
    return passage


def drawn(image: Locator) -> bool:
    """Whether an image has come."""
    image.scroll_into_view_if_needed()
    return bool(image.evaluate("one => one.decode().then(() => one.naturalWidth > 0, () => false)"))


def assert_shown(passage: Locator) -> None:
    """Every kind of markup of that note, as it was meant."""
    expect(passage.locator("math mfrac").first).to_be_visible()
    expect(passage.locator('th[colspan="2"]')).to_have_text("天体")
    expect(passage.locator("sub")).to_have_text("2")
    expect(passage.locator("kbd")).to_have_text("Ctrl")
    fold = passage.locator("details", has_text="近月一侧")
    expect(fold.locator("strong")).not_to_be_visible()
    fold.locator("summary").click()
    expect(fold.locator("strong")).to_be_visible()
    titles = passage.locator(".box-title")
    expect(titles).to_have_text(["小心大潮", "记法", "观察"])
    expect(passage.locator("li.task")).to_have_count(2)
    expect(passage.locator(".marked")).to_have_text("潮差")
    expect(passage.locator("p.footnote")).to_contain_text("开阔的洋面")
    expect(passage).not_to_contain_text("草稿")
    expect(passage).not_to_contain_text("block-1")
    expect(passage.locator(".jump")).to_have_text(["锁定的原因", "距离"])
    images = passage.locator("img")
    expect(images).to_have_count(2)
    assert all(drawn(images.nth(at)) for at in range(2))
    expect(passage.locator("a.image")).to_have_attribute("href", "https://tracker.example/a.png")
    source = passage.locator(".source")
    expect(source.locator("pre")).not_to_be_visible()
    source.locator("summary").click()
    expect(source.locator("pre")).to_contain_text("月球 --> 海水")


def test_a_note_shows_what_its_author_meant_in_every_look(site: DeskSite, chrome: Browser) -> None:
    for size, scheme, language in LOOKS:
        with visiting(chrome, site, language=language, size=size, scheme=scheme) as visit:
            page = open_notes(visit)
            passage = opened(page, "潮汐.md")
            assert_shown(passage)
            assert passage.evaluate(OUTSIDE) == []
            still(page)
            SHOTS.mkdir(parents=True, exist_ok=True)
            look = f"{size[0]}-{scheme}-{language[:2]}"
            page.screenshot(path=SHOTS / f"markup-{look}.png", full_page=True)
            passage.screenshot(path=SHOTS / f"markup-passage-{look}.png")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            assert page.evaluate(CONTRAST) == []


def test_a_cited_card_shows_it_too_and_its_links_lead_into_the_notes(
    site: DeskSite, chrome: Browser
) -> None:
    with visiting(chrome, site) as visit:
        page = visit.page
        asked(page, "月球的潮汐力使地球上的海水怎么样？")
        card = page.locator("#cards .card", has_text="涨落").first
        card.locator(".more").click()
        expect(card.locator("mark").first).to_be_visible()
        assert_shown(card.locator(".passage"))
        card.locator(".jump", has_text="锁定的原因").click()
        section = page.locator(".note-section")
        expect(section.locator(".place")).to_have_text("潮汐锁定 › 为什么")
        expect(section).to_contain_text("直到与公转同步")
        expect(page.locator('#outline .row.chosen[data-key="潮汐锁定.md:1"]')).to_be_focused()
        opened(page, "潮汐.md").locator(".jump", has_text="距离").focus()
        page.keyboard.press("Enter")
        expect(section).to_contain_text("激光测月")
        expect(page.locator('#outline .row.chosen[data-key="力学/距离.md:1"]')).to_be_visible()


def test_a_hostile_note_runs_nothing_asks_nobody_and_shows_nothing_of_others(
    site: DeskSite, chrome: Browser
) -> None:
    answers: list[Response] = []

    def answered(one: Response) -> None:
        answers.append(one)

    with visiting(chrome, site) as visit:  # which has seen no other machine asked at its end
        page = open_notes(visit)
        page.on("response", answered)
        passage = opened(page, "恶意.md")
        expect(passage).to_contain_text("盖住")
        summaries = passage.locator("summary")
        for at in range(summaries.count()):
            summaries.nth(at).click()
        for words in ("一", "二", "三", "四", "假的"):
            for found in passage.get_by_text(words, exact=True).all():
                found.click()
        image = passage.locator("img")
        expect(image).to_have_count(1)  # the drawing, in which nothing runs
        assert drawn(image)
        let_run(page)
        assert page.title() == "笔记面试官"
        assert page.locator("#tabs").count() == 1
        assert (
            passage.locator("script, style, iframe, object, form, input, button, svg").count() == 0
        )
        assert passage.locator("[style], [id], [onclick], maction").count() == 0
        assert passage.evaluate(OUTSIDE) == []
        image_answers = [one for one in answers if "/note-image/" in one.url]
        assert [one.status for one in image_answers] == [200]
        address = image_answers[0].url
        assert page.request.get(address).status == 200
        page.remove_listener("response", answered)
        stranger = chrome.new_context()
        try:
            assert stranger.request.get(address).status == 404
            stranger.request.get(site.url)
            names = [str(cookie.get("name")) for cookie in stranger.cookies()]
            assert any(name.startswith(visitor_cookie("")[:14]) for name in names)
            assert stranger.request.get(address).status == 404
        finally:
            stranger.close()
