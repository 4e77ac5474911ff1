"""A term and the noun it stands before, as in `overlay 网络`: one thing, which notes may lack
though they hold both words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.passage import Passage
from bot.language.grammar import listed, tagged

# A Latin term right before Chinese words: “overlay 网络” but not “网络 overlay”.
_TERM_BEFORE_CHINESE = re.compile(r"([A-Za-z][A-Za-z0-9_.+#/-]*)\s*([\u4e00-\u9fff]+)")
# Where a sentence ends: “完了。又” but not “3.14”.
_SENTENCE_END = re.compile(r"(?<=[。！？；\n])|(?<=[.!?]) ")

# A list of search words puts words side by side that are no compound.
# Signs of a sentence: “内存为什么快” but not “内存 缓存”.
_SENTENCE = re.compile(r"[？?。，,！!]|吗|呢|怎|什么|为何|为什么|哪|如何|多少|几|啥|咋")

# Said of anything: “Metric 含义” is not a kind of meaning.
_OF_ANYTHING = listed(
    """
    含义 意思 意义 区别 差别 原理 原因 作用 用法 方法 方式 办法 流程 步骤 过程 场景 优点 缺点 优势
    劣势 特点 问题 命令 参数 配置 选项 代码 结果 时候 时间 情况 概念 关系 功能 里面 之间 数量
    """
)


def compounds(question: str) -> list[tuple[str, str]]:
    """(term, noun) for every Latin term that a Chinese noun follows, the term in lower case.

    Nouns that are said of anything are left out, and so are questions that are a list of words.
    """
    if not _SENTENCE.search(question) and len(question.split()) > 2:
        return []
    found: list[tuple[str, str]] = []
    for match in _TERM_BEFORE_CHINESE.finditer(question):
        word, flag = tagged(match[2])[0]
        if flag.startswith("n") and len(word) > 1 and word not in _OF_ANYTHING:
            found.append((match[1].lower(), word))
    return found


def share_taken_apart(question: str, passages: Sequence[Passage]) -> float:
    """Share of the question's compounds, 0–1, that no passage puts together; 0 without compounds.

    A passage puts a compound together if both words stand in one of its sentences, or both in its
    headings, or one in the headings and the other in the text.
    """
    asked = compounds(question)
    if not asked:
        return 0.0
    read = [_read(passage) for passage in passages]
    unmet = sum(
        not any(_together(term, noun, head, sentences) for head, sentences in read)
        for term, noun in asked
    )
    return unmet / len(asked)


def _read(passage: Passage) -> tuple[str, list[str]]:
    head = f"{passage.title} {' '.join(passage.heading_path)}".lower()
    return head, _SENTENCE_END.split(passage.text.lower())


def _together(term: str, noun: str, head: str, sentences: Sequence[str]) -> bool:
    term_above, noun_above = term in head, noun in head
    return (term_above and noun_above) or any(
        (term_above or term in sentence) and (noun_above or noun in sentence)
        for sentence in sentences
    )
