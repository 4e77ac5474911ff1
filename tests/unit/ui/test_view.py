from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fakes import (
    CONTAINERS,
    DOCKER,
    EVIL,
    HOSTILE,
    LOADING,
    NETWORK,
    NO_MODEL,
    NO_NOTES,
    READY,
    ScriptedService,
)
from hypothesis import given
from hypothesis import strategies as st
from messages import in_english

from bot.core.passage import Citation
from bot.core.turn import Answer, Done, Segment
from bot.markup.note_context import NoteContext
from bot.sentences import Message
from bot.storage.chats import ChatSummary, StoredTurn
from bot.ui.chat import view as chat_view
from bot.ui.shared import frame, markdown
from bot.ui.shared.view import ReaderView

ZH = ReaderView("zh", Path("/notes"), "vscode://file/{path}:{line}")
EN = ReaderView("en", Path("/notes"), "vscode://file/{path}:{line}")


def words(alt: str) -> str:
    return f"Image: {alt}"


ALONE = NoteContext(say=EN.say)


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(text: str) -> None:
    for tag, attributes in _Tags(text).tags:
        assert tag not in {"script", "img", "svg", "iframe", "object", "style", "form", "base"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name != "style"
            if name == "href":
                assert re.match(r"(https?://|mailto:|vscode://)", value or ""), value


def answer_of(question: str) -> Answer:
    done = list(ScriptedService().ask(question))[-1]
    assert isinstance(done, Done)
    return done.answer


def turn_of(answer: Answer) -> StoredTurn:
    return StoredTurn(
        id=7, question=answer.question, outcome="answered", text=answer.text, answer=answer
    )


def segments(*parts: Segment) -> str:
    return markdown.render_segments(
        parts, mark=lambda n: f"<i>{n}</i>", unsupported="no support", image_words=words
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="http://x/y.png" onerror="alert(1)">',
        "[a](javascript:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        "![a](javascript:alert(1))",
        '[a](http://x "onmouseover=alert(1)")',
        "```<script>\n<script>alert(1)</script>\n```",
        "`<b onclick=alert(1)>`",
        "$<img src=x onerror=alert(1)>$",
        "| <svg onload=alert(1)> |\n| --- |\n| x |",
        EVIL.text,
    ],
)
def test_nothing_harmful_gets_through(text: str) -> None:
    assert_harmless(markdown.render(text, words))
    assert_harmless(markdown.render_draft(text, words))
    assert_harmless(markdown.render_passage(text, text[2:9], ALONE))
    assert_harmless(segments(Segment(text=text, marks=(1,)), Segment(text=text, supported=False)))


@given(st.text(alphabet="<>&\"'`*_[]()!#-|$\n \t:/ajh1中⸨⸩⸤⸥\\"), st.booleans())
def test_whatever_a_model_writes_stays_harmless(text: str, supported: bool) -> None:
    assert_harmless(segments(Segment(text=text, marks=(1, 2), supported=supported)))
    assert_harmless(markdown.render_draft(text, words))


@given(st.text(alphabet="ab 中。`*|-\n<[", min_size=1), st.data())
def test_highlighting_changes_no_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    with_marks = markdown.render_passage(text, text[start:end], ALONE)
    bare = re.sub("</?mark>", "", with_marks)
    assert bare == markdown.render_passage(text, "", ALONE)


def test_raw_html_is_shown_as_text() -> None:
    shown = _Tags(markdown.render("a <b>bold</b> <script>x</script>", words)).text
    assert "a <b>bold</b> <script>x</script>" in shown


def test_images_become_links_and_foreign_schemes_become_text() -> None:
    html = markdown.render("![cat](https://x.example/cat.png) ![here](a.png) [n](other.md)", words)
    links = [attributes.get("href") for tag, attributes in _Tags(html).tags if tag == "a"]
    assert links == ["https://x.example/cat.png", None, None]
    assert "Image: cat" in html


def test_headings_are_not_headings_of_the_page_and_formulas_are_drawn() -> None:
    assert '<p class="heading">Title</p>' in markdown.render("# Title", words)
    drawn = markdown.render("$a_1$ and $\\wrong{a_1*b*c}$", words)
    assert "<msub><mi>a</mi><mn>1</mn></msub>" in drawn
    assert '<span class="math"><code>\\wrong{a_1*b*c}</code></span>' in drawn


def test_a_quote_is_highlighted_through_bold_and_over_paragraphs() -> None:
    html = markdown.render_passage("x **ab** cd.\n\nef gh", "**ab** cd.\n\nef", ALONE)
    assert "<strong><mark>ab</mark></strong><mark> cd.</mark>" in html
    assert "<p><mark>ef</mark> gh</p>" in html


def test_of_two_equal_places_the_quoted_one_is_highlighted() -> None:
    html = markdown.render_passage("- same\n- two\n\n**same** end", "**same** end", ALONE)
    assert "<li>same</li>" in html
    assert "<strong><mark>same</mark></strong><mark> end</mark>" in html


def test_a_quote_in_code_and_one_that_is_not_there() -> None:
    assert "<mark>ls -l</mark>" in markdown.render_passage("```sh\nls -l\n```", "ls -l", ALONE)
    assert "<mark>" not in markdown.render_passage("some text", "other", ALONE)


def test_a_passage_that_is_too_long_is_shown_to_where_it_can_be() -> None:
    long = replace(CONTAINERS, text="one line\n" * 9000)
    html = EN.passage(long)
    assert html.count("one line") == 40_000 // 9
    assert html.endswith("this is its beginning.</p>")
    assert "<mark>one line</mark>" in EN.passage(long, "one line")


def test_boxes_of_tasks_are_drawn_in_answers_too() -> None:
    html = segments(
        Segment(text="- "),
        Segment(text="[ ] open", marks=(1,)),
        Segment(text="\n- "),
        Segment(text="[x] done", supported=False),
        Segment(text="\n\n[ ] is an array"),
    )
    assert "<li>☐ op" in html
    assert "☑ done" in html
    assert "[ ] is an array" in html


def test_marks_survive_bold_lists_tables_and_code() -> None:
    html = segments(
        Segment(text="- "),
        Segment(text="**Whole bold.**", marks=(1,)),
        Segment(text="\n\n| a | b |\n| --- | --- |\n"),
        Segment(text="| c | d |", marks=(2,)),
        Segment(text="\n\n"),
        Segment(text="```sh\nls\n```", marks=(3,)),
        Segment(text="\n\nEnd.", marks=(1, 2)),
    )
    assert '<strong>Whole bold.</strong><span class="keep"><i>1</i></span>' in html
    assert re.search(r"<td>.*d.*<i>2</i>.*</td>", html)
    assert re.search(r"ls\n</code></pre>\s*<p><span class=\"keep\"><i>3</i>", html)
    assert '<span class="keep">d.<i>1</i><i>2</i></span>' in html


def test_unsupported_words_are_flagged_where_they_stand() -> None:
    html = segments(
        Segment(text="1. "),
        Segment(text="A **bold** claim.", supported=False),
        Segment(text=" Fine.", marks=(1,)),
    )
    assert html.startswith("<ol>")
    flagged = re.findall(r'<span class="unsupported" title="no support">(.*?)</span>', html)
    assert flagged == ["A ", "bold", " claim."]
    assert html.count("(no support)") == 1


def test_signs_of_our_own_in_an_answer_do_nothing() -> None:
    assert "<i>" not in segments(Segment(text="⸨1⸩ ⸤ x ⸥"))


def test_marks_that_are_still_unchecked_are_no_buttons() -> None:
    html = markdown.render_draft("Yes.[1] `a[1]`", words)
    assert html.count('class="mark draft"') == 1
    assert "<button" not in html


def test_every_mark_points_to_a_card_that_is_there() -> None:
    turn = turn_of(answer_of(DOCKER))
    targets = re.findall(r'data-card="([^"]+)"', chat_view.talk(ZH, turn))
    cards = re.findall(r'class="card" id="([^"]+)"', chat_view.side(ZH, turn))
    assert targets == ["card-7-1", "card-7-1", "card-7-2"]
    assert cards == ["card-7-1", "card-7-2"]


def test_a_mark_without_a_citation_is_left_out() -> None:
    answer = replace(answer_of(DOCKER), segments=(Segment(text="So.", marks=(9,)),))
    assert "<button" not in chat_view.talk(ZH, turn_of(answer))


@pytest.mark.parametrize("view", [ZH, EN])
def test_a_hostile_turn_is_harmless_everywhere(view: ReaderView) -> None:
    turn, hostile = turn_of(answer_of(HOSTILE)), Message.of("plain", text=HOSTILE)
    for html in (
        chat_view.past(view, [turn]),
        chat_view.after(view, turn, last=True),
        chat_view.draft(view, 7, turn.question, turn.text, "…"),
        chat_view.found(view, 7, (EVIL,)),
        chat_view.talk(view, StoredTurn(id=7, question=HOSTILE, outcome="failed", problem=hostile)),
        chat_view.chats(view, [ChatSummary("a", HOSTILE, 0.0)], "", ""),
        chat_view.chats(view, [], "", HOSTILE),
        view.chips([HOSTILE, '"><script>alert(1)</script>']),
        frame.empty(replace(NO_NOTES, notes_folder=HOSTILE), [], view, problem=HOSTILE),
        frame.status_line(replace(NO_NOTES, problem=hostile), view.language),
        frame.line(HOSTILE, cancel=HOSTILE),
    ):
        assert_harmless(html)


def test_the_line_below_an_answer_tells_where_it_came_from() -> None:
    answer = replace(answer_of(DOCKER), timings_ms={"retrieve": 100.0, "total": 6100.0})
    assert "依据 2 节 · 0.1 s 找到 · 本地模型写了 6.0 s" in chat_view.talk(ZH, turn_of(answer))
    assert "2 sources · found in 0.1 s" in chat_view.talk(EN, turn_of(answer))
    assert "没有用语言模型" in chat_view.talk(ZH, turn_of(replace(answer, llm="none")))
    assert "ollama:qwen3 写了" in chat_view.talk(ZH, turn_of(replace(answer, llm="ollama:qwen3")))
    assert "没有依据" in chat_view.talk(ZH, turn_of(replace(answer, citations=())))


def test_only_the_last_turn_can_be_retried_or_edited() -> None:
    turn = turn_of(answer_of(DOCKER))
    assert "data-act" not in chat_view.after(ZH, turn)
    assert 'data-act="retry"' in chat_view.after(ZH, turn, last=True)
    assert 'data-act="edit"' in chat_view.after(ZH, turn, last=True)


def test_why_an_answer_is_not_the_models_is_said_in_the_readers_language() -> None:
    waiting = replace(
        answer_of(DOCKER), notice=Message.of("model_loading", name="Qwen2.5-Coder 1.5B")
    )
    assert "Qwen2.5-Coder 1.5B 还在载入" in chat_view.talk(ZH, turn_of(waiting))
    assert "still being loaded" not in chat_view.talk(ZH, turn_of(waiting))
    assert "is still being loaded." in chat_view.talk(EN, turn_of(waiting))


def test_footnotes_name_file_place_and_words() -> None:
    copied = chat_view.with_footnotes(EN, answer_of(DOCKER))
    assert "[1]" not in copied
    assert copied.count("[^2]") == 2
    note = "[^2]: 容器入门 › 网络 › bridge 模式 (容器/docker.md, lines 58–66): “iptables"
    assert note in copied


def test_copying_changes_no_code() -> None:
    code = "```c\nint a = arr[1];\n```\n"
    answer = replace(
        answer_of(DOCKER),
        segments=(
            Segment(text="取 `arr[1]`：", marks=(1,)),
            Segment(text="\n\n" + code),
            Segment(text="数组的 a[1] 是第二个元素。", marks=(1,)),
        ),
    )
    copied = chat_view.with_footnotes(EN, answer)
    assert code in copied
    assert "取 `arr[1]`：[^1]" in copied
    assert "数组的 a[1] 是第二个元素。[^1]" in copied


def test_lines_are_named_in_the_singular_too() -> None:
    one = replace(NETWORK, lines=(3, 3))
    assert "line 3<" in chat_view.found(EN, 1, (one,))
    assert "lines 58–66" in chat_view.found(EN, 1, (NETWORK,))


def test_the_editor_link_quotes_the_path_and_stays_in_the_notes() -> None:
    card = chat_view.found(
        ReaderView("en", Path("/my notes"), "vscode://file/{path}:{line}"), 1, (CONTAINERS,)
    )
    assert 'href="vscode://file/my%20notes/%E5%AE%B9%E5%99%A8/docker.md:19"' in card
    outside = replace(CONTAINERS, file="../../etc/passwd")
    assert "href=" not in chat_view.found(EN, 1, (outside,)).split("passage")[0]
    assert "Open in editor" not in chat_view.found(
        ReaderView("en", Path("/n"), ""), 1, (CONTAINERS,)
    )


def test_two_citations_of_one_passage_are_two_cards() -> None:
    answer = answer_of(DOCKER)
    twice = (*answer.citations, Citation(n=3, passage=CONTAINERS, quote="启动只要一秒左右"))
    html = chat_view.side(ZH, turn_of(replace(answer, citations=twice)))
    assert html.count('class="card"') == 3


def test_the_status_line_names_counts_models_and_states() -> None:
    assert "86 篇 · 713 节 · e5-small 就绪 · 本地模型 就绪" in frame.status_line(READY, "zh")
    assert "e5-small loading 42% · local model loading" in frame.status_line(LOADING, "en")
    assert "pip install" in frame.status_line(NO_MODEL, "en")
    assert frame.status_line(None, "en").startswith("<p")


def test_what_is_missing_is_a_sentence_and_loading_is_not_settled() -> None:
    assert frame.problems(READY, "en") == []
    assert frame.problems(NO_MODEL, "en") == [in_english(NO_MODEL.llm.detail)]
    old = Message.of("plain", text="The index is old.")
    assert frame.problems(replace(READY, problem=old), "en") == ["The index is old."]
    assert frame.settled(READY)
    assert not frame.settled(LOADING)
    assert not frame.settled(None)


def test_the_empty_page_offers_examples_or_says_where_notes_go() -> None:
    assert frame.empty(READY, [DOCKER], ZH).count("data-ask") == 1
    none = frame.empty(NO_NOTES, [], ZH)
    assert "/home/me/notes" in none
    assert 'data-act="sample"' in none
