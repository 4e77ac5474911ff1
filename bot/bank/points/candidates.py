"""A section -> everything it states that could be a point, each worded to be read alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from bot.bank.points.naming import LABEL, label_of, named
from bot.bank.points.wording import tidy
from bot.core.question import MAX_POINT_WORDS
from bot.language.grammar import chinese, has_predicate
from bot.language.length import words_said
from bot.language.splitting import Span
from bot.language.splitting import clauses as cut
from bot.language.statements import Statement, plain, statements
from bot.phrasing import headings
from bot.phrasing.headings import is_question
from bot.phrasing.subject_names import begins_with, names_of, speaks_of

LONG_WORDS = 22.0
"""From here on a sentence may be too much for one point: its runs of clauses are candidates too."""

LEAST_WORDS = 2.0
"""A shorter text is a label."""

LEAST_RUN_WORDS = 5.0
"""The same for a part of a sentence."""

LEAST_CHINESE = 4
"""Characters from which a section is Chinese, whatever English terms it is full of."""

_SHORT_ITEM_WORDS = 5.0
"""Up to which the items of a list are names rather than statements."""

MOST_CLAUSES = 12
"""Clauses of a sentence of which runs are made: a longer one is a list of its own."""


@dataclass(frozen=True, kw_only=True)
class PointCandidate:
    """A stretch of a section as a point would say it."""

    start: int
    end: int
    """markdown[start:end] is the quote."""
    text: str
    statement: Statement
    """The statement that it is, or is a part of; of several items, the first."""
    place: int
    """Which of the section's statements that is, from 0."""
    opens: bool = True
    closes: bool = True
    """Whether it begins and ends with its statement."""
    items: int = 1
    """How many items of a list it takes together."""

    @property
    def whole(self) -> bool:
        """Whether it is all of its statement."""
        return self.opens and self.closes

    def overlaps(self, other: PointCandidate) -> bool:
        """Whether two candidates quote the same words."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A section read once, for its candidates and for what tells good ones from bad."""

    markdown: str
    heading: str
    subject: str
    """What the section is about, as a name; may be empty."""
    names: tuple[str, ...]
    """What it may be called."""
    said: tuple[Statement, ...]
    in_chinese: bool
    opening: int
    """Which statement is the first that is more than a link or the heading once more."""


def read(markdown: str, subject: str = "", heading: str = "") -> Reading:
    """A section whose heading is left out, or stands above; `subject` is taken from it if empty."""
    if not subject and heading:
        own = headings.subject(heading)
        subject = own if headings.is_name(own) else ""
    said = tuple(statements(markdown))
    opening = (
        at
        for at, one in enumerate(said)
        if not is_link(markdown[one.start : one.end]) and _bare(one.plain) != _bare(heading)
    )
    return Reading(
        markdown=markdown,
        heading=heading,
        subject=subject,
        names=names_of(subject) if subject else (),
        said=said,
        in_chinese=chinese(markdown) >= LEAST_CHINESE,
        opening=next(opening, 0),
    )


def is_link(markdown: str) -> bool:
    """Whether a statement is a link and says nothing beside."""
    return _LINK.fullmatch(markdown) is not None


# Nothing but a link: “[锁](a.md)” but not “[锁](a.md)是互斥”.
_LINK = re.compile(r"\W*\[[^\[\]]*\]\([^()]*\)(?:\s*[-–—]\s*\w+)?\W*")


def candidates_of(section: Reading) -> list[PointCandidate]:
    """Sentences, items and rows, runs of clauses of the long ones, and short items together."""
    found: list[PointCandidate] = []
    for place, statement in enumerate(section.said):
        if not is_link(section.markdown[statement.start : statement.end]):
            found.extend(_of_statement(section, statement, place))
    found.extend(_together(section))
    return sorted(found, key=lambda one: (one.start, -one.end))


def _of_statement(section: Reading, statement: Statement, place: int) -> Iterator[PointCandidate]:
    raw = section.markdown[statement.start : statement.end]
    if statement.form == "row":
        spans: list[Span] = [(0, len(raw))]
    else:
        spans = _runs(raw)
    for start, end in spans:
        if end == len(raw) and statement.plain.rstrip("*_ ").endswith(("?", "？")):
            continue  # who asks says nothing
        named_here = _goes_on(section, place) if start == 0 else _begins(section, statement)
        subject = section.subject if named_here else ""
        text = _worded(section, statement, subject, raw, (start, end), place)
        if not LEAST_WORDS <= words_said(text) <= MAX_POINT_WORDS:
            continue
        begin, behind = _without_odd_bold(raw, start, end)
        yield PointCandidate(
            start=statement.start + begin,
            end=statement.start + behind,
            text=text,
            statement=statement,
            place=place,
            opens=start == 0,
            closes=end == len(raw),
        )


def _runs(raw: str) -> list[Span]:
    """The whole, and what clauses in a row make of a long one."""
    whole = (0, len(raw))
    clauses = [span for span in cut(raw, whole) if plain(raw[slice(*span)])]
    if words_said(plain(raw)) <= LONG_WORDS:
        return [whole, *_without_pointer(raw, clauses)]
    if len(clauses) > MOST_CLAUSES:
        clauses = clauses[:MOST_CLAUSES]
    found = [whole]
    for first in range(len(clauses)):
        for last in range(first, len(clauses)):
            start = 0 if first == 0 else clauses[first][0]
            end = clauses[last][1] if last < len(clauses) - 1 else len(raw.rstrip())
            said = words_said(plain(raw[start:end]))
            if said > MAX_POINT_WORDS:
                break
            if (start, end) == whole or said < LEAST_RUN_WORDS:
                continue
            if not _is_torn(raw, clauses, first, last):
                found.append((start, end))
    return found


def _is_torn(raw: str, clauses: Sequence[Span], first: int, last: int) -> bool:
    """Whether a run of clauses ends before what it announces, or lacks one half of an “if”."""
    if first and _is_condition(raw, clauses[first - 1]):
        return True
    if last == len(clauses) - 1:
        return False
    if raw[clauses[last][1] :].lstrip("*_` ").startswith((":", "：")):
        return True
    # English may put the condition last: “b, when a”.
    alone = first == last or chinese(raw) >= LEAST_CHINESE
    return alone and _is_condition(raw, clauses[last])


def _is_condition(raw: str, clause: Span) -> bool:
    return _CONDITION.match(tidy(plain(raw[slice(*clause)]))) is not None


# What hangs on another clause: “如果超时” but not “当前的值”.
_CONDITION = re.compile(
    r"如果|若(?!干)|当(?![然前今地])|假如|一旦|只要|除非|虽然|尽管|即使"
    r"|(?:if|when|once|unless|although|whenever)\b",
    re.IGNORECASE,
)


def _without_pointer(raw: str, clauses: Sequence[Span]) -> Iterator[Span]:
    """The sentence without a last clause that points to what stands below or beside it."""
    if len(clauses) > 1 and _POINTS.search(plain(raw[slice(*clauses[-1])])):
        start, end = 0, clauses[-2][1]
        if words_said(plain(raw[start:end])) >= LEAST_RUN_WORDS:
            yield start, end


# What points elsewhere: “如下图所示” but not “以图搜图”.
_POINTS = re.compile(
    r"如(?:下|上|图|前)|见(?:下|上|图|前)|以[下上]|下面|上面|前述|\b(?:below|above|following)\b"
)


def _goes_on(section: Reading, place: int) -> bool:
    """Whether an “it” at the beginning of a statement can be what the section is about."""
    before = section.said[place - 1].plain
    return place <= section.opening or speaks_of(before, section.names)


def _begins(section: Reading, statement: Statement) -> bool:
    """Whether a sentence begins with what the section is about."""
    return begins_with(tidy(statement.plain), section.names)


def _worded(
    section: Reading, statement: Statement, subject: str, raw: str, span: Span, place: int
) -> str:
    """What stands in this part of a statement's markdown, with the name that it needs before it."""
    if statement.form == "row":
        return statement.plain
    start, end = span
    whole = start == 0 and end == len(raw)
    label, offset = label_of(raw, statement) if start == 0 else ("", 0)
    if end <= offset:
        label, offset = "", 0
    own = tidy(plain(raw[max(start, offset) : end]))
    return named(
        own,
        label,
        statement,
        subject,
        chinese=section.in_chinese,
        whole=whole,
        begins_section=place == section.opening and start == 0,
        inner=statement.form == "item" and _is_below(section.markdown, statement),
    )


def _is_below(markdown: str, item: Statement) -> bool:
    """Whether an item stands below another that is a name, or that ends with a colon."""
    *above, own = markdown[: item.start].split("\n")
    depth = len(own) - len(own.lstrip())
    for line in reversed(above):
        if line.strip() and len(line) - len(line.lstrip()) < depth:
            announces = line.rstrip(" *").endswith((":", "："))
            return announces or not has_predicate(item.lead)
    return False


def _together(section: Reading) -> Iterator[PointCandidate]:
    """Short items of one list in one point, and two of which the second takes the first back."""
    join, colon = ("、", "：") if section.in_chinese else (", ", ": ")
    places = {one.start: place for place, one in enumerate(section.said)}

    def made(items: Sequence[Statement], text: str) -> PointCandidate:
        first, last = items[0], items[-1]
        return PointCandidate(
            start=first.start,
            end=last.end,
            text=text,
            statement=first,
            place=places[first.start],
            items=len(items),
        )

    for _, group in groupby((s for s in section.said if s.form == "item"), key=lambda s: s.group):
        items = list(group)
        named_by_all = any(speaks_of(item.plain, section.names) for item in items)
        lead = items[0].lead or ("" if named_by_all else section.subject)
        short = all(words_said(item.plain) <= _SHORT_ITEM_WORDS for item in items)
        if not 2 <= len(items) <= MOST_CLAUSES:
            continue
        said = [tidy(item.plain) for item in items]
        listed = ("；" if any("，" in one for one in said) else join).join(said)
        if lead and short and words_said(lead + listed) <= MAX_POINT_WORDS:
            yield made(items, f"{lead}{colon}{listed}")
        elif short and len(items) == len(section.said) and is_question(section.heading):
            yield made(items, listed)  # the list is the answer
        line = _line_above(section, items, places[items[0].start])
        labelled = any(LABEL.match(one) for one in said)
        if line and not labelled and words_said(line.plain + listed) <= MAX_POINT_WORDS:
            yield made((line, *items), f"{tidy(line.plain)}{colon}{listed}")
    for first, second in pairwise(section.said):
        goes_on = _TURNS.match(second.plain) or first.plain.endswith(("，", ","))
        if first.form == "item" and first.group == second.group and goes_on:
            comma = "，" if section.in_chinese else ", "
            text = f"{tidy(first.plain)}{comma}{second.plain.rstrip('。；;. ')}"
            if words_said(text) <= MAX_POINT_WORDS:
                yield made((first, second), text)


def _line_above(section: Reading, items: Sequence[Statement], at: int) -> Statement | None:
    """The line that a list completes: it stands right above and ends without a stop."""
    line = section.said[at - 1] if at else None
    depths = {_depth(section.markdown, item.start) for item in items}
    if line is None or line.form == "row" or len(depths) > 1 or not all(i.first for i in items):
        return None
    if _is_quoted(section.markdown, line) or _bare(line.plain) in _bare(section.heading):
        return None
    if line.form == "item" and _depth(section.markdown, line.start) >= depths.pop():
        return None
    between = section.markdown[line.end : items[0].start]
    stands_between = re.search(r"\w", re.sub(r"\d+[.)、]", "", between))
    return None if stands_between or STOPS.search(line.plain) else line


def _is_quoted(markdown: str, line: Statement) -> bool:
    return markdown[markdown.rfind("\n", 0, line.start) + 1 : line.start].lstrip().startswith(">")


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def _depth(markdown: str, at: int) -> int:
    """How many characters stand before the text of a line, of an item its bullet too."""
    line = markdown[markdown.rfind("\n", 0, at) + 1 : at]
    return len(line) - len(line.lstrip())


# A sentence that is over: “锁是互斥的。” but not “锁有两种”.
STOPS = re.compile(r"[。.!！?？;；]\W*$")
_TURNS = re.compile(r"但(?!凡)|不过|然而|可是")


def _without_odd_bold(markdown: str, start: int, end: int) -> Span:
    """The span without a `**` at its edge whose partner lies outside."""
    quote = markdown[start:end]
    if quote.count("**") % 2:
        if quote.startswith("**"):
            return start + 2, end
        if quote.endswith("**"):
            return start, end - 2
    return start, end
