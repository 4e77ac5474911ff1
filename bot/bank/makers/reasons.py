"""Why and what-if, where a sentence gives the reason or the consequence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.reading import SectionReading
from bot.core.question import QuestionKind
from bot.language.grammar import chinese, has_predicate, names_first, starts_with_verb
from bot.phrasing.names import is_name, leans, width
from bot.phrasing.spelling import fixed, mentions

MAX_EACH = 2
"""Questions of one kind from one section: the gate needs a choice, not all."""

_MAX_WIDTH = 30.0
_START = re.compile(
    r"^(?:[^：:]{1,10}[：:])?\s*(?:而且|而|但是?|所以|因此|其实|同时|另外|此外|并且|不过|然而|那么|之所以|首先|其次|最后|于是|且|也|就)+[，,]?\s*"
)
_BECAUSE = (
    re.compile(r"(?P<c>[^，。；：]{5,40})，?(?:这?(?:主要)?是|就是|原因是)?因为(?P<r>[^。；]{5,})"),
    re.compile(
        r"(?:因为|由于)(?P<r>[^，。；]{4,40})，(?:所以|因此|故|导致)?(?P<c>[^，。；]{5,40})"
    ),
    re.compile(r"为了(?P<r>[^，。；]{4,30})，(?P<c>[^，。；]{5,40})"),
    re.compile(
        r"(?P<c>[^，。；：]{5,30})，(?:从而|以便|以免|这样|可以|能够)(?P<r>避免|防止|减少|提高|保证)"
    ),
)
_IF = re.compile(
    r"(?:^|[，。；：]|但是?|所以|而)(?:如果|若|当(?![于然前中作成地年时])|一旦|假如)(?P<c>[^，。；]{4,30}?)(?:的时候|时|的话)?，(?P<d>[^。；]{6,})"
)
# “A lock is slow because others wait” but not “A lock is slow, others wait”.
_BECAUSE_EN = re.compile(
    r"^(?P<s>(?:the |an? )?[A-Za-z][\w /-]{1,40}?)\s+"
    r"(?P<v>is|are|can|cannot|can't|should|must|does not|doesn't|do not|will|has to|have to)\s+"
    r"(?P<p>[^,.;]{4,80}?),?\s+"
    r"(?:because|since|so that|in order to|to avoid|to prevent)\b",
    re.IGNORECASE,
)
_IF_EN = re.compile(
    r"\b(?P<w>if|when|once)\s+(?P<c>(?:the |an? )?[A-Za-z][^,.;]{6,70}?),\s+(?P<d>[^.;]{8,})",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|he|she|you|your|we|our|I)\b", re.I
)
_VAGUE = re.compile(r"[它他她我你咱]|[这该此](?!外|前)|上面|下面|前面|如下|后者|前者")


def of_reasons(section: SectionReading) -> Iterator[CandidateQuestion]:
    """“为什么 C？” where a sentence says that C is so because of something."""
    made = 0
    for sentence in section.sentences:
        if made == MAX_EACH:
            return
        claim = _claim(sentence) if section.language == "zh" else _claim_en(sentence)
        if claim:
            made += 1
            yield from _asked(claim, section, QuestionKind.WHY, "because")


_OUGHT = re.compile(r"应该|应当|必须|不要|不能|一定要|需要|要(?!求)|别|避免")


def of_claim(section: SectionReading) -> Iterator[CandidateQuestion]:
    """“为什么 C？” of a heading that states something its section gives reasons for."""
    for name in section.names:
        if section.language != "zh" or chinese(name) < 5 or is_name(name) or _VAGUE.search(name):
            continue
        if not has_predicate(name) or not _WHY.search(section.body.text):
            continue
        does = starts_with_verb(name)
        asked = f"为什么要{name}" if does else f"为什么{'' if _OUGHT.search(name) else '说'}{name}"
        yield CandidateQuestion(
            text=fixed(f"{asked}？"),
            kind=QuestionKind.WHY,
            maker="claim",
            language="zh",
            subject=name,
        )


_WHY = re.compile(r"因为|由于|所以|因此|否则|避免|防止|导致|才能|便于|保证|减少|提高|这样")


def of_conditions(section: SectionReading) -> Iterator[CandidateQuestion]:
    """“如果 C，会怎么样？” where a sentence says what comes of C."""
    made = 0
    for sentence in section.sentences:
        if made == MAX_EACH:
            return
        if section.language == "zh":
            found = _IF.search(sentence)
            if found is None or _VAGUE.search(found["c"]) or leans(found["c"]):
                continue
            if not has_predicate(found["c"]) or not names_first(found["c"]):
                continue
            does = re.search(r"可以|需要|应该|建议|只需|就要|必须", found["d"][:12])
            asked = f"如果{found['c'].strip()}，{'应该怎么做' if does else '会怎么样'}"
        else:
            found = _IF_EN.search(sentence)
            if found is None or _PRONOUN.search(found["c"]):
                continue
            asked = f"What happens {found['w'].lower()} {found['c'].strip()}"
        made += 1
        yield from _asked(asked, section, QuestionKind.SCENARIO, "if")


def _claim(sentence: str) -> str:
    for pattern in _BECAUSE:
        found = pattern.search(sentence)
        if found is None:
            continue
        claim = _START.sub("", found["c"].strip())
        sound = not _VAGUE.search(claim) and not re.match(
            r"因为|由于|或者?|导致|从而|可以|如果|则", claim
        )
        if chinese(claim) >= 4 and width(claim) <= _MAX_WIDTH and sound and has_predicate(claim):
            return f"为什么{claim}"
    return ""


def _claim_en(sentence: str) -> str:
    found = _BECAUSE_EN.match(sentence)
    if found is None or _PRONOUN.search(found["s"]) or _PRONOUN.search(found["p"]):
        return ""
    subject, verb, rest = found["s"].strip(), found["v"].lower(), found["p"].strip()
    subject = subject[:1].lower() + subject[1:] if re.match(r"(?:The|An?)\s", subject) else subject
    if verb in ("has to", "have to"):
        return f"Why {'does' if verb == 'has to' else 'do'} {subject} have to {rest}"
    if verb in ("does not", "doesn't", "do not"):
        does = "does" if verb.startswith("does") else "do"
        return f"Why {does} {subject} not {rest}"
    if verb in ("cannot", "can't"):
        return f"Why can't {subject} {rest}"
    return f"Why {verb} {subject} {rest}"


def _asked(
    asked: str, section: SectionReading, kind: QuestionKind, maker: str
) -> Iterator[CandidateQuestion]:
    zh = section.language == "zh"
    end = "？" if zh else "?"
    name = section.names[0] if section.names and not section.side else section.owner
    claim = asked.removeprefix("为什么")
    if zh and kind is QuestionKind.WHY and not names_first(claim) and not mentions(asked, name):
        if name and is_name(name) and not starts_with_verb(name):
            yield CandidateQuestion(
                text=fixed(f"{name}为什么{claim}？"),
                kind=kind,
                maker=f"{maker}-of",
                language="zh",
                subject=asked,
                owner=name,
            )
        return
    text = asked + end
    yield CandidateQuestion(
        text=fixed(text) if zh else text,
        kind=kind,
        maker=maker,
        language=section.language,
        subject=asked,
    )
    if not name or mentions(asked, name) or width(name) > 14 or not is_name(name):
        return
    if starts_with_verb(name):
        return
    brought = fixed(f"在{name}中，{text}") if zh else f"In {name}, {text[:1].lower()}{text[1:]}"
    yield CandidateQuestion(
        text=brought, kind=kind, maker=maker, language=section.language, subject=asked, owner=name
    )
