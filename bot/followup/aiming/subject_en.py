"""Where the subject of an English clause ends and its verb begins. Pure."""

from __future__ import annotations

import re

from bot.language.grammar import listed

MAX_TOPIC = 40
"""Characters of a name that is asked about."""

BE = r"is|are|was|were"
MODAL = (
    r"can|could|may|might|must|should|shall|will|would|cannot|can't|won't|shouldn't|mustn't|needn't"
)
PRONOUN = re.compile(
    r"^(?:it|this|that|these|those|they|you|we|i|he|she|there|one|both|each|all|some|which|here)$",
    re.IGNORECASE,
)
VERBS = listed(
    """
    accept add allocate allow append apply ask assign avoid balance become begin belong block
    break bring build buffer cache call cause change check choose close collect combine compare
    compile compress compute connect consist consume contain control convert copy cost cover
    create cut deal decide decode define delete deliver depend describe detect determine divide
    drop emit enable encode encrypt enforce ensure estimate evict execute expand expect expire
    expose extend fail fetch fill filter find fit flush follow force forget forward free generate
    get give grow guarantee handle happen have help hide hold identify ignore implement improve
    include increase index inherit insert inspect invalidate invoke isolate issue join keep know
    last lead learn leave let limit list listen live load lock log look lose make manage map mark
    match mean measure merge miss model move need notify occur offer open operate order outlive
    own pack parse pass pause pay perform persist pick place point poll prefer prevent produce
    promise protect provide publish pull push put queue raise reach read rebuild receive record
    recover reduce refer reject release rely remain remove render repeat replace replicate reply
    report represent request require reserve reset resize resolve respond restart restore retry
    return reuse roll rotate route run save scale scan schedule search select send separate
    serialize serve set share ship show shrink shut sign sit skip sleep slow solve sort speed
    spend spill split stand start state stay stop store stream support survive swap switch take
    tell terminate test throw tie time track train transfer translate travel treat trigger trust
    try turn update upgrade use validate verify wait wake walk want warn watch win work wrap write
    yield
    """
)
PREPOSED = re.compile(
    r"(?:in|on|at|for|by|with|from|under|after|before|during|as|let|when|if)\b", re.I
)
_RELATING = re.compile(r"\b(?:that|which|who|whose|where|when|if|to|not|and|or)$", re.IGNORECASE)


def parted(clause: str) -> tuple[str, str, str]:
    """(subject, its verb, the rest); empty strings where no verb is found."""
    words = clause.split()
    closed = False
    for at, word in enumerate(words):
        if at == 0:
            continue
        plain = word.lower().strip(",")
        before = words[at - 1].lower()
        if before in ("that", "which", "who"):
            closed = True
            continue
        if before in (
            "to",
            "of",
            "a",
            "an",
            "the",
            "in",
            "for",
            "with",
            "by",
            "and",
            "or",
            "on",
        ) and not re.fullmatch(BE, plain):
            continue
        strong = re.fullmatch(rf"{BE}|{MODAL}|don't|doesn't|has|have|had|does|do|did", plain)
        known = lemma(plain)
        third = known and plain.endswith("s") and not before.endswith("'s")
        plural = plain in VERBS and before.endswith("s") and not before.endswith("ss")
        if strong or third or plural:
            subject = re.sub(
                r"\s+(?:also|only|always|never|usually|often|still|then|just|not)$",
                "",
                " ".join(words[:at]),
            )
            if closed and not strong:
                continue
            return subject.strip(" ,"), word.strip(","), " ".join(words[at + 1 :])
    return "", "", ""


def lemma(word: str) -> str:
    for ending, other in (("ies", "y"), ("es", "e"), ("es", ""), ("s", "")):
        if word.endswith(ending) and word[: -len(ending)] + other in VERBS:
            return word[: -len(ending)] + other
    return "have" if word == "has" else word if word in VERBS else ""


def is_subject(name: str) -> bool:
    """Whether a stretch names something that can be asked about."""
    if len(name) > MAX_TOPIC or not re.search(r"[A-Za-z]{2}|^[A-Z]$", name) or PRONOUN.match(name):
        return False
    if re.search(r"[,:;?!|<>=]", name) or _RELATING.search(name):
        return False
    if PREPOSED.match(name):
        return False
    return not re.match(
        r"(?:and|or|but|so|then|if|when|because|that|which|to|it|this|there|they|you|we|these|those|such|its)\b",
        name,
        re.I,
    )


_COMMON = re.compile(r"(?:s|tion|ity|ment|ness|ing|ance|ence|ency|cy|ability|er|or|ship|age)$")


def small(text: str) -> str:
    """The first letter small, unless the word is a name, as far as its shape shows."""
    first, _, rest = text.partition(" ")
    if not rest and not _COMMON.search(first):
        return text  # “Oracle” alone
    if len(first) > 1 and first[1:] != first[1:].lower():
        return text
    if first in ("I",) or (len(first) == 1 and first != "A"):
        return text
    return text[:1].lower() + text[1:]
