"""A note's markup as the page shows it, and what a hostile note can't do with it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.markup.formula import formula
from bot.markup.note import note_html
from bot.markup.note_context import LinkTarget, NoteContext
from bot.ui.shared import markdown
from bot.ui.words.texts import say


def image(source: str) -> str | None:
    return f"/note-image/x/{source}" if source in ("a.png", "b.png") else None


def place(target: str, heading: str) -> LinkTarget | None:
    known = {"": "this.md", "other.md": "other.md", "Other": "other.md"}
    return (known[target], len(heading)) if target in known and heading != "gone" else None


CONTEXT = NoteContext(say=lambda key, **values: say("en", key, **values), image=image, place=place)


def shown(text: str) -> str:
    return note_html(text, CONTEXT).replace("\n", "")


@pytest.mark.parametrize(
    ("note", "seen"),
    [
        ("H<sub>2</sub>O<br>x<sup>2</sup>", "<p>H<sub>2</sub>O<br>x<sup>2</sup></p>"),
        ("press <kbd>Esc</kbd>", "<p>press <kbd>Esc</kbd></p>"),
        ('<div align="center">x</div>', '<div class="to-center">x</div>'),
        ('<h2 id="a">Title</h2>', '<p class="heading">Title</p>'),
        ('<a name="top"></a>text', "<p>text</p>"),
        ("one <!-- hidden --> two", "<p>one two</p>"),
        ("==marked== and `==`", '<p><span class="marked">marked</span> and <code>==</code></p>'),
        ("text %%hidden%% ^block1", "<p>text </p>"),
        ("a note[^1]", '<p>a note<sup class="footnote">1</sup></p>'),
        ("[^1]: said", '<p class="footnote"><sup class="footnote">1</sup> said</p>'),
        ("one^[two]", "<p>one<small>（two）</small></p>"),
        ("| a |\n|:-:|\n| b |", '<table><thead><tr><th class="to-center">a</th></tr></thead>'),
        ("`<b>` stays code", "<p><code>&lt;b&gt;</code> stays code</p>"),
        ("![far](https://x.example/a.png)", "Image: far</a></p>"),
        ("![near](a.png)", '<img src="/note-image/x/a.png" alt="near" loading="lazy"></span>'),
        ("![[b.png|200]]", '<img src="/note-image/x/b.png" alt="" loading="lazy" width="200">'),
        ('<img src="a.png" alt="c" width=9>', 'x/a.png" alt="c" loading="lazy" width="9">'),
        ("{% asset_img a.png %}", "/note-image/x/a.png"),
        ("![gone](gone.png)", "<p>Image: gone</p>"),
        ("[[Other#Part|words]]", 'data-jump="other.md" data-section="4">words</span>'),
        ("[words](other.md#part)", 'data-jump="other.md" data-section="4">words</span>'),
        ("[up](#part)", 'data-jump="this.md" data-section="4">up</span>'),
        ("said [1] and a[0]", '<sup class="footnote">[1]</sup> and <code>a[0]</code>'),
        ("**奖励R：**R即为", "<p><strong>奖励R：</strong>R即为</p>"),
        ("[status:: done] x", "<p>x</p>"),
        ("[[Nowhere]] [x](no.md) [y](#gone)", "<p>Nowhere x y</p>"),
        ("[out](https://x.example/)", '<a href="https://x.example/" target="_blank"'),
    ],
)
def test_a_sign_is_shown_as_its_author_meant_it(note: str, seen: str) -> None:
    assert seen in shown(note)


def test_a_table_of_html_keeps_its_cells() -> None:
    note = """<table>
  <tr><th colspan="2">head</th><td rowspan=3 align="right">a</td></tr>
  <tr>
    <td>b<br>c</td>
    <td>$x$</td>
  </tr>
</table>

after"""
    html = shown(note)
    assert '<th colspan="2">head</th><td class="to-right" rowspan="3">a</td>' in html
    assert "<td>b<br>c</td>" in html
    assert html.endswith("</tbody></table><p>after</p>")
    assert html.count("<p>") == 1


def test_details_fold_what_is_in_them_and_open_for_a_quote() -> None:
    note = "<details>\n<summary>Show more</summary>\n\nBecause **so**.\n\n</details>\n\nafter"
    assert "<details><summary>Details</summary><p>Because" in shown(note)
    quoted = markdown.render_passage(note, "Because **so**", CONTEXT)
    assert "<details open>" in quoted
    assert "<mark>Because </mark><strong><mark>so</mark>" in quoted
    assert "<details open>" not in markdown.render_passage(note, "after", CONTEXT)


def test_a_question_s_answer_is_unfolded_and_its_signs_are_gone() -> None:
    note = "<details><summary>Why **so**?</summary>\n\nBecause.\n\n</details>\n\nafter"
    fold = '<details open=""><summary>Why <strong>so</strong>?</summary><p>Because.</p></details>'
    assert shown(note) == f"{fold}<p>after</p>"
    assert shown("Q: What?\nA: That.") == '<p class="heading">What?</p><p>That.</p>'
    assert shown("A lock :: one thread\n\nstatus:: done") == "<p>A lock: one thread</p><p></p>"


@pytest.mark.parametrize(
    ("note", "look", "title"),
    [
        ("> [!warning] Mind **this**\n> inside", "warning", "Mind <strong>this</strong>"),
        ("> [!tip]\n> inside", "tip", "Tip"),
        ("> [!unheard] \n> inside", "note", "Unheard"),
        (":::danger Hot\ninside\n:::", "danger", "Hot"),
        ('!!! note "Title"\n    inside\n', "note", "Title"),
        ("```ad-tip\ntitle: T\ninside\n```", "tip", "T"),
        ("```{warning}\ninside\n```", "warning", "Warning"),
        ('{% hint style="danger" %}\ninside\n{% endhint %}', "danger", "Danger"),
        ("{% note 小心 %}\ninside\n{% endnote %}", "note", "小心"),
        ("{% note warning %}\ninside\n{% endnote %}", "warning", "Warning"),
    ],
)
def test_boxes_have_a_title_and_end_where_they_end(note: str, look: str, title: str) -> None:
    html = shown(f"{note}\n\nafter")
    assert (
        f'<div class="box box-{look}"><p class="box-title">{title}</p><p>inside</p></div>' in html
    )
    assert html.endswith("</div><p>after</p>")


def test_boxes_that_fold_are_folded() -> None:
    assert shown("> [!faq]- Why?\n> So.").startswith('<details class="box box-note"><summary>Why?')
    assert shown('??? tip "T"\n    x').startswith(
        '<details class="box box-tip"><summary>T</summary>'
    )
    assert '<details class="box box-note" open=""' in shown("> [!faq]+ Why?\n> So.")


def test_a_box_in_a_list_ends_with_its_item() -> None:
    html = shown('- one\n\n    !!! note "T"\n        in\n\n- two\n\nafter')
    assert "<p>in</p></div></li><li><p>two</p></li></ul><p>after</p>" in html


def test_tasks_have_boxes_that_are_read_out() -> None:
    html = shown("- [ ] open\n- [x] closed\n- plain")
    assert html.count('<li class="task">') == 2
    assert 'role="img" aria-label="done">☑</span> closed' in html


def test_a_diagram_is_a_block_whose_source_can_be_unfolded() -> None:
    html = shown("```mermaid\ngraph TD\nA[order] --> B[pay]\n```")
    caption = "<summary>Diagram (mermaid source) order · pay</summary>"
    assert html.startswith(f'<details class="source">{caption}<pre>')


def test_formulas_are_drawn_and_wrong_ones_are_shown_as_they_are() -> None:
    assert "<msup><mn>2</mn><mi>k</mi></msup>" in shown("$2^k$")
    assert '<div class="math"><math display="block">' in shown("$$\n\\sum_i x_i\n$$")
    assert '<span class="math"><code>\\frac{a}{</code></span>' in shown("$\\frac{a}{$")
    for wrong in ("\\unheard{x}", "a_b_c", "{" * 3000, "x" * 5000, "\\limits", "", "\\left("):
        assert formula(wrong) is None
    aligned = formula("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}")
    assert aligned is not None
    assert aligned.count("<mtr>") == 2
    assert 'class="to-right"><mi>a</mi>' in aligned


def test_a_formula_of_its_own_amid_a_line_stays_in_its_paragraph() -> None:
    assert re.fullmatch(
        r'<p>so <span class="math"><math.*</math></span> end</p>', shown("so $$x$$ end")
    )


def test_a_quoted_formula_is_highlighted_whole() -> None:
    html = markdown.render_passage("It is $2^k$ long. More.", "is $2^k$ long", CONTEXT)
    assert re.search(r"<mark>is </mark>.*<mark><math.*</math></mark>.*<mark> long</mark>", html)


def test_labels_hold_formulas_as_they_are_written() -> None:
    assert markdown.plain("**Cost** $2^k$") == "Cost 2^k"


class _Harmless(HTMLParser):
    """Fails on a tag or an attribute that the page doesn't know."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {
            *("script", "style", "iframe", "object", "embed", "form", "input", "base", "meta"),
            *("svg", "maction", "annotation-xml", "semantics", "link", "video", "audio", "button"),
        }
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert name not in {"style", "id", "srcset", "formaction", "xlink:href", "action"}
            if name == "href":
                assert tag == "a"
                assert re.match(r"https?://|mailto:", value or "")
            if name == "src":
                assert (tag, (value or "")[:12]) == ("img", "/note-image/")


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)> <svg onload=alert(1)>",
    "<svg><a xlink:href=javascript:alert(1)>x</a><use href=data:image/svg+xml,x></svg>",
    "[a](javascript:alert(1)) [b](data:text/html,x) <a href='java\nscript:alert(1)'>c</a>",
    "<iframe src=https://x.example></iframe><object data=x></object><embed src=x>",
    "<div style='position:fixed;inset:0' class='gaps-open' id=tabs>over</div>",
    "<table><tr><td colspan=99999 onclick=alert(1)>x</td></tr></table>",
    "<details ontoggle=alert(1) open><summary onclick=alert(1)>x</summary></details>",
    "<math><maction actiontype=statusline href=javascript:alert(1)>x</maction></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></math>",
    "<form action=https://x.example><input name=a><button>go</button></form>",
    "<base href=https://x.example><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    "$\\href{javascript:alert(1)}{x}$ $\\style{position:fixed}{x}$ $\\class{mark}{x}$",
    "$\\text{<img src=x onerror=alert(1)>}$ $\\text{</math><script>alert(1)</script>}$",
    "$\\unicode{x3c}script\\unicode{x3e}$ $\\rule{999em}{999em}$ $\\hspace{-99em}x$",
    "```mermaid\nclick A \"javascript:alert(1)\"\n%%{init: {'securityLevel': 'loose'}}%%\n```",
    "![x](javascript:alert(1)) ![y](file:///etc/passwd) ![z](//x.example/a.png)",
    '<span data-own="0">x</span> <span class="jump" data-jump="a" data-section="1">y</span>',
    '[[a|<img src=x onerror=alert(1)>]] ![[a.png|"><script>alert(1)</script>]]',
    ':::tip <img src=x onerror=alert(1)>\nx\n:::\n!!! note "<script>alert(1)</script>"\n    y',
    "> [!note] <script>alert(1)</script>\n> x\n\n{% note <img/src=x/onerror=alert(1)> %}",
    "</div></div></article><h1>out</h1>",
)


@pytest.mark.parametrize("note", HOSTILE)
def test_a_hostile_note_does_nothing(note: str) -> None:
    for text in (note, f"> {note}", f"- {note}", f"| a |\n|---|\n| {note} |", f"$a$ {note}"):
        for html in (note_html(text, CONTEXT), markdown.render_passage(text, text[3:20], CONTEXT)):
            _Harmless().feed(html)


def test_what_lies_over_the_page_elsewhere_does_not_here() -> None:
    assert shown("<div style='position:fixed' class='gaps-open' id=tabs>x</div>") == "<div>x</div>"
    assert "999" not in shown("$\\rule{999em}{999em} \\hspace{999em} x$")


def test_the_page_s_own_parts_can_t_be_forged() -> None:
    html = shown('<span data-own="0">x</span> [y](other.md)')
    assert html.count("data-jump") == 1
    assert "data-own" not in html


@given(st.text(alphabet="<>/&\"'`*_[]()!#-|$=%{}:^\\ \n\tadinos1.中"))
@example("<table><p>$x$</table><li></details>")
@example("[[a](b)]]==<b>==</b>$<i>$</i>")
def test_whatever_a_note_holds_is_harmless_and_stays_inside(text: str) -> None:
    html = note_html(text, CONTEXT)
    _Harmless().feed(html)
    opened = len(re.findall(r"<(?:div|details|table|blockquote|ul|ol)\b", html))
    closed = len(re.findall(r"</(?:div|details|table|blockquote|ul|ol)>", html))
    assert opened == closed
