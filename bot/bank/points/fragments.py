"""How well a stretch of a sentence reads alone: what breaks off, leans or dangles. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.question import MAX_POINT_CHARS
from bot.language.grammar import (
    chinese,
    has_predicate,
    is_bare_noun,
    listed,
    names_first,
    tagged,
)

_ASIDE = re.compile(r"\s?（[^（）]*）|\s\([^()]*\)|\s?【[^【】]*】")
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
    |甚至|尤其|特别是|包括|反过来|相反|要么|或者|或是|加起来|代表(?!性)|意味着|算下来|合起来|可能|也许|并且|以及|首先(?=是)|来(?!自|源|说)|直到|很(?!多)|非常|更(?![新换改])|特别|即(?![使将便可]))
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
    哪怕(?!.*也)|^(?:即|也就是说?)?(?:如果|若|当|想要|要想|虽然|尽管|因为|由于|为了|只要|只有|除非|无论|不管|即使|随着|对于|根据
    |基于|像|在.{0,14}(?:时|后|前|中|下|上|里|期间|过程)$|(?:if|when|because|since|although|while
    |after|before|unless|once|as)\b)|之所以(?!.*因为)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS_OPEN = re.compile(
    r"""
    (?:时|时候|之后|之前|以后|以前|的话|(?<!最)后|(?:情况|条件|前提|场景|环境|模式)下)$|^在[^，]{0,24}(?:前|中|下|上|里|期间|过程)$
    |(?:也?就是|那么也就是)(?:指|说)$|^(?:与|和|跟|同)[^，]{2,}(?:不同|相比|相同|类似|一样)$|^(?:相比|相较|比起)[^，]*$
    """,
    re.VERBOSE,
)
_BY = re.compile(r"(?:根据|按照|依据|基于|针对)[^，]{2,}$")
_GOES_ON = re.compile(
    r"而[是非不]|不是|就|则|才|也|并|否则|因此|所以|那么|但|再|只|会|that|which|because|so|but|until"
)
_CAUSE = re.compile(r"^(?:由于|因为|虽然|尽管|既然|即使)|中，由于")
_WHETHER = re.compile(r"^(?:如果|若|当|假如|一旦|只要|除非)")
_CONSEQUENCE = re.compile(r"[^，]{0,14}(?:就(?!是)|则|才|便(?!宜|捷|于|利))")
_STRICT = re.compile(r"就|则|会|应|必须|需要|要用|可以")
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
# A clause whose last word is one of these breaks off; “路由” and “存在” are other words than “由”.
_OPEN_WORDS = listed(
    """
    的 地 和 与 或 及 是 把 将 被 从 在 对 向 由 给 让 使 比 为 例如 比如 包括 有 叫 叫做 称为 分别
    即 如 也就是 指的是 以及 其中 因为 所以 然后 接着 随后 于是 但是 而且 并且 不过 同时
    采用 进行 根据 需要 可以 并 就是
    the a an of to and or is are with for in on by from as that which than
    """
)
_BARE_ORDER = re.compile(r"(?:^|，)(?:输入|执行|运行|添加|通过)$")
# What the sentence before it told.
_DANGLES = re.compile(
    r"""
    (?:这种|这个|该|这些|此)(?:情况|问题|现象|缺点|做法|说法|结果|方案|场景)|这[条张台]|这(?:个|些)?(?:信息|参数|字段|操作|地址)|这一点|步骤\s?\d|上述|这样做|这部分
    |这么|称之为|这些指标|(?:用|以)这[种张]方[式法]|^(?!.*要么.*要么).*要么|^(?:由于|因为)?(?:这|那)(?!种|个|类|些方法)|能用的办法
    """,
    re.VERBOSE,
)
# “设备上”, “日志、权限、校验等”: a place, or names in a row.
_ONLY_NAMES = re.compile(
    r"^(?:[^，：；是有]{2,10}(?:、[^，：；、是有]{2,10}){2,}|[^，：；是有]{1,16}(?:设备|系统|环境|机器|服务器)[上里中])$"
)
PAIRS = (
    ("（", "）"),
    ("(", ")"),
    ("“", "”"),
    ("《", "》"),
    ("[", "]"),
    ("【", "】"),
    ("「", "」"),
)


def is_balanced(text: str) -> bool:
    """Whether every bracket has its partner."""
    return all(text.count(a) == text.count(b) for a, b in PAIRS)


def without_asides(text: str) -> str:
    """What stands in brackets is left out."""
    return " ".join(_ASIDE.sub("", text).split())


def run_worth(
    text: str,
    told: Sequence[str],
    *,
    opening: str,
    before: str = "",
    following: str,
    begins: bool,
    ends: bool,
) -> float:
    """How well a run of clauses reads alone, about -10 to 6; from 2 on it does.

    `told` are its clauses without examples at the end, `opening` and `following` the clause it
    begins with and the one behind it, `before` the markdown before it, `begins` and `ends`
    whether it is at the sentence's edges.
    """
    last = told[-1]
    worth = completeness(text) - (3.0 if is_bare_noun(text) else 0.0)
    if begins:
        worth += -2.0 if _LEANS.match(text) else 2.0
    elif _DEPENDENT.match(opening) or _LEANS.match(text):
        worth -= 5.0
    elif not chinese(text) and not _ENGLISH_SUBJECT.match(opening):
        worth -= 4.0
    if not begins:
        worth += 1.0 if names_first(text) else -1.5 if _does(text) else 0.0
        worth -= 3.0 if _CONSEQUENCE.match(text) else 0.0
    if is_open(last):
        worth -= 5.0
    if _WHETHER.match(text) and "，" not in text and not _STRICT.search(text):
        worth -= 4.0
    if not begins:
        worth -= 4.0 if _ONE_OF_TWO.match(text) else 0.0
        # It is about the other one, or takes back what only the clause before it says.
        turns = opening.startswith("而") or (opening.startswith("但") and not names_first(text))
        worth -= 2.0 if turns else 0.0
        worth -= 4.0 if re.match(r"[A-Za-z]\w{0,5}$", opening.strip()) else 0.0  # amid a list
        hangs = _OPEN_WHETHER.search(before)
        worth -= 4.0 if hangs and not _FOLLOWS.search(hangs[1]) else 0.0
    if ends:
        return worth + (2.0 if begins else 1.0)
    return worth - _missed(text, told, following)


_OPEN_WHETHER = re.compile(r"(?:^|[，。；])[\s*]*(?:如果|假如|一旦|只要|除非)([^。；]*)$")
_ONE_OF_TWO = re.compile(r"(?:另|还有|其中)?一(?:个|种|方面|边)(?!.*一(?:个|种|方面|边))")


# What a sentence goes on to say of itself: “X 不是 A，而是 B”, “对 X 做 A，那么 B”.
_LOST = {"而": 4.0, "那": 3.0}


def _missed(text: str, told: Sequence[str], following: str) -> float:
    """What it costs that the sentence goes on behind a run of its clauses."""
    cost = 0.0
    if _GOES_ON.match(following):
        cost += _LOST.get(following[0], 0.5)
    if _BY.search(told[-1]) and _does(following):
        cost += 5.0
    if any(_CAUSE.search(clause) for clause in told[-2:]) and not _RESULT.search(told[-1]):
        cost += 4.0
    if re.match("(?:通常|一般|往往|主要|只是)?(?:通过|利用|借助|为了|随着|对于)", told[-1]):
        cost += 4.0
    if re.search("不[仅但光]|一方面|既(?!然)", told[-1]):
        cost += 5.0
    if told[-1].count("越") == 1 and "越" in following:
        cost += 4.0
    if "——" in text:
        cost += 2.0
    if re.match("[以由从]", told[-1]) and following.startswith(told[-1][0]):
        cost += 3.0  # “以 A 开始，以 B 结束”
    if told[-1].startswith("输入") and following.startswith("输出"):
        cost += 3.0
    if _ONE_OF_TWO.match(following) or (len(told) > 1 and not has_predicate(told[-1])):
        cost += 3.0  # cut in the middle of a pair or a list
    if _WHETHER.match(text) and not _FOLLOWS.search(text[4:]):
        cost += 4.0
    return cost


def _does(clause: str) -> bool:
    """Whether a clause begins with what is done."""
    first = next((flag for word, flag in tagged(clause) if word.strip()), "")
    return first in ("v", "d", "p")


def _breaks_off(text: str) -> bool:
    words = tagged(text)
    if _IS_SO.search(text):
        return False
    return bool(_BARE_ORDER.search(text)) or (bool(words) and words[-1][0].lower() in _OPEN_WORDS)


# “修改是永久的” is whole, whatever its last word.
_IS_SO = re.compile(r"(?<![但可就只还])是(?!一[种个])[^，]{2,}(?<![讲说])的$")


def is_open(clause: str) -> bool:
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
    if 12 <= len(text) <= MAX_POINT_CHARS:
        worth += 1.0
    if not has_predicate(told) or len(told) < 5:
        worth -= 3.0
    if _PRONOUN.match(text):
        worth -= 4.0
    if re.search(
        r"第\s?[\d一二三四五六]\s?步(?![：:])|这么|这样的?[说话]|就是这|由此|上面|前者|后者", text
    ):
        worth -= 2.0
    if not is_balanced(text) or _ONLY_NAMES.match(told):
        worth -= 4.0
    if _breaks_off(text) or re.match(r"在.*(?:上|中|里|下|时|后|期间)$", text):
        worth -= 4.0
    if _DANGLES.search(text):
        worth -= 4.0
    return worth
