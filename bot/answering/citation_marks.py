"""Citations in any of the ways models write them -> `[^1]`; what only looks so stays. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.marks_as_words import marks_as_words
from bot.answering.source_lists import without_definitions, without_list, without_rule
from bot.language.markup import pieces

_LABEL = (
    r"(?:citations?|cit(?:e|ed)?|references?|refs?|sources?|src|docs?|documents?|notes?|passages?"
    r"|chunks?|snippets?|excerpts?|contexts?|fragments?|footnotes?|fn|evidence|web(?:page)?"
    r"|search(?:[ _]results?)?|results?|id|no|oaicite|片段|来源|笔记|编号|引用|引文"
    r"|参考(?:文献|资料)?|参见|出处|资料|文档|段落|注释?|脚注|上下文|证据|原文)"
)
_SEP = r"[\s:：=_#.№\-第]*"
_AND = r"\s*(?:[,，、;；/&|]|\band\b|和|与|及|以及)\s*"
_TO = r"\s*(?:[-–—~～]|至|到|\bto\b)\s*"
_NUMBERS = rf"\d{{1,2}}(?:(?:{_AND}|{_TO})(?:[#@^]|{_LABEL}{_SEP})?\d{{1,2}})*"
_TAIL = (
    r"(?:\s*†[^\]】］\n]{0,60}|\s*\^"
    r"|\s*(?:[:：|›»]|,\s*(?:pp?\.|lines?|第))\s*(?!\d+\s*[\]】］])[^\[\]【】\n]{1,60})?"
)
_LINK = r"(?:\(\s*(?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\s*\))"
_OPEN, _CLOSE = r"(?:\\?[\[【［〔〖⟦]\s*)", r"(?:\s*\\?[\]】］〕〗⟧])"
_ONE = r"\[\^\d{1,2}\]"

# A citation in brackets: “[1, 2]” but not “[a]”.
BRACKETED = re.compile(
    rf"(?P<open>{_OPEN}{{1,2}})(?P<sign>[\^#@*†№]\s*)?(?P<label>(?:{_LABEL}{_SEP}){{1,2}})?(?:\d{{1,2}}[:：](?=\d+†))?"
    rf"(?P<numbers>{_NUMBERS})(?P<tail>{_TAIL})(?P<close>(?:{_CLOSE}(?P<link>{_LINK}?)){{1,2}})",
    re.IGNORECASE,
)
"""A citation in brackets, linked or not; `label`, `sign`, `tail` and `link` show that it is one."""

_TAGS = r"cite|citation|ref|reference|source|footnote|fn|note|doc|co|sup"
# Marks of a provider's own that name no passage: “:contentReference[oaicite:0]{index=0}” but not
# “[cite]”.
_DROPPED = re.compile(
    r"\[cite_(?:start|end)\][ \t]?"
    r"|\ue200[^\ue201\n]{0,80}\ue201?|:{0,2}contentReference\s*\[[^\]\n]*\]\s*(?:\{[^}\n]*\})?"
    r"|\[?oaicite:\d+\]?(?:\{index=\d+\})?"
)
# Numbers in other signs than brackets: “^[2]^” but not “2^10”.
_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), numbers)
    for pattern, numbers in (
        (r"##(\d{1,2})\$\$", r"\1"),
        (rf"\{{+\s*{_LABEL}{_SEP}({_NUMBERS})\s*\}}+", r"\1"),
        (
            r"~?\\(?:cite[a-z]*|ref|footnote(?:mark)?|textsuperscript)\s*[\[{]+\s*\[?"
            rf"(?:{_LABEL}{_SEP})?({_NUMBERS})\s*[\]}}]+",
            r"\1",
        ),
        (rf"\$\s*\^\s*\{{?\s*\[\s*({_NUMBERS})\s*\]\s*\}}?\s*\$", r"\1"),
        (
            rf"(?<![A-Za-z0-9)])(?:\$|\\\()\s*(?:\{{\s*\}})?\s*\^\s*\{{?({_NUMBERS})\}}?\s*(?:\$|\\\))",
            r"\1",
        ),
        (rf"\^\[\s*({_NUMBERS})\s*\]\^?", r"\1"),
        (rf"(?<![A-Za-z0-9)\[])\^({_NUMBERS})\^", r"\1"),
        (
            rf"[(（]\s*(?:详?见|参[见考]|see|cf\.?)?\s*{_LABEL}{_SEP}({_NUMBERS}){_TAIL}\s*[)）]",
            r"\1",
        ),
        (r"[‹«⟨〈]\s*(\d{1,2})\s*[›»⟩〉]", r"\1"),
        (
            rf"<\s*(?:{_TAGS})\b[\s:=\"']*(?:{_LABEL}{_SEP})?[\"']*({_NUMBERS})[\"']*\s*/?>(?!\s*[^<>\n]{{1,200}}</)",
            r"\1",
        ),
    )
)
# A citation as a tag: “<source>1</source>” but not “<b>1</b>”.
_TAGGED = re.compile(
    rf"<\s*(?P<tag>{_TAGS})\b(?P<given>[^<>]*)>(?P<text>[^<>\n]{{0,400}})</\s*(?P=tag)\s*[^<>]*>"
    rf"|<\s*(?:{_TAGS})\b(?P<alone>[^<>]*\d[^<>]*)/\s*>",
    re.IGNORECASE,
)
# A citation written as a link in HTML: “<a href="#1">[1]</a>” but not “<a href="#1">笔记</a>”.
_ANCHOR = re.compile(rf"<a\b[^<>]*>\s*\[?({_NUMBERS})\]?\s*</a>", re.IGNORECASE)
# Raised numbers behind Chinese: “内核²” but not “x²”.
_RAISED = re.compile(
    r"(?<=[\u4e00-\u9fff。，；！？、”）)\]])⁽?([⁰¹²³⁴-⁹]{1,2}(?:[,，˒ ][⁰¹²³⁴-⁹]{1,2})*)⁾?"
)
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹˒", "0123456789,")
# What stands around marks and goes: “（来源：[^1]）” but not “（来源：书）”.
_WRAPPED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(\*\*\*|\*\*|__|\*|_|~~|==|``?)\s*((?:{_ONE})+)\s*\1"), r"\2"),
    (
        re.compile(
            rf"[(（]\s*(?:(?:详?见|参[见考]|来源|出处|依据|引自|see|cf\.?|from|{_LABEL})\s*[:：]?\s*){{0,2}}"
            rf"((?:{_ONE})+)\s*[)）]",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    (re.compile(rf"({_ONE}){_AND}(?={_ONE})"), r"\1"),
    (re.compile(rf"[，,]?\s*(?:详?见|参[见考]|\bsee)\s*((?:{_ONE})+)(?=\s*(?:[。.；;]|$))"), r"\1"),
    (
        re.compile(
            r"[ \t]*(?:[—–-]{1,2}[ \t]*)?(?<![\u4e00-\u9fffA-Za-z])"
            r"(?:来源|出处|依据|参考(?:资料|文献)?|引自|引用"
            rf"|sources?|references?|refs?|citations?)\s*[:：]\s*((?:{_ONE})+)",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    (re.compile(rf"(?m)((?:^|\s)\*\*)((?:{_ONE})+)[ \t]*(?=\S)"), r"\1\2"),
)
# A mark that has only begun, at the end of a text: “内核 [1” but not “a[1] b”.
_HALF_AT_END = re.compile(
    rf"[ \t]*[\[【［]\s*\^?(?:{_LABEL}{_SEP})?\d{{0,2}}(?:{_AND}\d{{0,2}})*$", re.IGNORECASE
)
# Code inside a line: “用 `a[1]` 取” but not “用 a[1] 取”.
_INLINE_CODE = re.compile(r"(`+[^`\n]+`+)")
# A number in round brackets: a citation only where others are: “是缓存（1）” but not
# “是缓存（一）”.
_BARE_PAREN = re.compile(r"[ \t]*[(（](\d{1,2})[)）]")

# A name of code right before a bracket, which makes it an index: “取 arr” but not “取数组”.
_NAME_BEFORE = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]*$")
# An element that is named by a word: “row[key]” but not “row[1]”.
_INDEXED = re.compile(r"[A-Za-z_]\w*(\[[A-Za-z_\"'][^\[\]\n]{0,16}\])$")
# What follows an index in code: “[1] = 2” but not “[1] 。”.
_GOES_ON = re.compile(r"\.[A-Za-z_]|-[A-Za-z0-9_]|\s?(?:[-+*/%]?=|[+*/%<>]|&&|\|\|)\s?[\w(\[]")
# Where a clause ends behind a mark: “，然后” but not “然后”.
_CLAUSE_END = re.compile(r"\s*(?:$|[^\w\s(（`\"'“])")
# A sign before a bracket that makes it a value: “x = ” but not “是缓存”.
_OPERATOR = re.compile(r"(?:[=∈∉⊂⊆≤≥+]|[A-Za-z_]\(|\b(?:for\s+\w+|[a-z])\s+in)\s*$")
# Words behind which brackets hold numbers of their own: “数组” but not “容器”.
_MATHS_BEFORE = re.compile(
    r"(?:区间|范围|数组|列表|集合|向量|元组|序列|坐标|输入|输出|返回|得到|结果|参数|正则|匹配|传入|取值|[为是在于从取即如值:：]"
    r"|\b(?:arrays?|lists?|intervals?|ranges?|vectors?|tuples?|sequences?|returns?|gives?|is|are|in"
    r"|on|of|from|over|between|within|like|to))\s*$",
    re.IGNORECASE,
)
# Words behind a mark that is spoken of: “中所述” but not “的缓存”.
_SPOKEN_OF = re.compile(
    r"\s*(?:中|里)?(?:所述|所示|所说|指出|提到|写道|说明|认为|says?\b|states?\b)"
)
# Words behind an interval or a list: “之间的数” but not “，所以”.
_MATHS_AFTER = re.compile(r"\s*(?:之间|区间|范围|数组|列表|内的|上(?:连续|单调|的))")
# Words behind which a number counts something: “见步骤” but not “见笔记”.
_COUNTED = re.compile(
    r"(?:步骤?|公式|图|表|式|法|方案|条件|阶段|情况|选项|第|例|款|项|类|层|节|章|问|题)\s*$"
)


def canonical(text: str, passages: Sequence[str] = ()) -> str:
    """The text with every citation as `[^1]` right behind what it supports, nothing left around it.

    Code, indices, intervals and exponents stay as they are. Numbers count from 1; those that no
    passage has are kept for whoever tests them. `passages` are the texts cited from.
    """
    made: list[tuple[str, bool]] = []
    for piece in pieces(text):
        if made and not piece.is_code and not made[-1][1]:
            made[-1] = (made[-1][0] + piece.text, False)
        else:
            made.append((piece.text, piece.is_code))
    if made and not made[-1][1]:
        last = made[-1][0]
        made[-1] = (last[:-40] + _HALF_AT_END.sub("", last[-40:]), False)
    made = [(part if is_code else _prose(part, passages), is_code) for part, is_code in made]
    return "".join(without_definitions(made))


def numbers_of(listed: str) -> list[int]:
    """The numbers of a list with ranges: "1, 3-5" gives 1, 3, 4, 5."""
    found: list[int] = []
    for first, last in re.findall(rf"(\d+)(?:{_TO}\D{{0,12}}?(\d+))?", listed):
        low, high = int(first), int(last or first)
        found += range(low, high + 1) if low < high <= low + 9 else dict.fromkeys((low, high))
    return list(dict.fromkeys(found))


def is_text(
    whole: str, start: int, end: int, numbers: str, passages: Sequence[str], mark: str = ""
) -> bool:
    """Whether bare numbers in brackets, from `start` to `end` of `whole`, are no citation.

    They are an index if a name stands right before them and one of three things holds: the
    expression goes on, a passage has it so, or the name is a short one in the middle of a sentence.
    They are an interval, a list or a range if there are several of them and the words before or
    behind say so.
    """
    mark = mark or whole[start:end]
    name = _NAME_BEFORE.search(whole, 0, start)
    if name is not None and mark.startswith("["):
        short = name.group().islower() and len(name.group()) <= 3
        if any(f"{name.group()}{mark}" in passage for passage in passages):
            return True
        if _GOES_ON.match(whole, end) or re.fullmatch(r"\s*0\s*", numbers):
            return True
        if re.search(r"[\w\])]\s*[+=]\s*$", whole[max(0, name.start() - 5) : name.start()]):
            return True
        if short and (len(name.group()) == 1 or not _CLAUSE_END.match(whole, end)):
            return True
    before = whole[max(0, start - 24) : start]
    index = _INDEXED.search(before)
    if index is not None and not BRACKETED.fullmatch(index[1]):
        return True
    if _OPERATOR.search(before) or re.match(r"\s*[+*=]\s*[\[\w]", whole[end : end + 8]):
        return True
    listed = [int(number) for number in re.findall(r"\d+", numbers)]
    if len(listed) < 2:
        return False
    squeezed = re.sub(r"\s", "", before[-4:])[-2:] + re.sub(r"\s", "", mark)
    if 0 in listed or len(set(listed)) < len(listed):
        return True
    if any(squeezed in re.sub(r"\s", "", passage) for passage in passages):
        return True
    if re.search(_TO, numbers) and passages and max(listed) > len(passages):
        return True
    after = whole[end : end + 12]
    if _MATHS_AFTER.match(after):
        return True
    return bool(_MATHS_BEFORE.search(before)) and not _SPOKEN_OF.match(after)


def _prose(text: str, passages: Sequence[str]) -> str:
    if not text:
        return text
    parts = _INLINE_CODE.split(without_list(text))
    done = "".join(
        part if i % 2 else _settled(part, lambda now: _pass(now, passages))
        for i, part in enumerate(parts)
    )
    done = without_rule(done)
    return marks_as_words(done) if re.search(_ONE, done) else _parenthesised(done, len(passages))


def _settled(text: str, change: Callable[[str], str], rounds: int = 4) -> str:
    """Changed until nothing changes: a wrapper can stand in another one."""
    for _ in range(rounds):
        changed = change(text)
        if changed == text:
            break
        text = changed
    return text


def _pass(text: str, passages: Sequence[str]) -> str:
    text = _TAGGED.sub(_tagged, _ANCHOR.sub(lambda match: _marks(match[1]), _DROPPED.sub("", text)))
    for pattern, numbers in _PLAIN:
        text = pattern.sub(lambda match, numbers=numbers: _marks(match.expand(numbers)), text)  # type: ignore[misc]
    text = _RAISED.sub(lambda match: _marks(match[1].translate(_DIGITS)), text)
    text = BRACKETED.sub(lambda match: _bracketed(match, passages), text)
    for pattern, left in _WRAPPED:
        text = pattern.sub(left, text)
    return text


def _marks(numbers: str) -> str:
    return "".join(f"[^{number}]" for number in numbers_of(numbers))


def _bracketed(match: re.Match[str], passages: Sequence[str]) -> str:
    """The marks for a citation in brackets; what it was if it is none."""
    opened, closed = (
        len(re.findall(r"[\[\]【】［］〔〕〖〗⟦⟧]", match[n])) for n in ("open", "close")
    )
    if opened != closed or match.string[: match.start()].endswith("!"):  # a matrix, an image
        return match.group()
    sure = any(match[name] for name in ("label", "sign", "tail", "link")) or "†" in match.group()
    if not sure and is_text(match.string, match.start(), match.end(), match["numbers"], passages):
        return match.group()
    if match["tail"] and not match["label"] and _NAME_BEFORE.search(match.string, 0, match.start()):
        return match.group()  # a slice
    return _marks(match["numbers"])


def _tagged(match: re.Match[str]) -> str:
    """A citation in a tag; a raised number behind a letter or a digit is an exponent."""
    if match["alone"] is not None:
        return _marks(match["alone"])
    text, before = match["text"], match.string[max(0, match.start() - 2) : match.start()]
    bare = re.fullmatch(
        rf"\s*\[?\^?(?:{_LABEL}{_SEP})?({_NUMBERS})\]?\s*|\s*((?:{_ONE})+)\s*", text
    )
    if match["tag"].lower() == "sup":
        if bare is None or (bare[1] and re.search(r"(?:(?:^|[^A-Za-z])[A-Za-z]|[\d)])$", before)):
            return match.group()
        return _marks(bare.group())
    if bare is not None:
        return _marks(bare.group())
    given = re.findall(r"\d{1,2}", match["given"])
    return text + _marks(",".join(given)) if given else match.group()


def _parenthesised(text: str, known: int) -> str:
    """`(1)` as a mark, where all such numbers stand at ends of clauses and exist."""
    found = list(_BARE_PAREN.finditer(text))
    if not found or not all(_closes(match, known) for match in found):
        return text
    return _BARE_PAREN.sub(lambda match: f"[^{int(match[1])}]", text)


def _closes(match: re.Match[str], known: int) -> bool:
    before = match.string[max(0, match.start() - 6) : match.start()]
    return (
        1 <= int(match[1]) <= known
        and bool(re.search(r"[\u4e00-\u9fff]$|[A-Za-z]{2}\s?$", before))
        and not _COUNTED.search(before)
        and bool(re.match(r"\s*(?:[。.！!？?；;，,]|$)", match.string[match.end() :]))
    )
