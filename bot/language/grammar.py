"""What kind of words a stretch of Chinese or English is made of: enough to tell a statement from a
fragment. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# A Chinese character: “a中” but not “a”.
_CJK = re.compile(r"[\u3400-\u9fff]")
# An English verb, or a form that may be one: “it uses locks” but not “a fast lock”.
_VERB = re.compile(
    r"""
    \b(?:is|are|was|were|be|been|has|have|had|does|do|did|can|could|may|might|must|will|would
    |should|means?|uses?|needs?|keeps?|holds?|gets?|takes?|makes?|gives?|runs?|reads?|writes?
    |sends?|lets?|shows?|allows?|returns?|stores?|costs?|waits?|blocks?|fails?|works?|stops?
    |starts?|\w{3,}(?:es|ed|s))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Single characters that jieba counts as verbs but that make no sentence.
_NO_VERBS = frozenset("为在到于即如像被将把对")


def listed(words: str) -> frozenset[str]:
    """The words of a list written over several lines."""
    return frozenset(words.split())


@lru_cache(maxsize=1)
def _tagger() -> Any:
    from jieba.posseg import POSTokenizer, dt

    from bot.notes.text import (
        segmenter,
    )

    # jieba has read its table of tags while it was imported: reading it again takes a third of a
    # second.
    tagger = POSTokenizer.__new__(POSTokenizer)
    tagger.tokenizer, tagger.word_tag_tab = segmenter(), dt.word_tag_tab
    return tagger


def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Words with jieba's part-of-speech flags."""
    # Stretches of one sentence share their clauses, and tagging is what takes the time.
    return tuple(pair for part in _PARTS.split(text) if part for pair in _tagged(part))


# What stands between words: “a, b” but not “a.b”.
_PARTS = re.compile(r"([^\u4e00-\u9fffA-Za-z0-9+#&._]+)")


@lru_cache(maxsize=16384)
def _tagged(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((pair.word, pair.flag) for pair in _tagger().cut(text))


def chinese(text: str) -> int:
    """How many Chinese characters."""
    return len(_CJK.findall(text))


def has_predicate(text: str) -> bool:
    """Whether a text says something of something, as far as its words show."""
    if not chinese(text):
        return len(text.split()) >= 4 and bool(_VERB.search(text))
    return any(
        (flag in ("v", "vd", "vi", "a", "i", "l", "vshi", "vyou", "z") and word not in _NO_VERBS)
        or (flag == "vn" and place > 0)
        for place, (word, flag) in enumerate(tagged(text))
    )


def starts_with_verb(text: str) -> bool:
    """Whether a heading says what to do: “查看网关”, “将镜像写入光盘”."""
    words = [(word, flag) for word, flag in tagged(text) if word.strip()]
    if len(words) < 2:
        return False
    first, second = words[0][0], words[1][0]
    if first in ("将", "把", "给"):
        return any(flag.startswith("v") for _, flag in words[1:])
    if re.search(
        r"(?:后|前|时|说明)$|的(?:参数|方法|命令|说明|流程|好处|区别|原理|问题|方式|步骤|条件|过程|时机)$",
        text,
    ):
        return False
    if len(words) == 2 and second in _WAYS:
        return False  # “恢复方式” is a thing
    if re.search(r"(?:官网|网站|网页地址|页面|控制台|申请流程|文本框)$", text):
        return False  # a walk through somebody's pages
    if first not in _ORDERS or second in ("的", "与", "和", "及", "后", "时", "器"):
        return False
    # “配置文件”, “执行计划” are things.
    return not (first in _BOTH and len(words) == 2 and second in _THINGS)


def does(text: str) -> bool:
    """Whether a text begins with a verb, of whatever kind: “拥有缓存”."""
    words = tagged(text)
    return len(words) > 1 and words[0][1] == "v" and len(words[0][0]) > 1


def is_order(text: str) -> bool:
    """Whether a text is an action and no more: “挂载”."""
    return text in _ORDERS


def is_noun_phrase(text: str) -> bool:
    """Whether a text can be the name of a thing, by the kinds of its words."""
    words = [(word, flag) for word, flag in tagged(text) if re.search(r"\w", word)]
    if not words:
        return False
    for place, (word, flag) in enumerate(words):
        # “不可变对象” is a name.
        if (word in _NEVER and f"{word}可" not in text) or flag in ("ul", "uz", "y"):
            return False
        # “指纹登录手机” says what is done.
        # “缓存更新策略” does not.
        of_way = words[-1][0] in _WAYS and words[0][1][0] in "ne"
        middle = 0 < place < len(words) - 1 and not of_way
        if middle and flag == "v" and word in _ORDERS and word not in _BOTH:
            return False
    last, flag = words[-1]
    if len(words) == 1 and flag in ("a", "d", "z"):
        return False  # “最佳”
    if flag == "v" and chinese(text) > 8:
        return False
    return flag[0] in "nvaxjlbsgkimtqfz" or flag in ("eng",) or last.isascii()


def names_first(text: str) -> bool:
    """Whether a clause begins with the thing it is about."""
    words = [(word, flag) for word, flag in tagged(text) if word.strip()]
    if len(words) < 2:
        return False
    word, flag = words[0]
    return (
        flag[0] == "n"
        or flag == "eng"
        or word in ("每个", "每", "所有", "各", "整个", "任何", "一个")
    )


# A verb in the middle that something is done to: “容器提供隔离” but not “提供隔离”.
_NEVER = listed(
    """
    是 要 应该 可以 能够 能 不能 需要 一定 没有 有 进行 用来 不 没 都 也 就 还 很 太 非常 已经
    如何 为了 这 那 它 他 我 你 你们 我们 自己 某 一个 总之 以及 之 怎么 认识 阅读 了解 拥有 学会
    看 让 使 被 来 再 先 只 只改 然后 一般 主要 适当 根据 对于 关于
    """
)
_BOTH = listed(
    """
    配置 设置 测试 执行 运行 启动 备份 加载 限制 绑定 优化 定义 声明 转换 部署 管理 压缩 安装
    使用 实现 控制 处理 检查 连接 初始化 生成
    """
)
_WAYS = listed("方式 方法 原理 机制 策略 经验 指南 条件 流程 步骤 逻辑 规则 过程")
_THINGS = listed(
    """
    文件 流程 方式 说明 问题 原理 机制 工具 命令 条件 环境 计划 算法 策略 方案 项 器 时间 脚本
    参数 模式 类型 经验 指南 池 步骤 方法 目录 模型 函数 数据 日志
    """
)


_ORDERS = listed(
    """
    启动 停止 重启 安装 卸载 部署 配置 搭建 设置 创建 新建 新增 增加 添加 删除 修改 查看 查询
    构建 制作 打包 备份 恢复 挂载 申请 登录 登陆 提交 开启 关闭 启用 禁用 更换 更新 升级 替换
    获取 执行 运行 使用 进入 退出 连接 编辑 编写 生成 导入 导出 选择 解决 避免 防止 保证 判断
    控制 提高 降低 减少 处理 定义 声明 实现 转换 划分 加载 加入 初始化 检查 测试 调试 优化 压缩
    裁剪 整理 清理 扩容 缩小 限制 绑定 转发
    """
)
