"""What is known of a question, its section and its headings, as numbers. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.cues import Cues, cue_count
from bot.bank.makers.cues import cues as all_cues
from bot.bank.makers.reading import SectionReading
from bot.core.question import QuestionKind
from bot.language.grammar import chinese, is_noun_phrase, starts_with_verb, tagged
from bot.notes.text import words
from bot.phrasing.names import (
    acts,
    commonness,
    is_cut_off,
    is_marked,
    is_name,
    is_personal,
    leans,
    plain,
    stands_alone,
    width,
)
from bot.phrasing.spelling import mentions
from bot.phrasing.wording import (
    field_words,
    is_aside,
    is_empty,
    is_generic,
    may_not_begin,
    may_not_end,
    part_of,
)

_FORMS = {
    "what": r"什么是|是什么|^what (?:is|are)\b(?!.*\b(?:difference|used for|consist))",
    "open": r"请讲讲|说说|讲讲|^tell me|^explain",
    "which": r"有哪些|哪几|哪些|what are the|what kinds|which",
    "works": r"怎么工作|how (?:does|do) .* work",
    "need": r"为什么需要|why (?:is|are|do|does) .*need",
    "why": r"为什么|为何|\bwhy\b",
    "how": r"怎么|如何|怎样|\bhow\b",
    "when": r"什么情况|什么场景|什么时候|\bwhen\b",
    "if": r"如果|假如|\bif\b|what happens",
    "sides": r"优缺点|优点|缺点|trade-off|drawback|benefit|advantage",
    "apart": r"区别|不同|difference|differ",
    "steps": r"哪几步|steps of",
    "use": r"有什么作用|used for",
    "within": r"^在.{1,14}中，|^In [A-Z]",
}
_FORM_PATTERNS = {name: re.compile(said, re.IGNORECASE) for name, said in _FORMS.items()}
_FORM_CUES = {
    "works": "mechanism",
    "need": "purposes",
    "when": "uses",
    "sides": "drawbacks",
    "apart": "contrast",
    "steps": "steps",
    "use": "purposes",
    "which": "parts",
    "how": "implements",
    "if": "mechanism",
    "why": "reasons",
}
_FLAGS = ("n", "v", "vn", "a", "d", "eng", "m", "r", "p", "u", "f", "x", "nr", "ns", "l", "i")
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|he|she|you|your|we|our|following|above|below)\b"
    r"|[它我你咱]|[这该](?!外|前)|以[上下]|如下|上述|下面",
    re.IGNORECASE,
)
# What the title of a walk through an installation says: “搭建环境” but not “环境变量”.
_WALK = re.compile(
    r"搭建|安装|部署|踩坑|实操|实践|使用|配置|记录|入门|指北|教程"
    r"|\b(?:install\w*|setup|set up|how to|tutorial|guide)\b",
    re.IGNORECASE,
)
_LONG = 30
# A first sentence that says what something is: “一种锁” but not “先加锁”.
_DEFINING = re.compile(
    r"^.{0,30}?(?:是(?:一[种个类]|指|用|由|在|将|对)|指的?是|就是|(?<!什么)是|即|一种|又称|也称|用[于来])"
    r"|^(?:an?\s|the\s)?[\w\s()/-]{1,50}?\s(?:is|are|refers? to|means|consists? of|describes?)\s",
    re.IGNORECASE,
)
_STOPPED = re.compile(r"[。.!！?？]\s*$", re.MULTILINE)
_FENCED = re.compile(r"^\s*(`{3,}|~{3,}).*?^\s*\1", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)|\[\[[^\]\n]*\]\]|https?://\S+")
_IMAGE = re.compile(r"!\[[^\]\n]*\]|<img\b")
_SIGN = re.compile(r"[`$<>{}\[\]\\|@#%^*_=~/;&+]")


def features(one: CandidateQuestion, section: SectionReading, cues: Cues) -> dict[str, float]:
    """Everything by name; what is left out is 0."""
    return {**_of_section(section, cues), **_of_question(one, section, cues)}


@lru_cache(maxsize=1024)
def _of_section(section: SectionReading, cues: Cues) -> Mapping[str, float]:
    text, body = section.markdown, section.body
    size = max(len(text), 1)
    code = sum(len(found[0]) for found in _FENCED.finditer(text))
    links = sum(len(found) for found in _LINK.findall(text))
    path = [name for name in section.heading_path if name.strip()]
    above = [plain(name) for name in path[:-1]]
    heading = section.heading
    found: dict[str, float] = {
        "depth": len(path),
        "size": math.log1p(len(body.text)),
        "lines": math.log1p(len(body.lines)),
        "sentences": math.log1p(len(section.sentences)),
        "mean": math.log1p(len(body.text) / max(len(section.sentences), 1)),
        "says": body.says_something,
        "items": body.items / max(len(body.lines), 1),
        "code": code / size,
        "links": links / size,
        "images": len(_IMAGE.findall(text)),
        "rows": text.count("\n|") / max(text.count("\n"), 1),
        "math": min(text.count("$"), 20) / 20,
        "bold": min(text.count("**"), 20) / 20,
        "empty": is_empty(heading),
        "aside": is_aside(heading),
        "aside-above": any(map(is_aside, above)),
        "empty-above": bool(above) and is_empty(above[-1]),
        "side": bool(section.side),
        "owner": bool(section.owner),
        "title": heading == plain(section.title),
        "top": len(path) <= 1,
        "asks": heading.endswith(("?", "？")),
        "label": not re.match(r"\s*#{1,6}\s", text),
        "done": len(_STOPPED.findall(body.text)) / max(len(body.lines), 1),
        "me": len(re.findall(r"我(?!们)|\bI\b|\bmy\b", body.text)) / max(len(section.sentences), 1),
        "colon-end": sum(map(_announces, body.lines)) / max(len(body.lines), 1),
        "walk-title": len(_WALK.findall(" ".join((section.title, *section.heading_path)))),
        "prose": sum(len(line) > _LONG for line in body.lines) / max(len(body.lines), 1),
        "begins-defining": bool(_DEFINING.match(section.sentences[0]))
        if section.sentences
        else False,
        "lists-heading": section.lists,
        "defines-heading": any(cues.defines(name) for name in section.names),
    }
    for name in all_cues():
        found[f"cue-{name}"] = math.log1p(cues.counts[name])
    return found


def _announces(line: str) -> bool:
    return line.endswith((":", "："))


def _of_question(one: CandidateQuestion, section: SectionReading, cues: Cues) -> dict[str, float]:
    text, body = one.text, section.body.text
    subject = one.subject.strip(" ?？。.")
    found: dict[str, float] = {f"kind-{kind.value}": one.kind is kind for kind in QuestionKind}
    for name, pattern in _FORM_PATTERNS.items():
        if pattern.search(text):
            found[f"form-{name}"] = 1.0
            if cue := _FORM_CUES.get(name):
                found["form-cue"] = math.log1p(cues.counts[cue])
                found["form-uncued"] = cues.counts[cue] == 0
    near = [line for line in section.sentences if mentions(line, subject)] if subject else []
    near_text = "\n".join(near or section.sentences[:1])
    for name, cue in _FORM_CUES.items():
        if f"form-{name}" in found:
            found["form-near"] = found.get("form-near", 0.0) + cue_count(cue, near_text)
    found |= {
        "double": bool(re.search(r"是什么，|工作的，|, and (?:why|when|what)", text)),
        "by-author": one.by_author,
        "pair": one.span is not None,
        "brings-owner": bool(one.owner) and not section.side,
        "brings-field": bool(one.owner) and one.owner == section.field != section.owner,
        "q-width": width(text),
        "q-words": len(text.split()),
        "q-commas": len(re.findall(r"[,，、]", text)),
        "q-colons": len(re.findall(r"[:：]", text)),
        "q-signs": len(_SIGN.findall(text)),
        "q-quotes": len(re.findall(r"[\"“”'‘’《》]", text)),
        "q-digits": len(re.findall(r"\d", text)),
        "q-marks": len(re.findall(r"[?？]", text)),
        "q-stops": len(re.findall(r"[.。](?=\s|\S)", text)),
        "q-told": text.endswith((".", "。")),
        "q-pronoun": len(_PRONOUN.findall(text)),
        "q-de": text.count("的"),
        "q-zhong": len(re.findall(r"中的|里的", text)),
        "q-mixed": bool(chinese(text)) and bool(re.search(r"[A-Za-z]", text)),
    }
    found |= _of_subject(subject, section)
    found |= _of_owner(one, section)
    if "form-what" in found:
        found["what-undefined"] = not (
            (len(subject) < _MAX_NAME and cues.defines(subject))
            or (bool(section.sentences) and bool(_DEFINING.match(section.sentences[0])))
        )
        found["what-listed"] = section.body.items / max(len(section.body.lines), 1)
        found["what-acts"] = bool(found["s-acts"] or found["s-verb"])
    telling = [word for word in words(text) if not is_generic(word)]
    said = set(words(body))
    found["q-telling"] = len(telling)
    found["q-said"] = sum(word in said for word in telling) / max(len(telling), 1)
    first = section.sentences[0] if section.sentences else ""
    found["q-first"] = sum(mentions(first, word) for word in telling) / max(len(telling), 1)
    bare = re.sub(r"\W", "", subject).lower()
    squeezed = re.sub(r"\W", "", body).lower()
    count = squeezed.count(bare) if len(bare) > 1 else 0
    found["s-count"] = math.log1p(count)
    found["s-density"] = count / max(len(section.sentences), 1)
    found["s-defined"] = len(subject) < 40 and cues.defines(subject)
    title = re.sub(r"\W", "", section.title).lower()
    found["s-title"] = len(bare) > 1 and bare in title
    if one.span is not None:
        answer = section.markdown[slice(*one.span)]
        found["answer"] = math.log1p(len(re.sub(r"<[^>]*>|\W", "", answer)))
        found["answer-code"] = answer.count("```") > 0
        told = set(words(answer))
        found["answer-said"] = sum(word in told for word in telling) / max(len(telling), 1)
    return found


def _of_subject(subject: str, section: SectionReading) -> dict[str, float]:
    found = dict(_of_words(subject))
    if section.side:
        found["s-sided"] = 1.0
    return found


_MAX_NAME = 40


def _of_owner(one: CandidateQuestion, section: SectionReading) -> dict[str, float]:
    """What is known of the name that a question brings in, or of the lack of one."""
    able = section.owner or section.field or section.home
    named = not able or mentions(one.text, able)
    found: dict[str, float] = {
        "o-lacks": not named and not mentions(section.heading, able),
        "s-common": commonness(one.subject),
        "s-unsaid": bool(one.subject) and not mentions(section.body.text, one.subject),
    }
    if not one.owner:
        return found
    own = _of_words(one.owner)
    kept = (
        "s-width",
        "s-words",
        "s-name",
        "s-alone",
        "s-acts",
        "s-verb",
        "s-field",
        "s-de",
        "s-noun",
    )
    found |= {name.replace("s-", "o-", 1): own[name] for name in kept}
    above = [plain(name) for name in section.heading_path[:-1]]
    found["o-said"] = mentions(section.body.text, one.owner)
    found["o-whole"] = any(one.owner == name for name in above)
    found["o-home"] = one.owner == section.home
    found["o-common"] = commonness(one.owner)
    near = [place for place, name in enumerate(reversed(above), 1) if mentions(name, one.owner)]
    found["o-far"] = near[0] if near else 0
    return found


@lru_cache(maxsize=8192)
def _of_words(subject: str) -> Mapping[str, float]:
    pairs = [pair for pair in tagged(subject) if re.search(r"\w", pair[0])]
    found: dict[str, float] = {
        "s-width": width(subject),
        "s-words": len(pairs),
        "s-none": not subject,
        "s-name": is_name(subject),
        "s-alone": bool(subject) and stands_alone(subject),
        "s-empty": is_empty(subject),
        "s-part": bool(part_of(subject, "zh") or part_of(subject, "en")),
        "s-aside": is_aside(subject),
        "s-leans": leans(subject),
        "s-personal": is_personal(subject),
        "s-marked": is_marked(subject),
        "s-cut": is_cut_off(subject),
        "s-acts": acts(subject),
        "s-verb": starts_with_verb(subject),
        "s-noun": bool(subject) and is_noun_phrase(subject),
        "s-field": subject.lower() in field_words(),
        "s-fields": sum(word.lower() in field_words() for word, _ in pairs),
        "s-lower": subject == subject.lower() and not chinese(subject),
        "s-capitals": len(re.findall(r"[A-Z]{2,}|[a-z][A-Z]", subject)),
        "s-and": bool(re.search(r"[和与及、&/]|\band\b", subject)),
        "s-de": "的" in subject,
        "s-generic": sum(is_generic(word) for word, _ in pairs) / max(len(pairs), 1),
        "s-digit": bool(re.search(r"\d", subject)),
        "s-year": bool(re.search(r"(?:19|20)\d\d", subject)),
    }
    # Jieba calls every English word "eng", which would tell the language and nothing else: there is
    # too little judged in English to learn its own habits.
    if pairs and chinese(subject):
        found["s-begins"] = may_not_begin(pairs[0][0])
        found["s-ends"] = may_not_end(pairs[-1][0])
        found[f"s-first-{_flag(pairs[0][1])}"] = 1.0
        found[f"s-last-{_flag(pairs[-1][1])}"] = 1.0
    return found


def _flag(flag: str) -> str:
    return flag if flag in _FLAGS else flag[:1]
