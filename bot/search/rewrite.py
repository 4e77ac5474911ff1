"""A question in a conversation -> what to search for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.turn import History, Turn
from bot.errors import BadInput
from bot.language.terms import telling
from ingest.text.characters import folded

MAX_BACK = 2
"""How many earlier questions a chain of follow-ups reaches back."""

SHORT = 2
"""A question with fewer telling words than this has no subject of its own, unless it is a name
such as `LoRA`. Two can be one already: “MySQL 索引”."""

LEANING = 0.8
STANDING = 0.5
"""Weights of the context: follow-ups of the development set keep their recall from .5 upwards."""

# Questions that begin by going on from what was said: “那它的缺点呢” but not “容器的缺点”.
_OPENING = re.compile(
    r"^\s*(?:那|那么|还有|另外|此外|再|然后|接着|而|但|所以|要是|如果|假如|除了|除此|相比|和|跟|与|比起|为什么呢|为啥呢"
    r"|and\b|but\b|so\b|then\b|what about|how about|what if|why not|compared|besides|instead)",
    re.IGNORECASE,
)
# Words that stand for something said before: “它和进程有什么区别” but not “进程和线程有什么区别”.
_POINTER = re.compile(
    r"它|其中|前者|后者|这两|那两|两者|二者|上面|上述|刚才|前面|这个|这种|这样|这些|这里|此时|那个|那种|那样|那些|别的|其他办法"
    r"|\b(?:it|its|they|them|their|this|that|these|those|former|latter|both|one|ones|instead)\b",
    re.IGNORECASE,
)
# Names of a thing by its place or its sameness, which may lean on what was said: “the third layer”
# but not “the transport layer”.
_PLACED = re.compile(
    r"[这那哪][个种些几一样里]|[前后上下另]一?[个种条步层级代类]|后面|前面|上面|下面|剩下|其余|另外"
    r"|第[一二三四五六两几]+[个种条步层级代类点]?|最[前后先]|一样|同样"
    r"|\b(?:first|second|third|last|next|previous|rest|others?|another|same|again|then|else|too|also"
    r"|either|neither|each|here|there|ones?)\b",
    re.IGNORECASE,
)
"""Names a thing by its place or its sameness: “前一个”, “the third”. It may lean so, or count."""

# Signs of a name that a question brings itself: “TCP 和 UDP” but not “网络模式”.
_NAME = re.compile(r"[A-Z][A-Za-z]*[A-Z]|\d")
# Questions that only put a new thing in the place of the old one: “缓存呢？” but not
# “缓存是什么？”.
_TRAILING = re.compile(r"(?:呢|的话)[？?。!！]*\s*$|^[^？?]{1,12}呢[？?]")


@dataclass(frozen=True)
class SearchQuery:
    """What retrieval looks for."""

    question: str
    """The question in the user's own words."""
    context: str = ""
    """Earlier questions that may carry the subject; empty at the start of a conversation."""
    weight: float = 0.0
    """0–1: how much `text` counts against `question` alone."""

    @property
    def text(self) -> str:
        """Subject first, then the question."""
        return f"{self.context} {self.question}" if self.context else self.question


def in_context(question: str, history: History) -> SearchQuery:
    """Add the conversation's subject to a question: with much weight where the question leans on
    it, and with little where it doesn't seem to, so that a question that changes the subject
    outweighs it."""
    question = folded(question)
    if not history:
        return SearchQuery(question)
    carried: list[str] = []
    for turn in reversed(list(history)[-MAX_BACK:]):
        earlier = folded(turn.question).strip()
        carried.insert(0, earlier)
        if not leans(earlier):
            break
    weight = LEANING if leans(question) else STANDING
    return SearchQuery(question, " ".join(carried), weight)


def leans(question: str) -> bool:
    """Whether a question points at something said before: by opening, pronoun or brevity."""
    return bool(
        _OPENING.search(question)
        or _POINTER.search(question)
        or _TRAILING.search(question)
        or (len(telling(question)) < SHORT and not _NAME.search(question))
    )


def may_lean(question: str) -> bool:
    """Whether any word of a question could point at something said before; most that don't lean
    have none either."""
    return leans(question) or bool(_PLACED.search(question))


def to_history(pairs: object) -> list[Turn]:
    """Turns from [[question, answer], …] as files hold them. Raises BadInput on another shape."""
    if not isinstance(pairs, list):
        raise BadInput("history_no_list")
    turns: list[Turn] = []
    for number, pair in enumerate(pairs, 1):
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(x, str) for x in pair)
        ):
            raise BadInput("history_no_pair", turn=number)
        turns.append(Turn(pair[0], pair[1]))
    return turns
