"""What a section gives signs of: reasons, a mechanism, two sides, conditions, steps. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

from bot.bank.makers.reading import SectionReading

# What goes wrong: “连接超时” but not “连接”.
_TROUBLE = re.compile(
    r"失败|报错|错误|异常|溢出|卡死|超时|丢失|冲突|无法|泄漏|死锁|打不开|不了$"
    r"|\b(?:errors?|fail(?:s|ed|ure)?|crash\w*|timeouts?|leaks?|stuck|not working|denied)\b",
    re.IGNORECASE,
)
# What nobody needs, though it can't be mended like a failure: “缓存雪崩” but not “缓存预热”.
_FAULT = re.compile(
    r"攻击|(?<!依赖)注入|劫持|污染|雪崩|穿透|击穿|脑裂|倾斜|抖动|饥饿|拥塞|幻觉|漂移|爆炸|消失|失效|失控|越权"
    r"|风险|陷阱|误区|误解|毛病|坏处|缺点|隐患|漏洞|过拟合|粘包|碎片|问题$|坑$|坑[：:]|不[一可够足对到上了]|没了|卡住|变慢"
    r"|\b(?:attacks?|pitfalls?|risks?|problems?|issues?|vulnerabilit\w+|mistakes?|conflicts?|deadlocks?|traps?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cues:
    """How often a section says what is a sign of something."""

    section: SectionReading

    @cached_property
    def counts(self) -> dict[str, int]:
        """For each of `cues()` how often its words are said."""
        text = self.section.body.text
        return {name: len(pattern.findall(text)) for name, pattern in cues().items()}

    def defines(self, name: str) -> bool:
        """Whether the section says what the thing is: “X 是…”, “X: …”, “An X is …”."""
        return bool(defining(name).search(self.section.body.text))

    def trouble(self, name: str) -> bool:
        """Whether a name tells what goes wrong."""
        return bool(_TROUBLE.search(name))

    def fault(self, name: str) -> bool:
        """Whether a name tells what is feared or suffered, and so is never needed."""
        return bool(_FAULT.search(name))


def cue_count(name: str, text: str) -> int:
    """How often a text has the words of one of `cues()`."""
    return len(cues()[name].findall(text))


@lru_cache(maxsize=1)
def cues() -> dict[str, re.Pattern[str]]:
    """For each sign what is said for it in either language, from `cues.tsv`."""
    text = resources.files(__package__).joinpath("cues.tsv").read_text("utf-8")
    said: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, language, words = line.split("\t")
            said.setdefault(name, {})[language] = words
    return {
        name: re.compile(rf"{both['zh']}|\b(?:{both['en']})\b", re.IGNORECASE | re.MULTILINE)
        for name, both in said.items()
    }


@lru_cache(maxsize=4096)
def defining(name: str) -> re.Pattern[str]:
    """Finds where a text says what the thing with this name is."""
    called = r"\s*".join(re.escape(part) for part in name.split())
    return re.compile(
        rf"{_BEFORE}{called}(?:s|es)?\s*{_BRACKETS}[”\"]?\s*，?{_SAYS}", re.IGNORECASE
    )


# What stands before a name that is defined, and behind it: “锁：…”, “A lock is …” but not “加锁”.
_BEFORE = r"(?:^|[，。；：\n“（(.;]\s*|\b(?:an?|the)\s+)"
_BRACKETS = r"(?:[（(][^）)\n]*[）)])?\s*"
_SAYS = (
    r"(?:[：:]|—|就?是(?!否)|即|指|又称|也称|称为|主要?用[于来]"
    r"|\s(?:is|are|refers? to|means)\b(?!\s+not\b))"
)
