"""Which stretches of a note are no statement about its subject: commands, diary, pointers. Pure."""

from __future__ import annotations

import re

from bot.language.grammar import chinese

# A question: “什么是锁” but not “锁的种类”.
_QUESTION = re.compile(
    r"""
    [?？]|(?:吗|呢|么)$|为什么|你可能|你会问|^(?:是的|不是的|对的|没错)|在哪[里儿]?$|^(?:是否|为何|如何
    |怎么|什么是|哪些)|(?:是什么|为什么|怎么办)$
    """,
    re.VERBOSE,
)
# What the author went through: “折腾了很久” but not “锁会等待”.
_DIARY = re.compile(
    r"""
    我(?!国|们)|[让给帮对向为是跟供]我们|我们(?:[的自这那]|插|先|再)|笔者|本人|个人(?:可以|的?理解|认为|觉得)|[等看]一[会下]|人们总是|猜测|^看(?:能否|是否|看)|搞一[套个]|到时候|自己定义|^准备|很多同学|博主|哈哈|不知道|好像|貌似|感觉|搞不懂|据说|[了的]?[吧呗啦哦噢喔啰囉嘛]$
    |^发现(?=[第了在有]|其实)|一层层|实际查验|经过实际|实际测试|自己这边|实测|试了|折腾|搞定|搞了|新增了|待补充|未完|草稿|今天|昨天|最近|之前看|踩坑|老是|^看着|[加弄搞]个|报错说|[诶嗯]|^(?:我们)?希望|运气|碰巧|偶尔|没有?试过|看看有没有|(?:之类|啥的|什么的)$|^活用|^(?:学|用)好
    |^请(?!求)|\b(?:I|I'm|my|me|we'll|let's)\b
    """,
    re.VERBOSE,
)
# What points at something else on the page: “如下图所示” but not “锁的图书馆”.
_POINTER = re.compile(
    r"""
    ^(?:以上|上述|同上|同理|办法是|前往)|(?:一样|同样)的效果$|本(?:篇|论文|项目|博客|教程)|还是那个|去官网|主要介绍|介绍了|^在?介绍|^如\s?\w+\s?[=＝]|[左右]侧(?:的|就?是|为)|表格中|^从.{2,14}[来去上](?:认识|理解|了解|看)|^(?:先|再)?(?:认识|了解|看看|聊聊|说说|谈谈|讲讲)|如[上下左右]?图|[上下]图|见图|截图|图中|图里|图示|后文|[，（][叫名为]+\s?\w+$|后续会|稍后|这篇|看图|图[A-Z]|图\s?\d|笔记本|如上
    |上[面述文]|下面|(?<!上)下文|如下|以下(?!简称)|本文|本节|这里|此处|前面|后面会|接下来|参见|详见|参考(?!模型|实现|系|帧|值)|转载
    |原文|出处|来源[:：]|(?<!超)链接(?!到|器|库|层)|教程|官方文档|^ref\b|TODO|^(?:图|表)\s?\d|举(?:个)?例|例如[:：]?$
    |^(?:例如|比如|假设|假如)|效果图|示例|(?<!能)(?<!能够)(?<!立即)看到|^[^，]{1,8}->|(?:^.{0,6}|[:：])(?:输出|结果)$|(?:输出|结果)[:：]$|\b(?:see|below|above
    |following|figure)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Rests of code and markup: “</div>” but not “a 和 b”.
_MARKUP = re.compile(
    r"""
    \\[a-zA-Z]{2,}|(?<![A-Za-z])<\w+|</\w|<br|[{}]|\$\$|=>|->\s*\w+\(|^\W*[\w.-]+@|^\s*[$#>]\s|&\w+;|\w\(.*\)\s*;|\b(?!haha|dada|nana)([A-Za-z][\w,]{1,6})\1(?![A-Za-z])
    |;\s*$|（\s*）|(?<![\d.])(?!127\.|0\.0\.0\.0|255\.)\d+\.\d+\.\d+\.\d+|^[A-Za-z\d]+[+*/^=][A-Za-z\d]+，|[为是叫]，|\b(?:my_\w+|my[A-Z]\w+|\w*hello\w*|foo|bar|xxx+)(?![A-Za-z])
    """,
    re.VERBOSE,
)
# A step of an instruction: “点击确定” but not “锁被释放”.
_ORDER = re.compile(
    r"""
    ^(?:请(?!求)|点击|打开|输入|选择|执行|运行|进入|找到|复制|粘贴|下载|登录|访问|再|然后|先|最后
    |接着|等待)|点击|双击|右键|回车|复制粘贴|界面
    """,
    re.VERBOSE,
)
# A sentence full of English names has none of these.
# Signs of a command: “ls -l” but not “列出文件”.
_COMMAND = re.compile(r"(?:^|\s)--?\w|\w/\w|[=|$#;~]")
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


def is_noise(text: str, *, note_chinese: bool) -> bool:
    """Whether plain text is no statement that an answer could be measured by."""
    if _QUESTION.search(text) or _DIARY.search(text) or _POINTER.search(text):
        return True
    if _MARKUP.search(text):
        return True
    return not _is_language(text, note_chinese)


def is_gui_step(text: str) -> bool:
    """“点击右上角”: true, but nobody asks for it."""
    return bool(_ORDER.search(text))


def is_example(label: str) -> bool:
    """Whether a label before a colon announces somebody's example."""
    return bool(re.match(r"(?:举个?例子?|例子?|示例|比如|例如|e\.?g\.?|example)\d?$", label, re.I))


def is_praise(text: str) -> bool:
    """“这一点非常重要”, “X 是一个术语”: nothing is said of the thing itself."""
    return bool(_PRAISE.search(text))


# Praise that says nothing: “索引非常重要” but not “索引加快查询”.
_PRAISE = re.compile(
    r"^[^，]{2,24}(?:十分|非常|很|相当|特别|极其|至关)(?:的?重要|关键|有用|常用|常见|有意思|好用|强大)(?:的\S{0,4})?$"
    r"|^[^，]{2,20}是一[个种][^，]{0,10}(?:术语|概念|名词|话题|说法)$"
)


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


def _is_language(text: str, note_chinese: bool) -> bool:
    """Sentences, not commands, paths or logs."""
    letters = [c for c in text if not c.isspace()]
    if not letters:
        return False
    count = chinese(text)
    if count:
        # A command with a word of Chinese behind it is still a command.
        share = count / len(letters)
        named = count >= 6 and share >= 0.17 and not _COMMAND.search(text)
        return named or (count >= 5 and share >= 0.22) or (count >= 4 and share >= 0.3)
    if note_chinese:
        return False  # quoted from elsewhere, or output
    return sum(c.isalpha() for c in letters) / len(letters) >= 0.7
