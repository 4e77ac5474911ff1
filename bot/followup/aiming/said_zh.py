"""Running Chinese text -> questions that aim at what its clauses say. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.followup.aiming.asks_zh import asks_of
from bot.followup.aiming.subject_zh import COPULAS, is_general, is_subject, parted, shortened
from bot.followup.aiming.target import SIDE, Draft
from bot.language.splitting import clauses_of

_IF = re.compile(
    r"^(?:(?:如果|假如|假设|倘若|若(?!干)|一旦|每当|每次|只要|万一|即使|哪怕|除非)(?!是$)"
    r"|当(?!前|然|天))"
)
_IF_THEN = re.compile(r"^(.{3,26}?(?<!之))(?:就|则|便)(?=.{2})")
_FOR = re.compile(r"^(?:对于|针对|至于|对)(.{2,18}?)(?:来说|而言|来讲)?$")
_AIM = re.compile(r"^为了?(?!什么)(.{2,18})$")
_WHEN = re.compile(
    r"^.{2,22}(?:时候?|后|之前|以前|期间|过程中|情况下|场景下|条件下|环境下|模式下)$"
)
_WHERE = re.compile(r"^在.{1,20}(?:[中里上下内步]|之间|方面|阶段)$")
_BY = re.compile(r"根据|按照|依据")
_WITH = re.compile(r"^(?:使用|启用|开启|采用|加上|设置|不用|没有|关掉|关闭|去掉)(.{2,16})$")
_BEGINS = re.compile(
    r"^(在.{2,18}?[中里上下内]面?|.{2,16}?(?:(?<![随及实同定按准临平暂])时(?![候间刻长延序])|之后|以后))(?=[^，的中面][^，]{2})"
)
_THEN = re.compile(r"^(?:就|则|便|那么|会|也|还|都|才)+")
_SO_THEN = re.compile(r"^(?:则|那么|就(?!是))")
_MUST_DO = re.compile(r"(?:应该?|需要?|要|必须|不要|不能|建议|最好|尽量|先|把|将|用|使用)")

_ONLY = re.compile(r"^只有(.{2,24}?)[，,]?\s*才(?!是)(.{2,20})$")
_UNTIL = re.compile(r"[，,]\s*(才(?:能|会|算|可以?|是|有|叫)?[^，,；。]{2,14})$")
_SO = re.compile(r"^之所以(.{3,28}?)[，,]")
_CAUSE = re.compile(r"^(?:因为|由于)([^，,；。]{2,30})[，,]")
_BECAUSE = re.compile(r"^(?:因为|由于)([^，,；。]{2,40}?)[，,]\s*(?:所以|因此|因而|故)?(.{2,30})$")
_REASON = re.compile(r"^(?:之所以)?(.{3,28}?)[，,]?\s*(?:，|是)(?:因为|由于|为了)(.{2,})$")
_MORE = re.compile(r"(?:^|[，,]\s*)([^，,]{1,18}?越[^，,]{1,6})[，,].*越")
_RESULT = re.compile(r"^(?:从而|以便|此举|这样(?:一来|做)?(?=就|便|可以|能|既))")
_PURPOSE = re.compile(r"^以(?:便|免|确保)?(?![上下内外前后及])")
_OF_OWNER = re.compile(r"^(?:更|最|也|只|还)?(?:适[合用]|用于|用来|负责)")
_SHOWS = re.compile(r"^(?:就|则|便)?(?:说明|表明|意味着)")
_HEDGES = re.compile(
    r"^(?:理论上|实际上|原则上|本质上|一般来说|总体上|通常来说|(?:从.{1,10})?来说)[，,]?"
)
_LINKS = re.compile(r"^(?:因此|所以|因而|于是|并且|而且|但是|不过|然后|同时)(?=..)")
_NOT = re.compile(r"^(?:不能|不要|不可以?|不得|别|切勿|避免|千万)")
_MUST = re.compile(r"^(?:必须|一定要|务必)")
_SAYS_LITTLE = ("它怎么", "它会怎么", "它是什么", "它有什么？")

MAX_CHARS = 40
"""Of a question with the case it asks about."""


def said(text: str, owner: str = "", before: str = "") -> Iterator[Draft]:
    """Questions from running text, best first; `owner` is what its clauses without a subject are
    about, `before` where or when they hold."""
    yield from _joined(text)
    clauses = [_LINKS.sub("", clause) for clause in clauses_of(_HEDGES.sub("", text) or text)]
    subject = owner
    for at, clause in enumerate(clauses):
        following = clauses[at + 1] if at + 1 < len(clauses) else ""
        if at == 0 and following:
            if frame := _framed(clause, following):
                if frame.ask:
                    yield frame
                before = frame.topic
                continue
            if _SHOWS.match(following):
                yield Draft("", f"{clause}，说明什么？")
            if _is_name(clause):
                subject = subject or clause  # “用好缓存，能……”
                continue
        alone = not following and not before and _IF.match(clause)
        if alone and (found := _IF_THEN.match(clause)):
            yield Draft("", f"{found[1]}，会怎么样？")
        if at and _RESULT.match(clause):
            if owner:
                yield Draft(owner, f"{owner}这样做有什么好处？")
            continue
        if at and _PURPOSE.match(clause):
            continue
        own, _, verb = parted(clause)
        if following and own and own + verb == clause and len(verb) == 2 and verb not in COPULAS:
            continue  # one of several names: “深度学习，……”
        carried = subject if not owner or not at or _OF_OWNER.match(clause) else ""
        if at and owner and not own and not carried:
            continue  # whose doing it is can't be told
        yield from _clause(clause, carried, before if at < 2 else "")
        subject = own if own and not owner and is_subject(own) else subject


def _joined(text: str) -> Iterator[Draft]:
    """Questions from how clauses hang together: a reason, a condition, the more the more."""
    if found := _ONLY.match(text):
        yield Draft(shortened(found[2]), f"什么时候才{found[2]}？")
    if (found := _BECAUSE.match(text)) or (found := _REASON.match(text)):
        told = found[2] if text.startswith(("因为", "由于")) else found[1]
        told = re.sub(r"^(?:就|便|才)", "", told)
        if is_subject(told, loose=True) and parted(told)[1]:
            yield Draft(shortened(parted(told)[0]), f"为什么{told}？")
    text = _HEDGES.sub("", text)
    if found := _MORE.search(text):
        yield Draft(shortened(parted(found[1])[0]), f"{found[1]}，会怎么样？")
    if found := _SO.match(text):
        yield Draft("", f"为什么{found[1]}？")
    if found := _CAUSE.match(text):
        yield Draft("", f"因为{found[1]}，会带来什么结果？")
    if found := _UNTIL.search(text):
        yield Draft("", f"要满足什么条件，{found[1]}？")


def _is_name(clause: str) -> bool:
    """Whether a first clause is what the next one speaks of, and says nothing itself."""
    own, predicate, _ = parted(clause)
    unsaid = not is_subject(own) if own else not predicate
    return unsaid and is_subject(clause, loose=True)


def _framed(clause: str, after: str) -> Draft | None:
    """A clause that only says when, where or what for: a question of what holds then, or the
    clause alone as a topic if the next one has a subject that can be asked about."""
    then, after = after, _THEN.sub("", after)
    must = bool(_MUST_DO.match(after))
    subject, predicate, _ = parted(after)
    tail = "该怎么做？" if must else "会怎么样？"
    if _IF.match(clause):
        happens = not must and clause[0] in "当一每"
        return Draft("", f"{clause}，{'会发生什么？' if happens else tail}")
    if subject and _BY.match(clause):
        return Draft(clause)
    if subject and _WITH.match(clause):
        return Draft(clause if clause.endswith("时") else f"{clause}时")
    if found := _AIM.match(clause):
        return Draft("", f"为了{found[1]}，要怎么做？")
    if found := _FOR.match(clause):
        how = "该怎么做" if must else "笔记里是怎么说的"
        return Draft("", f"对于{found[1].strip()}，{how}？")
    own, _, verb = parted(clause)
    if not own and _SO_THEN.match(then):
        return Draft("", f"{clause}，{tail}")
    if _WHEN.match(clause) and len(clause) > 3 and not (own and verb in COPULAS):
        return Draft(clause) if subject and predicate else Draft("", f"{clause}，{tail}")
    return Draft(clause) if _WHERE.match(clause) else None


def _clause(clause: str, owner: str, before: str) -> Iterator[Draft]:
    found = None if before else _BEGINS.match(clause)
    if found and (clause[0] in "在当每" or not parted(found[1])[0]):
        before, clause = found[1], clause[found.end() :]
    subject, predicate, verb = parted(clause)
    name = subject or owner
    if SIDE.match(name) and not re.match(r"(?:就)?(?:是|在于|有)", predicate):
        return
    if name and name != owner and not is_subject(name):
        return
    short = shortened(name)
    asked_of = short or ("" if before else "它")
    ask = asks_of(asked_of, predicate, verb, own=bool(subject)) if predicate else ""
    if ask.startswith(_SAYS_LITTLE) or (not name and predicate.startswith(("让", "使", "令"))):
        ask = ""
    if not name and _NOT.match(predicate):
        ask = "这里要避免什么？"
    elif not name and _MUST.match(predicate):
        ask = "这里必须做到什么？"
    elif before and predicate and not ask:
        ask = f"{short}会怎么样？"
    if ask:
        whole = f"{before}，{ask}" if before else ask
        yield Draft(short, whole if len(whole) <= MAX_CHARS else ask)
    if short and not is_general(short):
        yield Draft(short)
