"""A statement of any length -> a stretch of it that is short and reads alone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.bank.grammar import chinese, has_predicate, is_bare_noun, listed, names_first, tagged
from bot.bank.schema import MAX_POINT_CHARS
from bot.bank.statements import plain

_BREAK = re.compile(
    r"[，；;。！]+|[:：](?!//)|——+|,(?=\s)|\s[-–—]{1,2}\s"
    r"|\s(?=(?:because|so that|so|but|and|while|which|since|unless|until|whereas)\s)"
)
_SHIELD = re.compile(
    r"`+[^`\n]*`+|!?\[\[[^\]\n]*\]\]|!?\[[^\]\n]*\]\([^)\n]*\)|（[^（）]*）|\([^()\n]*\)"
    r"|“[^”]*”|「[^」]*」|《[^》]*》|\$[^$\n]+\$|https?://\S+"
)
_ASIDE = re.compile(r"\s?（[^（）]*）|\s\([^()]*\)|\s?【[^【】]*】")
_LEADING = re.compile(
    r"""
    ^(?:(?:但是|但(?!凡)|而且|然而|不过|因此|因而|所以|于是|然后|并且|此外|也就是说|换句话说
    |换言之|总之|可见|事实上|实际上|相比之下|与此同时|除此之外|值得注意的是|需要注意的是|简单来说
    |简单说|具体来说|一般来说|总的来说|多说一句|顾名思义|通俗来讲|综上所述|综上|结果是
    |值得一提的是|需要指出的是|根据以上流程可知|当然|其实|而(?![是非且不])|且(?!不))[，,：:、\s]*
    |(?:另外|同时|其中|最后|首先|其次|接着|随后|从而|进而|注意|记住|即|例如|比如|结论是|答案是
    |原因是)(?:[，,：:、]\s*|\s+)|(?:But|And|So|However|Therefore|Thus|Hence|Also|Then|Moreover
    |Finally|First|Note\ that|but|and|so|then)[,:]?\s+|(?:第[一二三四五六](?:点|个)?[，,：:]
    |[一二三]是|其[一二三][，,]|[（(]?\d{1,2}[.、)）](?!\d)|[（(][a-h][)）]|[一二三四五六七八九十]{1,2}[、.])\s*
    |第?[①-⑳]\s*|[·•‣▪👉✅❌➡📌🔹⚠️]+\s*|[-–—]+\s+)+
    """,
    re.VERBOSE,
)
_TRAILING = re.compile(r"(?:[\s，,；;：:、。·—–-]|(?<!\.)\.|等等+)+$")
_DEPENDENT = re.compile(
    r"""
    ^(?:就|则|才|也|都|还|又|却|便|并|再|而[是非不]|不是|否则|那么|以便|以及|以免|从而|导致|使得?
    |使之|来|或|和|及|与|等|的|地|得|了|着|之|甚至|尤其|特别是|包括|比如|例如|如|其|它|他们|这|那
    |该|此|以上|上述|前者|后者|相反|相应|对应|某|吗|呢|吧|(?:and|or|but|which|that|then|so|it|its
    |they|their|this|these|those|than|because|to|of|for|with|such|otherwise|e\.g|etc)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What leans on the sentence before it, even where a sentence begins.
_LEANS = re.compile(
    r"""
    ^(?:就|则|才|也|都|还|又|却|再|而[是非不]|不是|否则|那么|以便|从而|导致|使得|使之|同样|同理
    |甚至|尤其|特别是|包括|反过来|相反|或者|或是|并且|以及|很(?!多)|非常|更(?![新换改])|特别|即(?![使将便可]))
    """,
    re.VERBOSE,
)
_PRONOUN = re.compile(
    r"""
    ^(?:它们?|其(?!他|它|余|实|次)|这|那(?!么)|该|此(?!外)|他们
    |(?:it|its|they|this|these|those|that)(?=[\s']))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CONDITION = re.compile(
    r"""
    ^(?:如果|若|当|想要|要想|虽然|尽管|因为|由于|为了|只要|只有|除非|无论|不管|即使|随着|对于|根据
    |基于|像|在.{0,14}(?:时|后|前|中|下|上|里|期间|过程)$|(?:if|when|because|since|although|while
    |after|before|unless|once|as)\b)|之所以(?!.*因为)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS_OPEN = re.compile(
    r"""
    (?:时|时候|之后|之前|以后|以前|的话|(?<!最)后)$|^在[^，]{0,24}(?:前|中|下|上|里|期间|过程)$
    |(?:也?就是|那么也就是)(?:指|说)$|^(?:与|和|跟|同)[^，]{2,}(?:不同|相比|相同|类似|一样)$
    """,
    re.VERBOSE,
)
_BY = re.compile(r"(?:根据|按照|依据|基于|针对)[^，]{2,}$")
_GOES_ON = re.compile(
    r"而[是非不]|不是|就|则|才|也|并|否则|因此|所以|但|再|只|会|that|which|because|so|but|until"
)
_WHETHER = re.compile(r"^(?:如果|若|当|假如|一旦|只要|除非)")
_FOLLOWS = re.compile(r"就|则|会|可以|需要|必须|那么|即|将|不|能|要")
_ENGLISH_SUBJECT = re.compile(
    r"""
    (?:the|an?|no|each|every|all|most|both|some|other|readers?|writers?
    |\w+)\s+(?:\S+\s+){0,3}?(?:is|are|can|can't|must|does|do|don't|doesn't|will|has|have|may|was
    |were|need|needs|wait|waits|gets?|holds?|keeps?|appears?|survives?|means)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RESULT = re.compile(
    r"就|则|才|会|可以|需要|必须|应该|即可|因此|所以|导致|便|，|\b(?:then|must|can|will|should)\b"
)
_EXAMPLE = re.compile(r"^(?:例如|比如|如(?!果)|包括|像|e\.g\.|such as)")
# A clause whose last word is one of these breaks off; “路由” and “存在” are other words than “由”.
_OPEN_WORDS = listed(
    """
    的 地 和 与 或 及 是 把 将 被 从 在 对 向 由 给 让 使 比 为 例如 比如 包括 有 叫 叫做 称为 分别
    即 如 也就是 指的是 以及 其中 因为 所以 采用 进行 根据 需要 可以 并 就是
    the a an of to and or is are with for in on by from as that which than
    """
)
_BARE_ORDER = re.compile(r"(?:^|，)(?:输入|执行|运行|添加|通过)$")
# What the sentence before it told.
_DANGLES = re.compile(
    r"(?:这种|这个|该|这些|此)(?:情况|问题|现象|缺点|做法|说法|结果|方案|场景)|这一点|上述|这样做|这部分|这么"
    r"|^(?:这|那)(?!种|些|个|类)|能用的办法"
)
_PAIRS = (
    ("（", "）"),
    ("(", ")"),
    ("“", "”"),
    ("《", "》"),
    ("[", "]"),
    ("【", "】"),
    ("「", "」"),
)


@dataclass(frozen=True)
class Piece:
    """A stretch of a statement."""

    start: int
    end: int
    """Offsets in the statement's markdown."""
    text: str
    worth: float
    """How well it reads alone; below 0 it is a fragment."""


def borders(markdown: str) -> list[tuple[int, int]]:
    """(start, end) of the clauses, stops and blanks left out; none begins in code or brackets."""
    shields = [match.span() for match in _SHIELD.finditer(markdown)]
    found: list[tuple[int, int]] = []
    start = 0
    stops = [
        match.span()
        for match in _BREAK.finditer(markdown)
        if not any(a <= match.start() < b for a, b in shields)
    ]
    for end, following in [*stops, (len(markdown), len(markdown))]:
        own = markdown[start:end]
        if plain(own):
            left = start + len(own) - len(own.lstrip())
            found.append((left, start + len(own.rstrip())))
        start = following
    return found


def tidy(text: str) -> str:
    """Without the connective, the number or the bullet it begins with and the stop it ends with."""
    before = None
    while before != text:
        before = text
        text = _TRAILING.sub("", _LEADING.sub("", text.strip())).strip()
        text = _balanced(text)
    return text


def _balanced(text: str) -> str:
    """Without a bracket or quote whose partner is cut off; kept if both are there."""
    for opening, closing in _PAIRS:
        if text.count(opening) == text.count(closing):
            continue
        if text.startswith(opening):
            text = text[1:]
        elif text.endswith(closing):
            text = text[:-1]
    return text.removeprefix('"') if text.count('"') % 2 else text


def is_balanced(text: str) -> bool:
    """Whether every bracket has its partner."""
    return all(text.count(a) == text.count(b) for a, b in _PAIRS)


def without_asides(text: str) -> str:
    """What stands in brackets is left out."""
    return " ".join(_ASIDE.sub("", text).split())


def fit(text: str, room: int = MAX_POINT_CHARS) -> str | None:
    """The text within `room` characters, asides left out if need be; None if it can't be done."""
    for candidate in (text, without_asides(text)):
        if len(candidate) <= room:
            return candidate
    return None


def pieces(markdown: str, room: int = MAX_POINT_CHARS) -> list[Piece]:
    """Every run of clauses within `room` characters, with its worth, best first."""
    clauses = borders(markdown)
    found: list[Piece] = []
    for i in range(len(clauses)):
        for j in range(i, len(clauses)):
            start, end = clauses[i][0], clauses[j][1]
            text = fit(tidy(plain(markdown[start:end])), room)
            if text is None:
                break
            if not text:
                continue
            told = [tidy(plain(markdown[a:b])) for a, b in clauses[i : j + 1]]
            while len(told) > 1 and _EXAMPLE.match(told[-1]):
                told.pop()
            last = told[-1]
            following = plain(markdown[slice(*clauses[j + 1])]) if j + 1 < len(clauses) else ""
            opening = plain(markdown[start : clauses[i][1]])
            worth = _worth(text, opening, last, i, j, len(clauses), following)
            found.append(Piece(start, end, text, worth))
    return sorted(found, key=lambda piece: (-piece.worth, piece.start, -piece.end))


def _worth(text: str, opening: str, last: str, i: int, j: int, total: int, following: str) -> float:
    worth = completeness(text)
    if i == 0:
        worth += -2.0 if _LEANS.match(text) else 2.0
        worth -= 3.0 if is_bare_noun(text) else 0.0
    elif _DEPENDENT.match(opening):
        worth -= 5.0
    elif not chinese(text) and not _ENGLISH_SUBJECT.match(opening):
        worth -= 4.0
    if j == total - 1:
        worth += 1.0
    if j < total - 1 and _GOES_ON.match(following):
        worth -= 3.0 if following.startswith("而") else 0.5
    if _is_open(last) or (_BY.search(last) and following and _does(following)):
        worth -= 5.0
    if "——" in text and j < total - 1:
        worth -= 2.0
    if _WHETHER.match(text) and j < total - 1 and not _FOLLOWS.search(text[4:]):
        worth -= 4.0
    if i > 0 and names_first(text):
        worth += 1.0
    if i == 0 and j == total - 1:
        worth += 1.0
    return worth


def _does(clause: str) -> bool:
    """Whether a clause begins with what is done."""
    first = next((flag for word, flag in tagged(tidy(clause)) if word.strip()), "")
    return first in ("v", "d", "p")


def _breaks_off(text: str) -> bool:
    words = tagged(text)
    return bool(_BARE_ORDER.search(text)) or (bool(words) and words[-1][0].lower() in _OPEN_WORDS)


def _is_open(clause: str) -> bool:
    """A condition without what follows from it, or a clause that breaks off."""
    if re.search(r"之所以(?!.*因为)", clause):
        return True
    if _breaks_off(clause) or _ENDS_OPEN.search(without_asides(clause)):
        return True
    if not _CONDITION.search(clause):
        return False
    return not _RESULT.search(clause[2:])


def stands(text: str) -> bool:
    """Whether a short text is an explanation once it has a name before it."""
    return (chinese(text) >= 3 or len(text) >= 8) and not (
        _LEANS.match(text) or _PRONOUN.match(text)
    )


def completeness(text: str) -> float:
    """How well a text reads alone, about -6 to 2; a fragment is below 0."""
    worth = 1.0
    told = without_asides(text)
    size = chinese(text) + 0.5 * (len(text) - chinese(text))
    if size < 6 or len(text) < 7:
        worth -= 3.0
    if 12 <= len(text) <= (50 if chinese(text) else MAX_POINT_CHARS):
        worth += 1.0
    if not has_predicate(told) or len(told) < 5:
        worth -= 3.0
    if _PRONOUN.match(text):
        worth -= 4.0
    if re.search(
        r"第\s?[\d一二三四五六]\s?步(?![：:])|这么|这样的?[说话]|就是这|由此|上面|前者|后者", text
    ):
        worth -= 2.0
    if not is_balanced(text):
        worth -= 4.0
    if _breaks_off(text) or re.match(r"在.*(?:上|中|里|下|时|后|期间)$", text):
        worth -= 4.0
    if _DANGLES.search(text):
        worth -= 4.0
    return worth
