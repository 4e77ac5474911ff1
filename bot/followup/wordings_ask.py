"""The wordings that questions are put in without a language model. Data; see `wordings`."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.question import Language

Wordings = Mapping[Language, tuple[str, ...]]

ASKING: dict[str, Wordings] = {
    "first": {
        "zh": ("我们开始吧。{question}", "先来第一题。{question}", "那就从这里开始：{question}"),
        "en": (
            "Let's begin. {question}",
            "Here is the first one. {question}",
            "To start with: {question}",
        ),
    },
    "ask": {
        "zh": (
            "下一题。{question}",
            "我们换个话题。{question}",
            "接着问你：{question}",
            "好，再来一题。{question}",
            "那么，{question}",
        ),
        "en": (
            "Next one. {question}",
            "Let's move on. {question}",
            "Here is another: {question}",
            "All right, the next question. {question}",
            "Now then: {question}",
        ),
    },
    "last": {
        "zh": ("最后一题。{question}", "还剩一题：{question}", "用这一题收尾：{question}"),
        "en": (
            "The last one. {question}",
            "One question left: {question}",
            "To finish: {question}",
        ),
    },
    "review": {
        "zh": ("{question}", "复习一题：{question}", "还记得吗？{question}"),
        "en": ("{question}", "One to review: {question}", "Do you still remember? {question}"),
    },
    "translated": {
        "zh": (
            "你的笔记里问：“{question}”请用中文回答。",
            "请用中文说说笔记里的这个问题：“{question}”",
            "笔记是英文的，用中文答就行：“{question}”",
        ),
        "en": (
            "Your notes ask: “{question}” Please answer in English.",
            "In English, please. The question in your notes is: “{question}”",
            "This one is from a Chinese note; English will do: “{question}”",
        ),
    },
}
