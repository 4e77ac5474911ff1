"""Whether two things of a heading are of one kind, and its section tells them apart. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.bank.makers.reading import SectionReading
from bot.language.grammar import chinese, starts_with_verb, tagged
from bot.phrasing.names import leans, plain
from bot.phrasing.spelling import mentions

# What a Chinese text sets two things against each other with: “锁更快” but not “锁很快”.
_SETS_AGAINST = re.compile(
    r"相比|不同(?!的)|区别|而不是|前者|后者|相反|反之|两者|二者|都是|[，；。]而(?![且已])|更[快慢好高低大小适省准稳强弱]"
    r"|\b(?:unlike|whereas|while|but|instead|both|former|latter|than)\b",
    re.IGNORECASE,
)
_ROW = re.compile(r"^\s*\|(?P<cells>.+)\|\s*$", re.MULTILINE)
_SHAPES = (
    re.compile(r"\d{3}"),
    re.compile(r"[A-Z][A-Z\d+-]*"),
    re.compile(r"[a-z][a-z\d ._+-]*"),
    re.compile(r"[A-Z][a-z\d]+(?:[ -][a-z\d]+)*"),
    re.compile(r"[A-Z][A-Za-z\d]*[a-z][A-Z][A-Za-z\d]*"),
    re.compile(r"[a-z]+[A-Z][A-Za-z\d]*"),
)
# What a clause or an item begins behind: “- 锁”, “；而锁” but not “加锁”.
_BEGINS = r"(?:^|[。；，：、;,.(（])\s*(?:[-*+]|\d+\.)?\s*(?:而|用|走|the |an? )?\s*[“\"]?"
_FEW = 2


def tells_apart(sides: list[str], section: SectionReading, *, contrast: bool) -> bool:
    """Whether a section says what differs between things of one kind."""
    if any(chinese(one) and (leans(one) or starts_with_verb(one)) for one in sides):
        return False
    text, marks, alike = plain_text(section), _marks(sides), _alike(sides)
    if not all(mentions(text, mark) for mark in marks):
        return False
    if alike and _has_table_of(marks, section.markdown):
        return True
    against = contrast or bool(_SETS_AGAINST.search(text))
    each = _each_begins_a_clause(marks, text)
    if alike == "same":
        return against or each or _each_has_its_own(marks, text)
    if alike == "long":
        return each and (len(sides[0]) > _FEW or bool(_SETS_AGAINST.search(text)))
    return each and against


def _each_has_its_own(marks: list[str], text: str) -> bool:
    """Whether something is said of each where the others aren't spoken of."""
    clauses = re.split(r"[。；;\n]|\.\s", text)
    told = [[mentions(clause, mark) for mark in marks] for clause in clauses]
    alone = {row.index(True) for row in told if sum(row) == 1}
    return len(alone) == len(marks)


def plain_text(section: SectionReading) -> str:
    """A section's lines without the signs of code and emphasis, its heading left out."""
    return re.sub(r"[`*]", "", section.markdown.partition("\n")[2])


def _alike(sides: list[str]) -> str:
    """“same” for things that share a word or a spelling, “long” for words as long as each other,
    "" for others: “乐观锁 / 悲观锁”, “超时 / 重试”, “virtio / Windows”."""
    told = [bool(chinese(side)) for side in sides]
    if not any(told):
        shaped = any(all(shape.fullmatch(side) for side in sides) for shape in _SHAPES)
        shared = len({side.split()[-1] for side in sides}) == 1 or _share(sides)
        return "same" if shaped or shared else ""
    if _share(sides):
        return "same"
    if not all(told) or len({len(side) for side in sides}) > 1:
        return ""
    last = {tagged(side)[-1][1][0] for side in sides}
    return "long" if len(last) == 1 else ""


def _share(sides: list[str]) -> bool:
    """Whether each pair has its last word or sign in common, or its first two signs."""
    return all(
        (chinese(a[-1]) and a[-1] == b[-1])
        or a[:2] == b[:2]
        or (a in b or b in a)
        or re.split(r"[\s-]", a)[-1] == re.split(r"[\s-]", b)[-1]
        for a, b in pairwise(sides)
    )


def _marks(sides: list[str]) -> list[str]:
    """What tells each apart from the others: “乐观锁” is said as 乐观, too."""
    least = min(len(side) for side in sides)
    tail = 0
    while tail < least - 1 and len({side[-1 - tail] for side in sides}) == 1:
        if not chinese(sides[0][-1 - tail]):
            break
        tail += 1
    # “进程 / 线程” are no 进 and 线.
    if tail == 1 and least - tail < _FEW:
        tail = 0
    return [side[: len(side) - tail].strip() for side in sides]


def _has_table_of(marks: list[str], markdown: str) -> bool:
    """Whether a table has a column, or a row, for each."""
    rows = [
        [plain(cell) for cell in found["cells"].split("|")] for found in _ROW.finditer(markdown)
    ]
    if len(rows) < _FEW:
        return False
    firsts = [row[0] for row in rows]
    return any(
        all(any(mentions(cell, mark) for cell in cells) for mark in marks)
        for cells in (rows[0][1:], firsts)
    )


def _each_begins_a_clause(marks: list[str], text: str) -> bool:
    """Whether something is said of each: a clause or an item begins with it."""
    return all(
        re.search(_BEGINS + re.escape(mark), text, re.IGNORECASE | re.MULTILINE) for mark in marks
    )
