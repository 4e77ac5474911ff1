"""Headings that say something instead of naming it: what went wrong, what (not) to do, what is so;
and what to ask of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Literal

from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.cues import Cues
from bot.bank.makers.kinds import kind_of
from bot.bank.makers.reading import INTERROGATIVE, SectionReading
from bot.language.grammar import chinese, is_order, listed, starts_with_verb, tagged
from bot.phrasing.names import is_personal, width
from bot.phrasing.spelling import fixed, mentions
from bot.phrasing.wording import field_words, part_of

Sort = Literal["symptom", "advice", "claim", "within", "way", "without"]
"""“任务莫名消失”, “别用 Executors 创建”, “微任务会饿死渲染”, “在协程里调用 requests”,
“按标题切 Markdown”, “不丢消息”."""

_MAX_WIDTH = 22.0
_MIN_WORDS = 2
# A heading that leaves a choice: “VM 还是 LXC” but not “VM 和 LXC”.
_CHOICE = re.compile(
    r"还是|谁|哪|[吗呢]$|有没有|几[个种点]|(?P<v>[\u4e00-\u9fff])[不没](?P=v)|\bor\b"
)
# A thing that is told apart by a clause: “解决不了的情况” but not “任务的日志打印了两遍”.
_OF_A_THING = re.compile(r"的[\u4e00-\u9fffA-Za-z ]{1,6}$")
# A kind that is told by what it isn't: “任务不可知型压缩” but not “任务不可见”.
_OF_A_KIND = re.compile(r"[不无未].{1,3}[型式性](?!能)")
# What has come out wrong: “内存越跑越大”, “梯度为 None” but not “越权”.
_WRONG = re.compile(
    r"越.{1,4}越|返回 ?(?:False|None|空|[45]\d\d)$|[为变] ?(?:None|NaN|nan|空)$|^只.{1,4}到|丢数据$"
)
# What is said to be better: “less 比 cat 好用” but not “对比”.
_BETTER = re.compile(r"(?<!对)比(?!较|例|如|对|特).{2,}(?:好|更|快|慢|省|高|低)|更[省快好简稳]\S*$")
# What tells somebody to answer: “Explain what is a Pod” but not “Pod”.
_REQUEST = re.compile(
    r"(?:explain|describe|name|list|tell|give|demonstrate|provide|compare|define|true)\s",
    re.IGNORECASE,
)
# A time, not what is so then: “没有日志可看时” but not “偶发超时”.
_WHEN = re.compile(
    r"(?<![超实耗延定])时$|(?:以|之)?[前后]$|\b(?:which|what|how|why|who)\b", re.IGNORECASE
)
_POINTING = re.compile(r"[它他她我你咱]|[这其](?!他|它|实)|上面|下面|如下")


def is_clause(heading: str) -> bool:
    """Whether a heading says something rather than names: “create_task 的任务莫名消失”."""
    if _has_fault(heading):
        return False  # “Stale index” is asked about as a fault, and “Lost update” is a name
    return bool(sort_of(heading)) or _is_statement(heading)


@lru_cache(maxsize=4096)
def sort_of(heading: str) -> Sort | None:
    """What kind of clause a heading is; None for a name, a question and what isn't understood."""
    text = heading.strip(" ?？。.")
    if INTERROGATIVE.search(heading) or _CHOICE.search(text) or text.lower() in field_words():
        return None
    if _REQUEST.match(text) or _WHEN.search(text):
        return None
    return _chinese_sort(text) if chinese(text) >= _MIN_WORDS else _english_sort(text)


def _chinese_sort(text: str) -> Sort | None:
    pairs = [pair for pair in tagged(text) if pair[0].strip()]
    words, flags = [word for word, _ in pairs], [flag for _, flag in pairs]
    if len(words) < _MIN_WORDS or text.endswith(tuple(_words("thing", "zh"))):
        return None
    if _dont(words):
        return "advice"
    if words[0] == "先" and any(word[0] in "再后" for word in words[2:]):
        return "advice"
    bare = _untreated(text)
    if bare.endswith(tuple(_words("ends", "zh"))) or _WRONG.search(bare):
        return "symptom"
    if _OF_A_THING.search(text) or _OF_A_KIND.search(text):
        return None
    inside = set(words[1:-1])
    if _ended(words, flags) or inside & _TAKEN:
        return "symptom"
    if inside & _words("ought", "zh") or _ordered(words, flags):
        return "advice"
    if _says_what_is(words, flags) or _BETTER.search(bare):
        return "claim"
    if words[0] == "不" and flags[1] == "v" and width(text) <= _SHORT:
        return "without"
    if words[0] in _words("acts", "zh"):
        return "way"
    return "within" if _deed_within(words, flags) else None


_SHORT = 6.0
_TAKEN = listed("被 把 却 不到 不了 不出 不上 不进 选错")


def _ordered(words: list[str], flags: list[str]) -> bool:
    """“变量要加引号” but not “需求要点”."""
    found = zip(words[1:-1], flags[1:-1], strict=True)
    return any(word[0] == "要" and flag == "v" and len(word) > 1 for word, flag in found)


def _ended(words: list[str], flags: list[str]) -> bool:
    """“日志打印了两遍”, “删了空间没回来”."""
    return any(
        word == "了" and flag == "ul" for word, flag in zip(words[1:], flags[1:], strict=True)
    )


def _says_what_is(words: list[str], flags: list[str]) -> bool:
    """“内存不能超分”, “Future 是惰性的” but not “在不可靠的网络上”."""
    for at in range(1, len(words) - 1):
        told = words[at] in _words("said", "zh") or flags[at] == "vshi"
        if told and flags[at - 1] not in ("p", "uj"):
            return True
    return False


def _dont(words: list[str]) -> bool:
    return any(word in _words("dont", "zh") for word in words[:-1])


def _deed_within(words: list[str], flags: list[str]) -> bool:
    """“在协程里调用 requests”, “容器里用 GPU”: where, then what is done to what."""
    places = [i for i, word in enumerate(words) if word in _INSIDE and i]
    if not places or places[0] + 2 >= len(words):
        return False
    doing, flag = words[places[0] + 1], flags[places[0] + 1]
    acts = is_order(doing) or doing in _ACTS_ON
    return acts and flag[0] in "vp" and "的" not in words[places[0] :]


_INSIDE = listed("里 里面 中 内")
_ACTS_ON = listed("调用 用 使用 注入 构建 访问 捕获 抛出 写 读 跑 装 发送 打印")


def _is_statement(heading: str) -> bool:
    """Whether a heading says what is, or begins with what for or where: “为了实现…”."""
    if not chinese(heading):
        return False
    says = any(flag == "vshi" for _, flag in tagged(heading)[1:])
    return says or bool(re.search("[，。！]", heading)) or tagged(heading)[0][0] in _BEFORE_A_DEED


_BEFORE_A_DEED = listed("为了 在 关于 对于 根据 按照")


def _untreated(text: str) -> str:
    for word in _words("treats", "zh"):
        if text.endswith(word) and width(text) > len(word) + 2:
            return text.removesuffix(word).rstrip()
    return text


# What is ordered: “Use one logger per module” but not “Use cases”.
_ORDER = re.compile(
    r"^(?P<do>[A-Z][a-z']+)(?: and [a-z]+)? "
    r"(?=(?:the|an?|one|your|its|all|every|each|only|no|at|in|on|for|with|to)\b)"
)
# What is advised, whatever comes of it: “Never log secrets” but not “Never”.
_NEVER = re.compile(r"^(?:Never|Don't|Do not|Avoid|Always|Prefer) (?=[a-z\d])")
# A thing with a fault: “Stale index”, “Too many open files” but not “Index”.
_QUALITY = re.compile(
    r"^(?:Too (?:many|much|few)|(?P<first>(?!Too )[A-Z][a-z]+)) [a-z]+(?: [a-z]+){0,2}$"
)
# A message: “Failed to start” but not “Failed start”.
_MESSAGE = re.compile(r"^(?:Failed to|Unable to|Cannot|Could not|No such) (?=[a-z])", re.IGNORECASE)
_MAX_EN_WORDS = 9


def _english_sort(text: str) -> Sort | None:
    words = text.split()
    if not _MIN_WORDS <= len(words) <= _MAX_EN_WORDS or chinese(text) or re.search('[/?“"]', text):
        return None
    order = _ORDER.match(text)
    if _NEVER.match(text) or (order and order["do"].lower() in _words("orders", "en")):
        return "advice"
    if _MESSAGE.match(text):
        return "symptom"
    verb = next((word for word in words[1:-1] if word in _words("finite", "en")), "")
    if verb:
        return "claim" if verb in _COPULAS else "symptom"
    return "symptom" if _has_fault(text) else None


def _has_fault(text: str) -> bool:
    found = _QUALITY.match(text)
    return bool(found and (not found["first"] or found["first"].lower() in _words("bad", "en")))


_COPULAS = listed("is are was were can cannot can't isn't aren't")


# What helps against something: “改成 0”, “`lsof`” but not “断电就没”.
_CURE = re.compile(
    r"`[^`]+`|解决|改[成为用]|换[成个用]|加上?|设[成为置]|检查|确认|重启|清理|可以|需要|应该|要么|先|用|关掉|打开|调[大小低高]|查"
    r"|\b(?:fix|use|set|check|restart|add|raise|run|rebuild|delete|try|should|must)\b",
    re.IGNORECASE,
)
# A reason or what comes of something: “因为会丢”, “→ OOM” but not “注意”.
_WHY = re.compile(
    r"因为|由于|所以|因此|否则|避免|防止|导致|才能|便于|保证|减少|这样|会(?!话|议)|不然|容易|只[是会]|→|未定义|泄漏|一起"
    r"|\b(?:because|since|so that|otherwise|avoids?|prevents?|so|hangs|means)\b",
    re.IGNORECASE,
)
# What comes of what is done somewhere: “会阻塞整个循环” but not “可以调用”.
_BAD_END = re.compile(r"阻塞|卡[住死]|报错|失败|异常|泄漏|死锁|失效|拖慢|不生效|崩|停[住下]|永远")


def of_clause(section: SectionReading) -> Iterator[CandidateQuestion]:
    """Questions about a heading that is a clause, as a whole, named where it belongs."""
    if section.side or section.is_bare or not section.body.text.strip():
        return
    whole = section.heading.strip(" ?？：:。")
    for at, name in enumerate((whole,) if len(section.names) == 1 else section.names):
        sort = sort_of(name)
        if sort is None or width(name) > _MAX_WIDTH or _POINTING.search(name):
            continue
        if sort == "claim" and not section.heading.endswith(name) and name != whole:
            continue  # cut from a longer heading, which may have ended otherwise
        if is_personal(name) or ("，" in name and sort != "symptom") or "，导致" in name:
            continue
        lead = section.names[0] if at else ""
        if lead and not _LEAD.match(lead):
            continue
        place = lead or _place(section)
        forms = _in_english if section.language == "en" else _in_chinese
        for maker, text, owner in forms(name, sort, place, section):
            yield CandidateQuestion(
                text=text,
                kind=kind_of(text),
                maker=maker,
                language=section.language,
                subject=name,
                owner=owner,
            )


# What a colon may stand behind: “TypeScript 的 interface” but not “chattr +i”.
_LEAD = re.compile(r"^\w+(?: \w+)*$")

_Asked = Iterator[tuple[str, str, str]]


def _in_chinese(name: str, sort: Sort, place: str, section: SectionReading) -> _Asked:
    known = bool(place) and (mentions(name, place) or _share_a_term(name, place))
    places = [place] if place and not known else []
    if known or _tells_itself(name) or (not place and _begins_with_a_thing(name)):
        places.insert(0, "")
    for where in places:
        if where and sort == "within" and len(places) > 1:
            continue  # the heading tells where already
        forms = _chinese_forms if chinese(name) else _of_a_message
        for maker, text in forms(name, sort, section):
            yield maker, fixed(_placed(text, where, sort)), where


def _share_a_term(name: str, place: str) -> bool:
    """“管理 VLAN 把自己锁外面” says already that it is of “VLAN 划分”."""
    terms = (set(re.findall(r"[a-z]{2,}", text.lower())) for text in (name, place))
    return bool(set.intersection(*terms))


def _placed(text: str, where: str, sort: Sort) -> str:
    """A question within a place: “asyncio 里任务消失怎么办？”."""
    if not where:
        return text
    if sort == "within":
        return f"{where} 中，{text}"
    if _MORE.search(text):
        return f"和 {where} 相比，{text}"
    return f"{where} {text}" if where.endswith(("里", "中")) else f"{where} 里{text}"


# What is more without saying than what: “为什么说 Caddy 更省事”
# but not “为什么说 less 比 cat 更好用”.
_MORE = re.compile(r"^为什么说(?!.*比).*更")


def _of_a_message(name: str, sort: Sort, section: SectionReading) -> Iterator[tuple[str, str]]:
    """“Too many open files” over a Chinese section."""
    if sort in ("symptom", "claim") and _CURE.search(section.body.text):
        yield "symptom", f"出现“{name}”是什么原因，怎么解决？"


def _chinese_forms(name: str, sort: Sort, section: SectionReading) -> Iterator[tuple[str, str]]:
    if sort == "symptom":
        yield from _of_symptom(_untreated(name), section)
    elif sort == "advice":
        yield from _of_advice(name, reasoned=bool(_WHY.search(section.body.text)))
    elif sort == "claim" and (section.body.says_something or _UNLIKE.match(name)):
        yield from _of_claim(name)
    elif sort == "within":
        yield from _of_deed_within(name if name.startswith("在") else f"在{name}", section)
    elif sort == "way" and _CURE.search(section.markdown):
        yield "way", f"怎么{name}？"
    elif sort == "without" and section.body.says_something:
        yield "without", f"怎么做到{name}？"


def _of_symptom(name: str, section: SectionReading) -> Iterator[tuple[str, str]]:
    if name.startswith(_SEEKS):
        for seeks in _SEEKS:
            name = name.removeprefix(seeks)
        yield "symptom", f"{name}怎么排查？"
    elif _CURE.search(section.markdown):
        yield "symptom", f"{name}怎么办？"
        if len(section.sentences) > 1 or _WHY.search(section.body.text):
            yield "symptom", f"{name}是怎么回事，怎么解决？"
    elif section.body.says_something:
        yield "symptom", f"{name}是怎么回事？"


_SEEKS = ("排查", "定位", "解决")


def _of_claim(name: str) -> Iterator[tuple[str, str]]:
    if found := _UNLIKE.match(name):
        yield "mixed", f"{_several(found['these'])}有什么区别？"
        return
    says = "说" if re.search("是|等于|比|更|没有", name) else ""
    if "会" not in name:
        name = re.sub("(?=导致|绕过)", "会", name, count=1)
    yield "claimed", f"为什么{says}{name}？"


# Things that a heading tells apart: “进程和线程不是一回事” but not “进程不是线程”.
_UNLIKE = re.compile(r"^(?P<these>.+[和与、].+?)(?:并?不是一回事|不一样|不同)$")


def _several(things: str) -> str:
    return re.sub(r"\s*/\s*", "、", things.strip())


def _of_advice(name: str, *, reasoned: bool) -> Iterator[tuple[str, str]]:
    words = [word for word, _ in tagged(name)]
    dont = next((word for word in words if word in _words("dont", "zh")), "")
    who, rest = name.split(dont, 1) if dont else (name, "")
    if re.match(r"\s*(?:搞|弄)?混", rest):
        if who.strip():
            yield "mixed", f"{_several(who)}有什么区别？"
    elif reasoned and dont:
        yield "advice", f"为什么{who}不要{rest.strip()}？"
    elif reasoned:
        yield "advice", f"为什么{'要' if words[0] == '先' else ''}{name}？"


def _of_deed_within(inside: str, section: SectionReading) -> Iterator[tuple[str, str]]:
    if _BAD_END.search(section.body.text):
        yield "what-if", f"{inside}会怎样？"
    elif section.body.items or "```" in section.markdown:
        yield "way", f"怎么{inside}？"


def _in_english(name: str, sort: Sort, place: str, section: SectionReading) -> _Asked:
    if chinese(name):
        return
    text = section.body.text
    there = f" in {place}" if place and not chinese(place) and not mentions(name, place) else ""
    said, owner = _small(name), place if there else ""
    if sort == "advice" and _WHY.search(text):
        bare = re.sub(r"^(?:don't|do not) ", "not ", said)
        yield "advice", f"Why should you {bare}{there}?", owner
    elif _MESSAGE.match(name):
        yield "symptom", f"What causes “{name}”{there}, and how do you fix it?", owner
    elif sort == "symptom" and _has_fault(name) and _CURE.search(text):
        many = bool(re.search(r"[^s]s$", said)) or said.startswith("too much")
        article = "" if many else "an " if said[0] in "aeiou" else "a "
        ending = f"and how do you fix {'them' if many else 'it'}?"
        yield "symptom", f"What causes {article}{said}{there}, {ending}", owner
    elif sort == "symptom" and _CURE.search(text):
        yield "symptom", f"What do you do when {_the(said)}{there}?", owner
    elif sort == "claim" and (found := _CLAIM_EN.match(said)) and section.body.says_something:
        many = found["be"] not in ("is", "was", "isn't")
        who = found["who"] if many else _the(found["who"])
        yield "claimed", f"Why {found['be']} {who} {found['what']}{there}?", owner


# What is said of something: “secrets are not encrypted” but not “what is encrypted”.
_CLAIM_EN = re.compile(
    r"^(?P<who>(?!what\b|how\b|why\b)[\w -]+?) "
    r"(?P<be>is|are|was|were|can|cannot|can't|isn't|aren't) (?P<what>.+)$"
)


def _the(said: str) -> str:
    """A clause with the article that its first word needs, if it is a thing."""
    bare = re.match(r"(?:the|an?|one|all|every|each)\b|\w+[^s]s\b", said)
    return said if bare or not said[:1].islower() else f"the {said}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if re.match(r"[A-Z][a-z']+\b(?![A-Z])", text) else text


def _tells_itself(name: str) -> bool:
    """Whether a clause names something that is known everywhere: “resolv.conf 老被改”."""
    return any(
        re.search(r"[a-z][._:]+[a-z]|[A-Z]{2}", word)
        or (word.lower() in field_words() and word != word.lower())
        for word in re.findall(r"[A-Za-z][\w.:+#-]*", name, re.ASCII)
    )


def _begins_with_a_thing(name: str) -> bool:
    """“内存一直涨” but not “只协商到百兆”."""
    known = bool(re.search(r"[A-Za-z]{2}", name)) or width(name) >= _LEAST_ALONE
    return known and tagged(name)[0][1][0] not in "dpcr"


_LEAST_ALONE = 5.0


def _place(section: SectionReading) -> str:
    """What a clause is said of: the nearest name above it that is no clause or fault itself."""
    cues = Cues(section)
    places = [owner for owner in section.owners if _holds(owner) and not cues.trouble(owner)]
    if not places:
        return ""
    shorter = (name for name in places[1:] if _is_done_with(name, places[0]))
    return next(shorter, places[0])


def _is_done_with(thing: str, name: str) -> bool:
    """“Git 撤销” is what is done with Git, “Java 线程池” is a thing of Java."""
    done = name.removeprefix(thing).strip()
    if len(done) < _MIN_WORDS or not name.startswith(f"{thing} "):
        return False
    last, flag = tagged(done)[-1]
    return len(last) > 1 and (is_order(done) or flag[0] == "v")


def _holds(owner: str) -> bool:
    """Whether something can be so in a thing with this name: “asyncio” but not “写得稳一点”."""
    if is_clause(owner) or INTERROGATIVE.search(owner) or part_of(owner, "zh"):
        return False
    treated = owner.endswith((*_words("treats", "zh"), "失效"))
    return not treated and not re.search(r"[里得的]|\bof\b", owner) and not starts_with_verb(owner)


@lru_cache(maxsize=32)
def _words(kind: str, language: str) -> frozenset[str]:
    text = resources.files(__package__).joinpath("clauses.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith(f"{kind}\t{language}\t"):
            return listed(line.split("\t")[2])
    raise KeyError(kind)
