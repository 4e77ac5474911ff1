"""Formulas in running text: what between dollar signs is one, and how one reads. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

# Signs that a formula has and prose hasn't: “2^k” and “\alpha” but not “5 and 10”.
_STRONG = re.compile(r"[\\^_=<>{}|≤≥≈→∈]|\w\s*[+*/-]\s*\w|\w\(")
# An amount of money at the beginning: “5 起，” and “3,000 or” but not “5x” and “2 + 2”.
_AMOUNT = re.compile(
    r"\s*\d[\d,]*(?:\.\d+)?\s?(?:[kKmMbB]|[万亿元美])?(?=[\s，。、；,;./~-]|[\u4e00-\u9fff]|\Z)"
)
# A variable of a shell at the beginning: “HOME/a:” and “{HOME}” but not “N” and “{x}”.
_VARIABLE = re.compile(r"\{?[A-Z_][A-Z0-9_]{2,}\}?|\{[A-Za-z_]\w{2,}\}|\(")
# A few names and numbers, which may be a formula of their own: “x, y” but not “一”.
_PLAIN = re.compile(r"[A-Za-z0-9'()\[\]α-ωΑ-Ω%!. ,:-]{1,24}")
_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_TEXT = re.compile(r"\\(?:text|mathrm|mbox|operatorname)\s*\{[^{}]*\}")
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")

MOST = 2000
"""Characters of a formula inside a line."""


def is_formula(content: str, before: str = "", after: str = "") -> bool:
    """Whether what stands between two dollar signs is a formula: prices and shell variables aren't.

    `before` and `after` are the characters around the signs.
    """
    bare = _TEXT.sub("t", content)
    inner = bare.strip()
    if not inner or len(content) > MOST or after.isdigit():
        return False
    if bare[0].isspace() != bare[-1].isspace():
        return False
    strong = bool(_STRONG.search(inner))
    if _AMOUNT.match(bare) and not re.search(r"[\\^_={}]", bare):
        return inner.replace(".", "").isdigit() and not before.isalnum()
    if (after.isalpha() or after in "{_") and after and _VARIABLE.match(inner) and "\\" not in bare:
        return False
    if "\\" in inner or re.search(r"[\w)}][\^_][\w{(+-]", inner):
        return True
    if len(_WORDS.findall(inner)) >= 4:
        return False
    if strong:
        return True
    if _CJK.search(inner) or (after.isascii() and after.isalnum()):
        return False
    return bool(_PLAIN.fullmatch(inner)) and inner[-1] not in ",:-" and len(inner.split()) <= 3


# Where a formula may stand in a text: “$x$”, “\(x\)” but not “5”.
_FORMULA = re.compile(
    r"(?<!\\)\$\$(?P<double>[^$]+)\$\$|(?<![\\$])\$(?P<dollar>[^$\n]+)(?=\$(?!\$))"
    r"|\\\((?P<round>(?:[^\\\n]|\\[^)(\n])*)\\\)|\\\[(?P<square>(?:[^\\]|\\[^\][])*)\\\]"
)


def formula_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of the formulas in a text, with their signs, in order."""
    found: list[tuple[int, int]] = []
    at = 0
    while match := _FORMULA.search(text, at):
        start, end = match.span()
        if match["dollar"] is None:
            found.append((start, end))
            at = end
        elif is_formula(match["dollar"], text[max(start - 1, 0) : start], text[end + 1 : end + 2]):
            found.append((start, end + 1))
            at = end + 1
        else:
            at = start + 1
    return found


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    rows = resources.files(__package__).joinpath("tex_symbols.tsv").read_text("utf-8").split("\n")
    return dict(row.split("\t", 1) for row in rows if row and not row.startswith("#"))


# Commands that only say how something looks, with an argument that stays.
_DRESS = re.compile(
    r"\\(?:text(?:bf|it|rm|tt)?|math(?:rm|bf|bb|cal|it|sf|scr|frak|tt)|boldsymbol|bm|operatorname\*?|mbox"
    r"|hat|widehat|bar|overline|underline|vec|tilde|widetilde|dot|ddot|boxed|underbrace|overbrace)\s*"
    r"(?=\{|[A-Za-z0-9\\])"
)
# Commands that print nothing.
_NOTHING = re.compile(
    r"\\(?:displaystyle|textstyle|scriptstyle|limits|nolimits|left|right|bigg?[lrm]?|Bigg?[lrm]?|nonumber)"
    r"(?![A-Za-z])\.?|\\(?:tag|label|begin|end|color|hspace|vspace)\*?\s*\{[^{}]*\}(?:\{[lcr|]+\})?"
)
_SPACE = re.compile(r"\\(?:[,;:!> ]|quad|qquad|enspace)(?![A-Za-z])|~|(?<!\\)&")
_FRACTION = re.compile(r"\\[dtc]?frac\s*(\{[^{}]*\}|\w)\s*(\{[^{}]*\}|\w)")
_ROOT = re.compile(r"\\sqrt\s*(?:\[([^\]]*)\])?\s*(\{[^{}]*\}|\w)")
_BINOMIAL = re.compile(r"\\[dt]?binom\s*(\{[^{}]*\})\s*(\{[^{}]*\})")
_SCRIPT = re.compile(r"([\^_])\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
# What needs no brackets around it: “x_1” and “P(B)” but not “a+b”.
_ONE = re.compile(r"[+-]?[\w.′*]+(?:\([^()]*\))?")
_DEPTH = 8


@lru_cache(maxsize=4096)
def formula_text(tex: str) -> str:
    """A formula as it would be typed without TeX: `\\frac{a}{b} \\le 2^{k}` is `a/b ≤ 2^k`.

    What it says stays: powers, indices, numbers and names. What only says how it looks goes.
    """
    text = tex.replace("\\\\", "\n")
    text = _SPACE.sub(" ", _NOTHING.sub(" ", text))
    text = _COMMAND.sub(_symbol, _DRESS.sub("", text.replace("\\{", "\x01").replace("\\}", "\x02")))
    for _ in range(_DEPTH):  # from the innermost braces outwards
        before = text
        text = _FRACTION.sub(lambda match: f"{_whole(match[1])}/{_whole(match[2])}", text)
        text = _ROOT.sub(lambda match: f"{match[1] or ''}√{_whole(match[2])}", text)
        text = _BINOMIAL.sub(lambda match: f"C({match[1][1:-1]}, {match[2][1:-1]})", text)
        text = _SCRIPT.sub(_script, text)
        text = re.sub(r"(?<![\^_])\{([^{}]*)\}", _unbraced, text)
        if text == before:
            break
    text = text.replace("\x01", "{").replace("\x02", "}").replace("\\|", "‖")
    text = re.sub(r"\\([#$%&_,;:! ])", r"\1", text)
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _symbol(match: re.Match[str]) -> str:
    name = match[1]
    if name in ("frac", "dfrac", "tfrac", "cfrac", "sqrt", "binom", "dbinom", "tbinom"):
        return match[0]
    sign = _symbols().get(name)
    if sign is not None:
        return sign
    before = match.string[match.start() - 1 : match.start()]
    return f" {name}" if before.isalnum() else name


def _script(match: re.Match[str]) -> str:
    """A power or an index: `2^10`, `x_ij`, but `e^(ix)`."""
    own = match[2].strip()
    if match[1] == "^" and len(own) > 1 and not own.lstrip("+-").isdigit():
        return f"^{own}" if own.startswith("(") and own.endswith(")") else f"^({own})"
    return match[1] + _whole(own)


def _unbraced(match: re.Match[str]) -> str:
    """An argument of a command that is still to be read keeps its braces."""
    before = match.string[: match.start()].rstrip()
    if re.search(
        r"\\(?:[dtc]?frac|sqrt(?:\[[^\]]*\])?|[dt]?binom)(?:\s*(?:\{[^{}]*\}|\w))?\Z", before
    ):
        return match[0]
    return match[1]


def _whole(braced: str) -> str:
    """What was in braces, in brackets unless it is one thing."""
    own = braced.strip()
    own = own[1:-1].strip() if own.startswith("{") and own.endswith("}") else own
    return own if _ONE.fullmatch(own) or (own.startswith("(") and own.endswith(")")) else f"({own})"
