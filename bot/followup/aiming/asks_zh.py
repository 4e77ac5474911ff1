"""What a Chinese predicate is asked with: the words behind the subject -> a question. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.language.grammar import listed, tagged

_SHORT = r"[^，。；、]"
_LONG_UNITS = r"毫秒|微秒|秒钟?|分钟|小时|天|周|个月|年|ms|s|min|h"
_UNITS = (
    r"次|个|层|位|张|条|份|种|步|字节|倍|台|页|行|字|元|度|人|级|类|块|组|名|维|KB|MB|GB|TB|%|％"
)
_NUMBER = re.compile(
    rf"^(?P<before>{_SHORT}{{0,6}}?)(?<![A-Za-z0-9_.+\-])(?:约|大约|近)?\s*"
    rf"(?:\d[\d.,]*(?:\s*[-~–到至]\s*\d[\d.,]*)?"
    rf"|[两二三四五六七八九十百千万]+(?=\s*(?:{_LONG_UNITS}|{_UNITS})))\s*"
    rf"(?P<unit>{_LONG_UNITS}|{_UNITS})?(?![A-Za-z0-9_.])"
    rf"(?P<after>[\u4e00-\u9fff]{{0,6}})(?=$|[，。；、 ])"
)

_ACTED = "{s}{v}什么？"
"""Asked with the verb of the note itself."""
_RULES: tuple[tuple[str, str], ...] = (
    (r"(?:就是|是|即)?(?:因为|由于)", "为什么{s}？"),
    (r"(?:是)?(?:用来|用于|用以)|是为了", "{s}用来做什么？"),
    (r"负责", "{s}负责什么？"),
    (r"(?:是)?由.+(?:组成|构成)", "{s}由什么组成？"),
    (
        r"(?:是)?由(?P<x>.{1,14}?)(?:来|负责|统一|直接)?(?P<v>[\u4e00-\u9fff]{2}(?:的|了)?)$",
        "{s}由谁来{v}？",
    ),
    (r"(?:是)?由(?!它|自己|此|于)", "{s}由谁负责？"),
    (r"(?:主要|可以?)?(?:分为|分成|划分为|划分成)", "{s}分为哪几种？"),
    (r"(?:主要)?(?:包括|包含|涵盖|涉及)", "{s}包括哪些？"),
    (r"(?:指的是|是指|指(?![定向过出明着])|意味着|意思是)", "{s}是什么意思？"),
    (r"表示|代表", "{s}表示什么？"),
    (r"(?:称为|叫做|叫作|叫|称作|称之为)", "{s}叫什么？"),
    (r"等于|相当于|等价于", "{s}相当于什么？"),
    (r"对应", "{s}对应什么？"),
    (r"属于", "{s}属于什么？"),
    (r"位于|存[放储]?[于在]", "{s}在哪里？"),
    (r"(?:多|常)?见于|(?:更|最)?适[合用]于?|用在", "{s}适合用在什么地方？"),
    (r"取决于|依赖于?|来自|源于|基于|支持|继承|监听|专注于?|着重于", "{s}{w}什么？"),
    (r"(?:是)?从.+(?:降|变|升|减|增|扩|缩|改)", "{s}会怎么变化？"),
    (r"按照?|根据|依据", "{s}按什么来定？"),
    (
        r"(?:使用|采用|利用|借助|通过|用|靠|凭借|依靠)(?P<x>.{1,24}?)(?:来|去|进行)",
        "{s}是怎么做到的？",
    ),
    (r"(?:使用|采用|利用|借助|运用)", "{s}用的是什么？"),
    (r"是?(?:通过|用|靠|凭借|依靠)", "{s}靠的是什么？"),
    (r"会?(?:将(?!会|要|被)|把)", "{s}会做什么？"),
    (r"(?:会)?(?:被)", "{s}会被怎么处理？"),
    (r"比(?P<x>[^，。更]{2,12}?)(?:更|还|要|快|慢|大|小|高|低|多|少)", "{s}和{x}相比怎么样？"),
    (r"(?:没有|没)(?=[减增变改下上]|发生|任何变)", "{s}会怎么样？"),
    (r"只(?:能|支持|允许)", "{s}有什么限制？"),
    (r"(?:不支持|不能|无法|不可以?|没法|不允许|缺少|缺乏)", "{s}有什么限制？"),
    (r"(?:都|就|全)?(?:没了|丢了|坏了)", "{s}会怎么样？"),
    (r"没有?", ""),
    (r"要(?=[少多快慢大小高低好][^，。]?$)", "{s}怎么样？"),
    (r"(?:必须|应该?|应当|不要|不应|不得|最好|要|得|须)", "{s}有什么要求？"),
    (r"需要?(?!求)(?=[\u4e00-\u9fffA-Za-z])", "{s}需要什么？"),
    (r"容易|不易|难以", "{s}容易出什么问题？"),
    (r"可能", "{s}可能会怎么样？"),
    (r"(?:可以?|能够?|允许)(?:用来|用于)?(?:避免|防止|解决)", "{s}能解决什么问题？"),
    (r"(?:可以|可|能够?|会)(?:变?得?(?:更|很|较)|变|[大小快慢高低长短]$)", "{s}会怎么样？"),
    (r"(?:可以?|能够?|允许|可)(?!能)", "{s}能做什么？"),
    (r"(?:不?会|将会?)", "{s}会怎么样？"),
    (r"(?:具有|拥有|有着|有)(?P<x>自己|独立|单独|专门|专用|各自|良好|不同)的", "{s}有{x}的什么？"),
    (r"(?:有)(?:很多|多种|许多|不少|一些|待)", ""),
    (r"(?:具有|拥有|有着|有)", "{s}有什么？"),
    (r"(?:避免|防止|解决|缓解|消除)", "{s}能解决什么问题？"),
    (r"(?:导致|造成|引起|带来|引发|产生)", "{s}会带来什么？"),
    (
        r"(?:提高|提升|降低|减少|减缓|加速|增加|增强|改善|优化|简化|使得?|让|令|影响|保证|确保|保障|促进)",
        "{s}有什么作用？",
    ),
    (r"是一[种个类套]\S{1,20}的(?P<x>[\u4e00-\u9fff]{2,4})$", "{s}是一种什么样的{x}？"),
    (r"对(?P<x>[^，。对]{2,14}?)(?:独立|分别|自动|统一|直接|同时)?进行", "{s}会对{x}做什么？"),
    (r"是[^，。一]{1,8}的$", "{s}是什么样的？"),
    (r"是", "{s}是什么？"),
    (r"为", "{s}是什么？"),
    (
        r"在(?![这该此那])(?P<x>.{1,14}?)(?:[中里上下内])(?:都|也|会|能)?(?P<v>[\u4e00-\u9fff]{2}|得到.{2,6})$",
        "{s}在哪里{v}？",
    ),
    (
        r"(?:存储|保存|记录|存放|缓存|返回|接收|发送|输出|输入|处理|检查|保护|限制|决定|提供|实现|管理|维护|描述|判断|指定"
        r"|创建|生成|共享|控制|执行|验证|收集|读取|写入|监控|计算|传递|转发|定义|替换|选择|关注|隔离|封装|代替|预测"
        r"|引入|连接|匹配|更新|修改|删除|保留|丢弃|等待|暴露|观察|要求|强调|建议|占用?|存|读|写|查|收|发)(?=[^的了完好在到于成为]|了.)",
        _ACTED,
    ),
)
_COMPILED = tuple((re.compile(rf"^(?:{pattern})"), form) for pattern, form in _RULES)


_BY_MEANS = re.compile(r"(?:使用|采用|利用|借助|通过|用|靠|凭借|依靠)(?!于|来|以)")
_PLACED = re.compile(r"^(?P<place>在.{2,14}?[中里上下内时])(?:就|也|都|只|才)*(?P<rest>.{2,})$")
_MEASURE = re.compile(
    r"(?:复杂度|大小|长度|时间|次数|比例|比率|端口号|数量|个数|上限|下限|阈值|默认值|有效期|精度|宽度|高度|速度|频率)$"
)
_COMPLEMENTS = "时后前太很更最的了完好不到在于过着成起下给出上得，。 "
_EMPTY = listed(
    """
    进行 得到 成为 没有 以为 认为 说明 觉得 变成 起来 出现 发生 开始 继续 看到 知道 想要 获得 达到
    做到 看起来 遇到 需要 操作 认证 适合 同步 存在 失效 成功 失败 结束 完成 允许 支持
    """
)


def asks_of(subject: str, predicate: str, verb: str, *, own: bool = True) -> str:
    """A question for the predicate of a subject; empty if nothing is known of its kind.

    `own`: the subject stands before it, it is not only a label; then any verb will do.
    """
    if subject == "它" and _BY_MEANS.match(predicate):
        return "这里用的是什么办法？"
    predicate = re.sub(r"^(?:就|便|只|其实|正|也|都)(?=是)", "", predicate)
    if number := _number(subject, predicate):
        return number
    if subject != "它" and (taken := _taken(predicate)):
        return f"{subject}会把{taken}怎么处理？"
    if _MEASURE.search(subject) and re.match(r"是|为|等于|默认", predicate):
        return f"{subject}是多少？"
    for pattern, form in _COMPILED:
        if found := pattern.match(predicate):
            if form == _ACTED and (subject == "它" or not found.group().startswith(verb)):
                return ""  # an order, or half of another word
            slots = {"s": subject, "w": found.group(), "x": "", "v": found.group(), **_given(found)}
            return form.format_map(slots)
    if re.match(r"^(?:不(?!是|再)|很|较|更|非常|比较|太|最)", predicate):
        return f"{subject}{'相比' if re.search('[和与]', subject) else ''}怎么样？"
    if found := _PLACED.match(predicate):
        asked = asks_of("", found["rest"], "")
        if asked and not asked.startswith(("有什么？", "是什么？")):
            return subject + found["place"] + asked
    if len(verb) == 2 and verb[-1] in "在于" and subject and tagged(verb)[0][1] == "v":
        return f"{subject}{verb}{'哪里' if verb[-1] == '在' else '什么'}？"
    after = predicate[len(verb) :]
    if (
        own
        and subject not in ("", "它")
        and len(verb) == 2
        and len(after) > 1
        and after[0] not in _COMPLEMENTS
        and verb not in _EMPTY
    ):
        return f"{subject}{verb}什么？" if tagged(verb)[0][1] == "v" else ""
    return ""


def _taken(predicate: str) -> str:
    """What is done something with: “把单子送到……”; empty if it can't be told from the verb."""
    if not re.match(r"会?(?:把|将(?!会|要|被))", predicate):
        return ""
    taken, named = "", False
    for (word, flag), (after, _) in pairwise([*tagged(predicate.removeprefix("会")[1:]), ("", "")]):
        if not taken and flag in ("v", "d"):
            return ""
        if named and flag in ("v", "p", "d", "nz", "f") and "的" not in (word, after, taken[-1:]):
            return taken.strip() if len(taken.strip()) > 1 else ""
        if word.strip() and word in "，。；：、":
            return ""
        taken += word
        named = flag[0] == "n" or flag in ("eng", "vn") or (named and not word.strip())
    return ""


def _given(found: re.Match[str]) -> dict[str, str]:
    return {name: text.strip() for name, text in found.groupdict().items() if text}


def _number(subject: str, predicate: str) -> str:
    """“默认保留 30 分钟” -> “默认保留多久”."""
    found = _NUMBER.match(predicate)
    if not found or re.search(r"[的第一到从]$|[从张]|在.", found["before"]):
        return ""
    unit, before, after = found["unit"] or "", found["before"].strip(), found["after"]
    if re.fullmatch(_LONG_UNITS, unit) and not after:
        return f"{subject}{before}多久？"
    if unit in ("%", "％") or unit.isascii():
        return f"{subject}{before}多少？"
    return f"{subject}{before}多少{unit}{after}？"
