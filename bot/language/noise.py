"""Which stretches of a note are no statement about its subject: commands, diary, pointers. Pure."""

from __future__ import annotations

import re

from bot.language.grammar import chinese

# A step of an instruction: “点击确定” but not “锁被释放”.
_ORDER = re.compile(
    r"""
    ^(?:请(?!求)|点击|打开|输入|选择|执行|运行|进入|找到|复制|粘贴|下载|登录|访问|再|然后|先|最后
    |接着|等待)|点击|双击|右键|回车|复制粘贴|界面
    """,
    re.VERBOSE,
)
# Said to a language model: somebody's prompt, kept in a listing.
# Somebody is spoken to: “请帮我写” but not “请求头”.
_ADDRESS = re.compile(r"请(?!求)|你是|你现在|假设你|帮我|\byou\b", re.IGNORECASE)
_LINE_CHARS = 150
# A prompt: “你的任务是翻译” but not “任务队列”.
_PROMPT = re.compile(
    r"我希望你|请你|你的任务|你是一[个名位]|你需要扮演|扮演|请帮我|请将|回复我"
    r"|\b(?:I want you to|You are an?|Your task|you will|act as)\b",
    re.IGNORECASE,
)
# A label that says how its line is meant, not what it is about: “注意事项” but not “事务隔离”.
_ASIDE_LABELS = re.compile(
    r"""
    ^(?:\S*包括|(?:由于|因为|如果|当|除非).*|有的话|没有的话|否则|要注意的|注意点|注意事项|做法|办法|解决办法|几种\S*|有\S种\S*|\S*结论是?|答案是|记住
    |关键(?:是|在于)?|(?:值得|需要)?注意|注|提示|备注|附|例如|比如|举例|例|说明|结论|总结|答|解|逐个解释|解释|解读|拆解|细节|ps|note|notes
    |tip|warning|example|e\.?g\.?|即|其中|另外|因此|所以|这里|结果|输出|一句话|简单说|也就是说
    |补充|背景|推荐|参考|ref|计划|思路|情况|尝试|现象|需求|目标|步骤|流程|原文|总的来说)[一二三四\d]?$
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_gui_step(text: str) -> bool:
    """“点击右上角”: true, but nobody asks for it."""
    return bool(_ORDER.search(text))


def is_aside(label: str) -> bool:
    """Whether a label before a colon names no subject."""
    return bool(_ASIDE_LABELS.match(label.strip("*：: ")))


def prompt_signs(text: str) -> int:
    """How often a text speaks to a language model."""
    return len(_PROMPT.findall(text))


def is_prose(listing: str) -> bool:
    """Whether what stands in a code block is Chinese text that was pasted there."""
    letters = re.sub(r"\s", "", listing)
    count = chinese(letters)
    short = all(len(line) <= _LINE_CHARS for line in listing.split("\n"))  # longer: a quotation
    return short and count >= 30 and count >= 0.6 * len(letters) and not _ADDRESS.search(listing)
