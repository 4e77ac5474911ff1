"""What a statement needs to be understood alone: its label, its list's lead, its subject. Pure."""

from __future__ import annotations

import re

from bot.bank.points.wording import tidy
from bot.language.grammar import chinese as _chinese
from bot.language.grammar import has_predicate, names_first, tagged
from bot.language.length import words_said
from bot.language.noise import is_aside
from bot.language.statements import Statement, plain
from bot.phrasing.headings import width
from bot.phrasing.subject_names import begins_with, names_of

LABEL = re.compile(
    r"^\s*([^，。；：:？?！!\n]{1,32}?)\s*(?:[:：](?!//|\d)|——+|\s[-–—]{1,2}\s)\s*(?=\S)"
)
# A statement that leaves its subject to the heading.
_IS = re.compile(
    r"^(?:是(?![否不]|因为|由于)|就是|指(?:的就?是)?(?!定|令|标|针|向|导|数)|又[称叫]|也[称叫]|称为|叫做)"
)
_NAME_WORDS = 8.0
"""A longer name is not put before what is said of it."""

_LABEL_WORDS = 5.0
"""The same before an item of a list inside another."""

_LONG_LABEL = 12
"""Characters from which a label goes without what explains it in brackets."""

_THIS_IS = re.compile(r"^(?:这|它|其)(?=就?是)")
# What an item says of the item it is inside of.
_SIDE = re.compile(
    r"""
    ^(?:描述|用途|功能|作用|优点|缺点|特点|优势|劣势|场景|适用场景|原理|目的|定义|格式|默认值?
    |代价|pros?|cons?|usage|purpose)$
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Who is quoted: “[Handbook](a.md): "a lock”, but not “[Lock](a.md): a lock”.
_SOURCE = re.compile(
    r"^\s*(?:from\s+)?\[[^\]\n]*\]\([^)\n]*\)\s*[:：]\s*(?=[\"“])"
    r"|^\s*from\s+\[[^\]\n]*\]\([^)\n]*\)\s*[:：]\s*"
    r"|^\s*from\s[^:\n]{1,40}:\s*(?=[\"“])",
    re.IGNORECASE,
)
# What is said of the subject without its name: “优点在于快” but not “优点和缺点”.
_SIDE_OF_IT = re.compile(
    r"^(?:优点|缺点|优势|劣势|好处|坏处|代价|作用|目的|特点|本质|原理|核心)(?=在于|就?是|主要)"
)
# What any subject may be called at the beginning of its section: “该方式” but not “该参数”.
_KIND_OF_THING = re.compile(
    r"^(?:该|此|这个|这种|这)(?:模式|机制|方法|方式|算法|协议|工具|框架|技术|模型)"
)
_SUBJECT = re.compile(
    r"""
    ^(?:它(?!们)|(?:该|此|这个|这种|这)(?:模式|机制|方法|方式|算法|协议|工具|命令|参数|函数|框架
    |技术|特性|结构|模型|组件)|it(?=\s))
    """,
    re.VERBOSE | re.IGNORECASE,
)


SIDE_LABEL = re.compile(
    r"""
    ^(?:描述|用途|功能|作用|优点|缺点|特点|优势|劣势|目的|定义|格式|默认值?)：
    """,
    re.VERBOSE,
)


def lacks_subject(text: str) -> bool:
    """“是一种按需复制的策略”: what it is said of stands in the heading."""
    return bool(_IS.match(text))


def label_of(raw: str, statement: Statement) -> tuple[str, int]:
    """(the label before a colon, where the rest begins); ("", 0) without one."""
    if source := _SOURCE.match(raw):
        return "", source.end()
    match = LABEL.match(raw)
    if match is None or ("`" in match[1] and match[1].count("`") % 2):
        return "", 0
    label = tidy(plain(match[1].replace("**", "")))
    if len(label) > _LONG_LABEL:
        label = re.sub(r"（[^）]*[\u4e00-\u9fff]{4}[^）]*）", "", label)
    if (
        not label
        or width(label) > 20
        or len(label) > 32
        or match[1].count("（") != match[1].count("）")
    ):
        return "", 0
    rest = raw[match.end() :]
    offset = match.end() + (
        2 if rest.startswith("**") and raw.count("**", 0, match.end()) % 2 else 0
    )
    if is_aside(label):
        return "", offset
    lead = statement.lead
    if statement.form == "item" and lead and _SIDE.match(label) and words_said(lead) <= _NAME_WORDS:
        label = f"{lead}的{label}" if _chinese(label) else f"{lead}, {label}"
    return label, offset


def _leans_on_another(statement: Statement, subject: str) -> bool:
    """Whether an “它” means what the sentence before begins with, not the section's subject."""
    before = tidy(statement.before)
    return bool(before) and names_first(before) and not begins_with(before, names_of(subject))


def named(
    text: str,
    label: str,
    statement: Statement,
    subject: str,
    *,
    chinese: bool,
    whole: bool,
    begins_section: bool = False,
    inner: bool = False,
) -> str:
    """The text with what it needs to be understood: its label, the line above it, its subject.

    `inner` is an item of a list inside another item, whose name says what it is about.
    """
    colon = "：" if chinese else ": "
    if label:
        text = _THIS_IS.sub("", text)
        again = LABEL.match(text)
        if again and again[1].strip().lower() in label.lower():
            text = text[again.end() :]
        return f"{label}{colon}{text}"
    if statement.form == "sentence" and statement.lead and not statement.first:
        words = tagged(text)
        if words and words[0][1] in ("v", "p") and statement.lead not in text:
            return f"{statement.lead}{colon}{text}"
    leans = _SUBJECT.match(text) or lacks_subject(text) or _SIDE_OF_IT.match(text)
    if not whole and not leans:
        return text
    lead = statement.lead if whole and words_said(statement.lead) <= _NAME_WORDS else ""
    weak = len(text) < 12 or not has_predicate(text) or not statement.first
    weak = weak or bool(_SIDE.match(lead))  # what speaks for a thing and what against it
    weak = weak or (inner and words_said(lead) <= _LABEL_WORDS)
    if re.search(r"[其这它该]|(?<!与)之|以下|下面", lead):
        lead = ""
    if lead and weak and statement.form == "item" and not is_aside(lead) and lead not in text:
        return f"{lead}{colon}{text}"
    if _leans_on_another(statement, subject):
        return text
    if subject and words_said(subject) <= _NAME_WORDS and (match := _IS.match(text)):
        blank = " " if subject[-1].isascii() else ""
        return f"{subject}{blank}{text}"
    if subject and words_said(subject) <= _NAME_WORDS and _SIDE_OF_IT.match(text):
        return f"{subject}{' ' if subject[-1].isascii() else ''}的{text}"
    match = _SUBJECT.match(text)
    of_subject = begins_section and _KIND_OF_THING.match(text)
    if match and match[0][-2:] not in subject and len(match[0]) > 2 and not of_subject:
        return text  # another thing than the section is about
    if subject and words_said(subject) <= _NAME_WORDS and match:
        blank = " " if subject[-1].isascii() and not text[match.end() :].startswith(" ") else ""
        return f"{subject}{blank}{text[match.end() :]}"
    return text
