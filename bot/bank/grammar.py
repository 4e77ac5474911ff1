"""What kind of words a stretch of Chinese or English is made of: enough to tell a statement from a
fragment. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_CJK = re.compile(r"[\u3400-\u9fff]")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|do|did|can|could|may|might|must|will|would|should"
    r"|means?|uses?|needs?|keeps?|holds?|gets?|takes?|makes?|gives?|runs?|reads?|writes?|sends?"
    r"|lets?|shows?|allows?|returns?|stores?|costs?|waits?|blocks?|fails?|works?|stops?|starts?|\w{3,}(?:es|ed|s))\b",
    re.IGNORECASE,
)
# Single characters that jieba counts as verbs but that make no sentence.
_NO_VERBS = frozenset("为在到于即如像被将把对")


@lru_cache(maxsize=1)
def _tagger() -> Any:
    from jieba.posseg import POSTokenizer

    from ingest.lexical import segmenter

    return POSTokenizer(segmenter())


@lru_cache(maxsize=8192)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Words with jieba's part-of-speech flags."""
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
    first, flag = words[0]
    if first in ("将", "把", "给", "让", "为"):
        return any(f.startswith("v") for _, f in words[1:])
    return flag.startswith("v") or first in _ORDERS


_ORDERS = frozenset(
    "启动 停止 重启 安装 卸载 部署 配置 搭建 设置 创建 新建 新增 增加 添加 删除 修改 查看 查询 构建 制作 打包 备份 恢复"
    " 挂载 申请 登录 登陆 提交 开启 关闭 启用 禁用 更换 更新 升级 替换 获取 执行 运行 使用 进入 退出 连接 编辑 编写 生成 导入 导出"
    " 定义 声明 实现 转换 划分 加载 加入 初始化 检查 测试 调试 优化 压缩 裁剪 整理 清理 扩容 缩小 限制 绑定 转发".split()
)


def orders(word: str) -> bool:
    """Whether a word is an action that can be asked for with “怎么…”."""
    return word in _ORDERS
