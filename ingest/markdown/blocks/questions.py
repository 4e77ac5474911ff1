"""Questions that a note puts before their answers: `<details><summary>`, “Q: …” above “A: …”, and
cards with a `?` between. Each heads its answer, so it is a heading below all others. Pure.

Such a heading's `meta["pair"]` says which of the three it is, `meta["until"]` the line behind its
answer where that is marked, `meta["behind"]` the column where an answer begins in its last line.
The sign before an answer becomes a token `syntax`, whose `meta["sign"]` is “A”.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ingest.markdown.directives import below_tags, hide, is_below_tags, line_of
from ingest.markdown.inline_state import SYNTAX
from ingest.markdown.tags import UNSEEN, Partners, tag_at
from ingest.markdown.unfolding import only_unfolds

LEVEL = 7
"""Of a question's heading: below every heading that is written as one."""

_MAX_LINES = 12
"""Of a question."""
_MOST_ANSWER_LINES = 100
"""Of a card."""

# What unfolds an answer, up to its name: “<details><summary>” but not “<details>详情”.
_SUMMARY = re.compile(r"(?:<details(?:\s[^<>]*)?>\s*)?<summary(?:\s[^<>]*)?>", re.IGNORECASE)
# Either end of what is folded: “</details>” but not “<summary>”.
_DETAILS = re.compile(r"<(/?)details(?:\s[^<>]*)?>", re.IGNORECASE)
_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_BOLD = r"(?:\*\*|__)?"


def _sign(words: str) -> str:
    """A pattern of the sign that a question or an answer begins with."""
    plain = rf"(?:{words})[ \t]*{_NUMBER}?[ \t]*{_BOLD}[ \t]*[:：]"
    numbered = rf"(?:{words})[ \t]*{_NUMBER}[ \t]*(?:[.．、]|{_BOLD}[ \t])"
    boxed = rf"[\[【(（](?:{words})[ \t]*{_NUMBER}?[\]】)）]{_BOLD}[:：]?"
    return rf"(?P<bold>{_BOLD})(?:{plain}|{numbered}|{boxed})(?P<rest>{_BOLD}[ \t]*)"


# The sign before a question: “Q: 什么是锁” and “**问1：**锁” but not “问题在于锁”.
_ASKS = re.compile(_sign(r"[Qq](?:uestion)?|问题?|提问"))
# The sign before an answer: “A: 锁” and “**答：**锁” but not “答案在下面”.
_ANSWERS = re.compile(_sign(r"[Aa](?:nswer)?|参考答案|答案?|回答|解答"))
# The second of several choices: “B. 互斥锁” but not “Broker”.
_CHOICE = re.compile(r"(?:\*\*)?[Bb](?:\*\*)?[ \t]*[.:：、)）]")
# The line between the two sides of a card: “?” but not “??? tip”.
_TURN = re.compile(r"^[ \t]{0,3}\?{1,2}[ \t]*$", re.MULTILINE)
# What asks, with the signs that may close behind it: “什么是锁？**” but not “锁”.
_QUESTION_END = re.compile(r"[?？][\s*_”\"」）)]*\Z")


def add_questions(parser: MarkdownIt) -> None:
    """Teach a parser which lines ask."""
    for name, rule in (("details_question", _details), ("labelled_question", _labelled)):
        parser.block.ruler.before(
            "html_block", name, rule, {"alt": ["paragraph", "reference", "blockquote"]}
        )
    parser.block.ruler.before("lheading", "card", _card)
    parser.core.ruler.push("answer_signs", _hide_answer_signs)


def without_sign(question: str) -> str:
    """A question without the “Q:” before it."""
    match = _ASKS.match(question)
    if match is None:
        return question
    rest = question[match.end() :].strip()
    opened = bool(match["bold"]) and match[0].count("**") + match[0].count("__") == 1
    if opened and rest.endswith(match["bold"]):
        rest = rest[:-2]
    return rest.strip()


def _push_question(
    state: StateBlock, lines: tuple[int, int], content: str, pair: str, until: int | None
) -> Token:
    heading = state.push("heading_open", f"h{LEVEL}", 1)
    heading.map = list(lines)
    heading.meta = {"pair": pair, "until": until}
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = content, list(lines), []
    state.push("heading_close", f"h{LEVEL}", -1)
    state.line = lines[1]
    return heading


def _details(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`<details><summary>What is a lock?</summary>`."""
    if state.level or state.is_code_block(start) or line_of(state, start)[:1] != "<":
        return False
    first = state.bMarks[start] + state.tShift[start]
    last = min(start + _MAX_LINES, end) - 1
    src = state.src[first : state.eMarks[last]]
    opening = _SUMMARY.match(src)
    if opening is None:
        return False
    stop = re.compile(r"</summary\s*>", re.IGNORECASE).search(src, opening.end())
    if stop is None or re.search(r"\n[ \t]*\n", src[opening.end() : stop.start()]):
        return False
    if silent:
        return True
    behind = _behind_tags(state.src, first + stop.end())
    row = bisect_right(state.bMarks, behind, 0, state.lineMax) - 1
    lines = (start, row + 1)
    content = src[opening.end() : stop.start()].strip()
    rest = state.src[behind : state.eMarks[row]].strip()
    until = _closed_at(state, start)
    if only_unfolds(re.sub(r"<[^<>]*>", "", content)):
        token = hide(state, *lines)
    else:
        token = _push_question(state, lines, content, "details", until)
    token.meta |= {"pair": "details", "until": until, "behind": behind - state.bMarks[row]}
    if rest:
        state.push("paragraph_open", "p", 1).map = [row, row + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = rest, [row, row + 1], []
        state.push("paragraph_close", "p", -1)
    elif not is_below_tags(state, row):
        below_tags(state, row)
    return True


def _behind_tags(src: str, at: int) -> int:
    """Where the tags end that stand behind a place in its line and show nothing."""
    stop = src.find("\n", at)
    line = src[at : stop if stop >= 0 else len(src)]
    partners, place = Partners(line), 0
    while place < len(line):
        tag = tag_at(partners, place) if line[place] == "<" else None
        if line[place] in " \t":
            place += 1
        elif tag is None or tag.shown.strip() or tag.name in UNSEEN:
            break
        else:
            place = tag.end
    return at + place


def _closed_at(state: StateBlock, start: int) -> int:
    """The line behind the `</details>` that belongs to the tag in line `start`."""
    if "details" not in state.env:
        state.env["details"] = _partners_of_details(state)
    known: dict[int, int] = state.env["details"]
    return known.get(start, state.lineMax)


def _partners_of_details(state: StateBlock) -> dict[int, int]:
    """Lines that open a `<details>`, each with the line behind its end."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _DETAILS.finditer(state.src):
        row = bisect_right(state.bMarks, match.start()) - 1
        if not match[1]:
            opened.append(row)
        elif opened:
            found[opened.pop()] = row + 1
    return found


def _labelled(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """“Q: What is a lock?”, with an “A: …” below it."""
    if state.level or state.is_code_block(start):
        return False
    text = line_of(state, start)
    if text[:1] not in "Qq问提*_[【(（" or not _ASKS.match(text):
        return False
    labels = _labels(state)
    at = bisect_right(labels, (start, "Z"))
    if at >= len(labels) or labels[at][1] == "Q":
        return False
    answer, last = labels[at][0], start + 1
    while last < min(answer, end, start + _MAX_LINES) and not state.isEmpty(last):
        last += 1
    if any(line_of(state, row)[:1] == "#" for row in range(last, min(answer, last + 40))):
        return False
    content = without_sign("\n".join(line_of(state, row).rstrip() for row in range(start, last)))
    if not content:
        return False
    if not silent:
        _push_question(state, (start, last), content, "labelled", None)
    return True


def _labels(state: StateBlock) -> list[tuple[int, str]]:
    """(line, “Q” or “A”) of all lines that begin with a sign."""
    if "labels" not in state.env:
        found: list[tuple[int, str]] = []
        for row in range(state.lineMax):
            text = line_of(state, row)
            if _ASKS.match(text):
                found.append((row, "Q"))
            elif _ANSWERS.match(text) and not _offers_choices(state, row):
                found.append((row, "A"))
        state.env["labels"] = found
    labels: list[tuple[int, str]] = state.env["labels"]
    return labels


def _offers_choices(state: StateBlock, row: int) -> bool:
    rows = (line for line in range(row + 1, min(row + 3, state.lineMax)) if not state.isEmpty(line))
    return any(_CHOICE.match(line_of(state, line)) for line in rows)


def _card(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines above a `?` and lines below it, with no blank line between."""
    if state.level or silent:
        return False
    if "cards" not in state.env:
        state.env["cards"] = bool(_TURN.search(state.src))
    if not state.env["cards"]:
        return False
    turn = start
    while turn < min(end, start + _MAX_LINES) and not state.isEmpty(turn):
        if turn > start and line_of(state, turn).strip() in ("?", "??"):
            break
        turn += 1
    else:
        return False
    last = turn + 1
    while last < min(end, turn + _MOST_ANSWER_LINES) and not state.isEmpty(last):
        last += 1
    if turn >= end or state.isEmpty(turn) or last == turn + 1:
        return False
    content = "\n".join(line_of(state, row).rstrip() for row in range(start, turn))
    _push_question(state, (start, turn), without_sign(content), "card", last)
    hide(state, turn, turn + 1)
    return True


def _hide_answer_signs(state: StateCore) -> None:
    """“A: ” before an answer, and “Q: ” before what it answers, are signs and not text."""
    asked: tuple[Token, int, re.Match[str]] | None = None
    is_question = in_heading = False
    lines = [token.content for token in state.tokens if token.type == "inline"]
    number = 0
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.type == "heading_open"
        if token.type != "inline":
            continue
        number += 1
        if in_heading:
            asked, is_question = None, is_asking(token.content)
            continue
        hidden: list[tuple[int, re.Match[str]]] = []
        for at, line in _lines(token.content):
            if question := _ASKS.match(line):
                asked = (token, at, question)
            elif (answer := _ANSWERS.match(line)) and (asked or is_question or _names(answer)):
                behind = _line_behind(token.content, at) or "".join(lines[number : number + 1])
                if not _CHOICE.match(behind):
                    if asked and asked[0] is token:
                        hidden.append((asked[1], asked[2]))
                    elif asked:
                        _hide_signs(asked[0], [(asked[1], asked[2])])
                    hidden.append((at, answer))
                asked = None
            if line.strip():
                is_question = bool(_QUESTION_END.search(line))
        _hide_signs(token, hidden)


def is_asking(text: str) -> bool:
    """Whether a text ends in a question mark, or has the sign of a question before it."""
    return bool(_QUESTION_END.search(text) or _ASKS.match(text))


def _names(sign: re.Match[str]) -> bool:
    """Whether a sign says “answer”; a letter may count choices."""
    return bool(re.search(r"答|[Aa]nswer", sign[0]))


def _lines(content: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in content.split("\n"):
        yield at, line
        at += len(line) + 1


def _line_behind(content: str, at: int) -> str:
    return content[at:].partition("\n")[2]


def _hide_signs(token: Token, signs: Sequence[tuple[int, re.Match[str]]]) -> None:
    """Put `syntax` in the place of signs at the beginnings of lines."""
    if not signs or not token.children:
        return
    starts = [at for at, _ in _lines(token.content)]
    matches = {starts.index(at): match for at, match in signs}
    children: list[Token] = []
    row, at, begins = 0, 0, True
    while at < len(token.children):
        taken = None
        if begins and row in matches:
            window = takewhile(lambda one: "break" not in one.type, token.children[at : at + 6])
            taken = _taken(list(window), matches[row])
        begins = False
        if taken is None:
            children.append(token.children[at])
            if token.children[at].type in ("softbreak", "hardbreak"):
                row, begins = row + 1, True
            at += 1
        else:
            children += taken.before
            span = (starts[row] + taken.start, starts[row] + len(matches[row][0]))
            sign = "A" if _ANSWERS.match(matches[row][0]) else "Q"
            children.append(Token(SYNTAX, "", 0, meta={"span": span, "sign": sign}))
            children += taken.behind
            at += taken.tokens
    token.children = children


@dataclass(frozen=True)
class _Taken:
    """What becomes of the tokens at a line's beginning when its sign goes."""

    before: Sequence[Token]
    start: int
    """Where in its line the sign begins."""
    behind: Sequence[Token]
    tokens: int
    """How many are replaced."""


def _taken(tokens: Sequence[Token], match: re.Match[str]) -> _Taken | None:
    whole, sign = len(tokens), match[0].rstrip()
    # The parser leaves empty text beside bold signs.
    tokens = [token for token in tokens if token.type != "text" or token.content]
    first = tokens[0] if tokens else None
    if first is not None and first.type == "text" and first.content.startswith(sign):
        return _Taken((), 0, [*_text(first.content[len(sign) :]), *tokens[1:]], whole)
    if len(tokens) < 2 or tokens[0].type != "strong_open" or tokens[1].type != "text":
        return None
    word, inner = re.sub(r"\*\*|__", "", sign).strip(), tokens[1].content
    closed = len(tokens) > 2 and tokens[2].type == "strong_close"
    if inner.startswith(word):
        rest = _text(inner[len(word) :])
        if rest or not closed:  # the answer is bold too
            return _Taken(tokens[:1], 2, [*rest, *tokens[2:]], whole)
        return _Taken((), 0, _without_lead(tokens[3:]), whole)
    colon = word.removeprefix(inner.strip()).strip()
    if closed and colon != word and len(tokens) > 3 and tokens[3].type == "text":
        behind = tokens[3].content.lstrip()
        if behind.startswith(colon):
            return _Taken((), 0, [*_text(behind[len(colon) :]), *tokens[4:]], whole)
    return None


def _without_lead(tokens: Sequence[Token]) -> Sequence[Token]:
    if tokens and tokens[0].type == "text":
        return [*_text(tokens[0].content), *tokens[1:]]
    return tokens


def _text(content: str) -> list[Token]:
    content = content.lstrip()
    return [Token("text", "", 0, content=content)] if content else []
