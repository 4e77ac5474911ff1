"""Answers that only say the question again. Pure."""

from __future__ import annotations

import re

from bot.language.polarity import denials
from bot.notes.text import (
    sentence_spans,
    words,
)

NEW_SHARE = 0.15
"""A repetition brings no larger share of words of its own than this."""

LEAST_WORDS = 2
"""Words of the question in a repetition that isn't a piece of it to the letter."""

# Questions that can be answered by a word of their own: “是堆还是栈？” but not “堆是什么？”.
_CHOICE = re.compile(
    r"还是|吗|是否|能否|可否|哪(?:一?[个种些者边样层步项]|里|儿)?|谁|几|多[少大久长]|([\u4e00-\u9fff])[不没]\1|有没有"
    r"|\bor\b|\bwhich\b|\bwho\b|\bhow\s+(?:many|much|long)\b"
    r"|^\s*(?:is|are|was|were|do|does|did|can|could|will|would|should|must|has|have)\b",
    re.IGNORECASE | re.MULTILINE,
)
# What makes a sentence a question: “堆是什么” but not “堆是树”.
_ASKING = re.compile(
    r"[?？]|吗|什么|怎么|如何|为何|为啥|哪|谁|还是|是否|\b(?:what|why|how|which|who|when|where)\b",
    re.I,
)


def chooses(question: str) -> bool:
    """Whether a question can be answered with words of its own: yes or no, this or that."""
    return bool(_CHOICE.search(question))


def repeated(question: str, answer: str) -> bool:
    """Whether every sentence of an answer says a line of the question again, and none of them
    answers it: what chooses between its alternatives, or denies it, is an answer.

    A question may have several lines: itself, hints, a follow-up.
    """
    lines = [line for line in question.splitlines() if line.strip()]
    sentences = [answer[start:end] for start, end in sentence_spans(answer)]
    return bool(sentences) and all(
        any(_again(line, sentence) for line in lines) for sentence in sentences
    )


def _again(line: str, sentence: str) -> bool:
    own, asked = set(words(sentence, pairs=False)), set(words(line))
    bare = _bare(sentence)
    if not bare:
        return True
    same = bare in _bare(line)
    if own and not same:
        same = len(own - asked) <= NEW_SHARE * len(own) and len(own & asked) >= LEAST_WORDS
    if not same:
        return False
    if denials(sentence) > denials(line):
        return False
    return not chooses(line) or bool(_ASKING.search(sentence))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
