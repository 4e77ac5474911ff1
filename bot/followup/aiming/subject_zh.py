"""Where the subject of a Chinese clause ends and its predicate begins. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.language.grammar import listed, tagged

MAX_TOPIC = 16
"""Characters of a name that is asked about; a longer one is cut to its last noun."""

MODALS = listed(
    """
    会 能 可 要 应 须 得 可以 能够 需要 需 必须 应该 应当 不会 不能 不可 不要 不应 不得 不可以
    不需要 不必 只能 只会 无法 可能 容易 允许 不允许 支持 不支持 适合 负责 没有 没 有 具有 拥有
    """
)
COPULAS = listed(
    """
    是 就是 不是 即 指 是指 指的是 表示 代表 意味着 意思 称为 叫 叫做 等于 相当于 对应 属于 分为
    分成 包括 包含 取决于 取决 依赖 用于 用来 用以 位于 来自 多见于 见于 基于 适用于 专注于 着重于
    """
)
_SUFFIXES = listed(
    "化 性 器 者 量 率 度 值 层 池 表 链 键 库 端 锁 页 型 类 卡 网 包 码 图 树 区 核 戳 项 集"
)
DEGREES = listed("很 较 更 最 比较 非常 十分 太")
_GENERIC = listed(
    "内容 部分 数据 情况 方式 方法 结果 东西 问题 时候 地方 过程 操作 一种 信息 用户 系统"
)
_PREPS = listed(
    "在 由 将 把 被 用 按 按照 从 通过 根据 依据 对 比 为 以 靠 借助 利用 给 向 让 使 令 随 随着"
)
_ADVERBS = listed(
    """
    每天 每次 每晚 每周 平时 目前 现在 有时
    该 都 也 还 就 只 仅 仅仅 才 又 再 则 便 却 已 已经 一般 通常 往往 默认 主要 总是 始终 一律 一定
    一般都 其实 实际上 本质上 同时 直接 自动 统一 分别 可能 大多 多 常 常常 经常 先 不 不再 从不
    必然 几乎 大约 约 逐渐 只是 完全 相对 即可 本身 均 仍 仍然 会 一起 不同 往往会
    """
)
_OFTEN = re.compile(
    r"(?:很多|大多|有些?|大部分|多数|更多)(?:时候|情况下)$|(?:本质上|实际上|事实上|另外|并)$"
)
_UNNAMED = re.compile(
    r"^(?:[你您我他它这该其此如当的和与及或还也都就只又]|刚好|.{0,2}[同一这那每某几两任][一何]?[个种条次]$"
    r"|实际|真正|其实|之所以|否则|至于|再|先|直到|因为|由于|无论|不管|上述|以上|以下)|[“”]"
)
_PRONOUNS = re.compile(
    r"^(?:它们?|这(?:样|里|时|些|个|种)?|那(?:样|么|里)?|此(?:时|外)?|该|其|我们?|你们?|您|大家|自己|两者|二者|他们?|她|有些?"
    r"|人们?|其中|以上|以下|上述|一个|一种|每个|所有|各自?)$"
)
# Nouns that end so; behind any other noun 会, 将, 被 open the predicate.
_WHOLE = listed(
    "机会 社会 大会 工会 协会 议会 宴会 委员会 晚会 学会 例会 站会 周会 体会 大将 门将 麻将 棉被"
)


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for word, flag in tagged(text):
        ending = word[-1:]
        if len(word) > 2 and word[:2] in COPULAS | MODALS and word not in COPULAS | MODALS:
            found += [(word[:2], "v"), (word[2:], "n")]  # “包括锁” is no word
            continue
        if flag[0] in "nvx" and len(word) > 1 and ending in "会将被" and word not in _WHOLE:
            if word in MODALS:
                found.append((word, flag))
                continue
            found += [(word[:-1], "n"), (ending, "v")]
        else:
            found.append((word, flag))
    return tuple(_joined(found))


def _joined(tokens: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Verbs and Latin words with the syllable that makes a name of them: “并行化”, “nat 表”."""
    at = 0
    while at < len(tokens):
        word, flag = tokens[at]
        blank = flag == "eng" and at + 2 < len(tokens) and not tokens[at + 1][0].strip()
        after = at + 2 if blank else at + 1
        if (
            flag in ("v", "vn", "n", "a", "eng")
            and after < len(tokens)
            and tokens[after][0] in _SUFFIXES
        ):
            yield "".join(part for part, _ in tokens[at : after + 1]), "n"
            at = after + 1
        else:
            yield word, flag
            at += 1


def _opens(word: str, flag: str) -> bool:
    return (
        word in MODALS
        or word in COPULAS
        or word in _PREPS
        or word in DEGREES
        or flag in ("v", "vd", "vi", "vshi", "vyou", "p")
        or (flag in ("a", "z", "i", "l") and len(word) <= 4)
    )


def _strong(word: str) -> bool:
    return word in MODALS or word in COPULAS or word in ("被", "将", "由", "通过")


@lru_cache(maxsize=4096)
def parted(clause: str) -> tuple[str, str, str]:
    """(subject, predicate without the adverbs before it, its first word); the subject is empty
    where the clause begins with its predicate, the predicate where none was found."""
    tokens = _tokens(clause)
    if "".join(word for word, _ in tokens) != clause:
        return "", "", ""
    starts = [0]
    for word, _ in tokens:
        starts.append(starts[-1] + len(word))
    end = _opening(tokens)
    if end is None:
        return "", "", ""
    first = end
    while first > 0 and (
        tokens[first - 1][0] in _ADVERBS
        or tokens[first - 1][1] == "d"
        or not tokens[first - 1][0].strip()
    ):
        first -= 1
    subject = clause[: starts[first]].strip(" 、")
    subject = _OFTEN.sub("", subject)
    subject = re.sub(
        r"^(?:而且?|但是?|并且?|且|同时|因此|所以|其中|另外|此外|例如|比如|如(?!果)|的)[，, ]*",
        "",
        subject,
    )
    if _PRONOUNS.match(subject):
        subject = ""
    negated = "".join(w for w, _ in tokens[first:end] if w in ("不", "不再", "从不"))
    return subject, negated + clause[starts[end] :].strip(), tokens[end][0]


def _opening(tokens: tuple[tuple[str, str], ...]) -> int | None:
    """The token the predicate begins with."""
    nominal = False
    for at, (word, flag) in enumerate(tokens):
        previous = tokens[at - 1][0] if at else ""
        if not word.strip() or (word in _ADVERBS and word not in MODALS):
            continue
        if previous in ("的", "之") and not _strong(word):
            nominal = True  # what follows 的 is a name, whatever it is tagged as
            continue
        if (
            nominal
            and flag in ("v", "vn", "a")
            and not _strong(word)
            and at + 1 < len(tokens)
            and len(word) > 1
            and flag != "a"
            and _ahead(tokens, at + 1)
        ):
            continue
        nominal = False
        if not _opens(word, flag) or (not at and flag in ("l", "i", "z")):
            continue
        if _modifies(tokens, at) or _compound(tokens, at):
            continue
        return at
    return None


def _ahead(tokens: tuple[tuple[str, str], ...], at: int) -> bool:
    """Whether the next token is an adverb or opens a predicate itself."""
    word, flag = tokens[at]
    return flag == "d" or word in _ADVERBS or _opens(word, flag)


def _modifies(tokens: tuple[tuple[str, str], ...], at: int) -> bool:
    """Whether a verb belongs to a name: “放久的菜”, “由系统生成的包”."""
    if (at and tokens[at][0] in COPULAS | MODALS) or tokens[at][0] in ("把", "将"):
        return False
    for place in range(at + 1, min(len(tokens), at + 9)):
        word = tokens[place][0]
        if word == "的":
            near = place == at + 1 or (place == at + 2 and tokens[at + 1][1][0] in "adu")
            near = near or not any(t[1][0] == "n" or t[1] == "eng" for t in tokens[:at])
            after = range(place + 2, len(tokens))
            return near and any(
                _strong(tokens[i][0]) or tokens[i][0] in _PREPS or tokens[i][1] in ("v", "a", "d")
                for i in after
            )
        if _strong(word):
            return False
    return False


_KINDS = listed(
    """
    方法 技术 算法 机制 模型 策略 方式 过程 系统 工具 模式 规则 任务
    函数 操作 性能 效率 成本 资源 服务 中心
    """
)
_THINGS = listed("接口 主键 位置")
_AFTER_NAMES = listed("在 被 将 对 从 会 能 可以 是 都 也 就 不 需要 必须")


def _compound(tokens: tuple[tuple[str, str], ...], at: int) -> bool:
    """Whether a verb is the first half of a name: “操作系统会…”, “标注成本是…”."""
    word, flag = tokens[at]
    if word in _THINGS:
        return True
    if _strong(word) or word in _PREPS or flag not in ("v", "a") or at + 2 >= len(tokens):
        return False
    following = tokens[at + 1]
    noun = following[1][0] == "n" or following[1] in ("v", "vn")
    if at and len(word) == 2 and tokens[at - 1][1][0] in "nsfjb" and following[0] in _AFTER_NAMES:
        return True  # “深度学习在……”
    if at and len(word) == 2 and following[0] in _KINDS:
        return True  # “数据压缩方法……”
    return at == 0 and noun and (_strong(tokens[at + 2][0]) or tokens[at + 2][1] == "d")


def is_general(name: str) -> bool:
    """Whether a name could be of anything: “数据”."""
    return name in _GENERIC


def shortened(name: str) -> str:
    """A long name cut to its last noun and what stands right before it."""
    name = (
        re.sub(
            r"^(?:[一每这那某][个种条份台张次]|各种|一些|所有的?|整个|对|在|当)",
            "",
            name.strip(" “”\"'、"),
        )
        or name
    ).strip()
    if len(name) - len(re.findall(r"[ -~]", name)) / 2 <= MAX_TOPIC:
        return name
    head = name.rpartition("的")[2].strip()
    good = 2 <= len(head) <= MAX_TOPIC and head not in _GENERIC and is_subject(head)
    return head if good else ""


def is_label(name: str) -> bool:
    """Whether a stretch before a colon can be asked about as it is."""
    return not (_PRONOUNS.match(name) or _UNNAMED.search(name)) and bool(re.search(r"\w$", name))


def is_subject(name: str, *, loose: bool = False) -> bool:
    """Whether a stretch names something that can be asked about; `loose`: a whole clause may."""
    text = name.strip()
    if not text or _PRONOUNS.match(text) or (len(text) < 2 and not text.isascii()):
        return False
    if re.search(
        r"[，。；：！？?=<>|]|^[\d\W]+$"
        r"|(?:[的和与及或、是在将把从对地一里中]|一样|来说|来讲|以为|认为|说明)$",
        text,
    ):
        return False
    if _UNNAMED.search(text) or re.search(r"它|这[些个]|那[些个]", text):
        return False
    if text.count("“") != text.count("”") or text.count("(") != text.count(")"):
        return False
    flags = _tokens(text)
    named = any(
        flag[0] in "njb"
        or (flag == "x" and word.strip())
        or flag in ("eng", "vn", "l", "i")
        or word.startswith("第")
        for word, flag in flags
    )
    named = named or ("的" in text and flags[-1][1] in ("v", "vn"))
    if len(flags) == 1 and flags[0][1] in ("v", "vn", "d", "vd", "a", "r"):
        return False
    if loose:
        return named and len(text) <= 30
    return named and not any(flag in ("ul", "uz", "y") for _, flag in flags)
