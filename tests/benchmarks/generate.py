"""Makes notes of any number: `python tests/benchmarks/generate.py FOLDER --chunks 1000`.

The notes read like technical notes in Chinese with English terms, and mean nothing. What matters
for a search engine is as in real ones: some 6,000 terms whose frequencies follow Zipf's law, notes
that keep to a subject, sections long and short, lists and code. Questions come with the section
that they were made for. The same seed gives the same notes; the first notes of a large set are
those of a small one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, product
from pathlib import Path
from random import Random

SECTIONS = 12
"""Of a note; the last one may have fewer."""

LONG = 12
"""One section in so many is too long for one chunk and gives two."""

SUBJECT = 24
"""Terms that a note comes back to; half of its terms are of these."""

FLATTEN = 6.0
"""Mandelbrot's constant: a frequency is as 1 / (rank + FLATTEN)."""


def listed(words: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(words.split())


QUALITIES = listed("""
异步 同步 增量 全量 分片 分区 冷热 多级 本地 远程 只读 可写 有序 无锁 乐观 悲观 持久 临时 动态
静态 加权 双向 单向 嵌套 批量 流式 惰性 预先 压缩 加密 虚拟 物理 逻辑 主从 对等 集中 分散 弹性
固定 共享 独占 隔离 默认 备用 跨域 内存 磁盘 网络 线程 进程 内核 用户 租户 版本 时间 事务
""")
THINGS = listed("""
快照 日志 索引 缓存 队列 连接 会话 锁表 路由 网关 代理 镜像 容器 节点 副本 分支 指针 页表 栈帧
堆块 句柄 信号 中断 调度 抢占 轮询 回调 迭代 序列 校验 签名 令牌 密钥 证书 握手 重试 超时 限流
熔断 降级 回滚 提交 合并 拆分 迁移 扩容 压测 监控 告警 追踪 采样 量化 向量 权重 梯度 损失 激活
注意 解码 编码 切分 召回 排序 过滤 聚合 窗口 水位 屏障 心跳 选举 仲裁 租约 配额 策略
""")
HEADS = listed("""
async shard cache page lock queue stream batch token graph index proxy route lease quorum delta
merge heap stack frame socket mutex event cursor buffer vector tensor kernel prefix replica
tenant ledger bloom trie radix spill
""")
TAILS = listed("""
router pool tree table ring fence guard probe writer reader loader planner watcher scanner
splitter mapper bucket window counter journal daemon filter broker resolver encoder decoder
sampler tracker limiter balancer barrier snapshot registry scheduler collector mirror
""")
VERBS = listed("""
影响 决定 依赖 替换 触发 阻塞 绕过 等待 唤醒 校正 复制 丢弃 放大 抵消 覆盖 限制 通知 保护 重建
预热 回收 推迟 合并 拆开 映射 登记 撤销 续期 压低 抬高 拖慢 加快 标记 扫描 比对 汇总 转发 记录
探测 冻结
""")
STATES = listed("""
变慢 失效 抖动 溢出 倾斜 滞后 翻倍 归零 堆积 泄漏 不一致 可预测 更稳定 更省内存 更难排查 接近常数
与规模成正比 只发生一次 在重启后消失 因机器而异
""")
SENTENCES = (
    "{0}会先{v}{1}，再由{2}统一收尾。",
    "没有{0}的时候，{1}往往{s}，排查要从{2}看起。",
    "**{0}**的关键是{1}：它{v}{2}，所以{3}{s}。",
    "一旦{0}{s}，就要检查{1}有没有{v}{2}。",
    "实践里常把{0}和{1}放在一起，代价是{2}{s}。",
    "{0}的默认值是 {n}，超过以后{1}开始{v}{2}。",
    "和{0}相比，{1}少了一次{2}，但是{3}{s}。",
    "{0}每隔 {n} ms {v}一次{1}，期间{2}{s}。",
    "要让{0}不{v}{1}，最简单的办法是加一层{2}。",
    "{0}只保证{1}最终一致，{2}仍然可能{s}。",
    "如果{0}的数量超过 {n}，{1}就会{s}，这时{v}{2}更划算。",
    "源码里{0}通过{1}来{v}{2}，`{c}` 是入口。",
    "面试常问：{0}为什么不直接{v}{1}？因为{2}{s}。",
    "线上遇到过{0}{s}，原因是{1}{v}了{2}。",
    "The {0} never waits for the {1}; it {e} the {2} instead.",
    "A {0} without a {1} {e} every {2} after {n} requests.",
)
ENGLISH_VERBS = listed("""
drops retries copies flushes blocks rewrites signals rotates pins evicts
""")
OPENINGS = (
    "{0}解决的是{1}{s}的问题：用{2}去{v}{3}。",
    "先说结论：{0}{v}{1}，而{2}{s}。",
    "{0}和{1}经常一起出现，前者{v}{2}，后者让{3}{s}。",
)
HEADINGS = (
    "{0}与{1}",
    "{0}如何{v}{1}？",
    "{0}：从{1}说起",
    "为什么{0}需要{1}",
    "{0} 和 {1} 的取舍",
)
QUESTIONS = (
    "{0}是怎么{v}{1}的？",
    "讲讲{0}和{1}之间的关系",
    "用了{0}以后，{1}会出现什么问题？",
    "{1}为什么离不开{0}？有什么代价",
    "How does {0} deal with {1}?",
)


@dataclass(frozen=True)
class Question:
    """A question and the section that it was made for."""

    text: str
    file: str
    heading: str


@dataclass(frozen=True)
class MadeNote:
    """A note with as many questions as it has sections, in their order."""

    file: str
    text: str
    questions: tuple[Question, ...]
    chunks: int
    """That the program makes of it with its own settings."""


@lru_cache(maxsize=1)
def terms() -> tuple[str, ...]:
    """All terms, the most frequent first."""
    chinese = [quality + thing for quality, thing in product(QUALITIES, THINGS)]
    english = [
        f"{head.title()}{tail.title()}" if len(head) % 2 else f"{head}-{tail}"
        for head, tail in product(HEADS, TAILS)
    ]
    mixed = [*chinese, *english, *THINGS]
    Random("terms").shuffle(mixed)
    return tuple(mixed)


@lru_cache(maxsize=8)
def zipf(count: int) -> tuple[float, ...]:
    """Cumulated frequencies of the ranks 1 to `count`, as `Random.choices` takes them."""
    return tuple(accumulate(1 / (rank + FLATTEN) for rank in range(1, count + 1)))


def notes(chunks: int, seed: int = 1) -> Iterator[MadeNote]:
    """Notes that give `chunks` chunks in all, at least 1."""
    left, number = chunks, 0
    while left > 0:
        note = _note(number, Random(f"{seed}-{number}"), left)
        yield note
        left -= note.chunks
        number += 1


def write(folder: Path, chunks: int, seed: int = 1) -> list[Question]:
    """Write such notes into a folder; all their questions."""
    questions: list[Question] = []
    for note in notes(chunks, seed):
        path = folder / note.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(note.text, "utf-8")
        questions.extend(note.questions)
    return questions


def spread(questions: list[Question], count: int) -> list[Question]:
    """So many of the questions, or all, evenly from the first to the last."""
    count = min(count, len(questions))
    return [questions[at * len(questions) // count] for at in range(count)]


def _note(number: int, rng: Random, most: int) -> MadeNote:
    # Subjects are drawn evenly: rare terms have notes of their own, as in anybody's folder.
    subject = rng.sample(terms(), SUBJECT)
    file = f"{THINGS[number // 60 % len(THINGS)]}{number // 60:03}/{subject[0]}{number:05}.md"
    lines = ["---", f"title: {subject[0]}笔记 {number}", "tags:", f"- {subject[1]}", "---", ""]
    lines += [f"# {subject[0]}笔记 {number}", ""]
    questions: list[Question] = []
    chunks = 0
    pairs = rng.sample([(a, b) for a in subject for b in subject if a != b], SECTIONS)
    for at, pair in enumerate(pairs):
        if chunks == most:
            break
        is_long = (number + at) % LONG == 0 and most - chunks > 1
        heading, body, question = _section(pair, subject, rng, 2 if is_long else 1)
        lines += ["## " + heading, "", *body, ""]
        questions.append(Question(question, file, heading))
        chunks += 2 if is_long else 1
    return MadeNote(file, "\n".join(lines), tuple(questions), chunks)


def _section(
    pair: tuple[str, str], subject: list[str], rng: Random, blocks: int
) -> tuple[str, list[str], str]:
    """Heading, lines and question of a section with so many paragraphs of about 120 tokens."""
    heading = _fill(rng.choice(HEADINGS), list(pair), rng)
    body: list[str] = []
    for _ in range(blocks):
        sentences = [_fill(rng.choice(OPENINGS), [*pair, *_draw(2, subject, rng)], rng)]
        more = rng.randint(3, 4) if blocks == 1 else 5
        sentences += [
            _fill(rng.choice(SENTENCES), _draw(4, subject, rng), rng) for _ in range(more)
        ]
        body += ["".join(sentences), ""]
        if blocks == 1 and rng.random() < 0.4:
            for term in _draw(2, subject, rng):
                about = _fill("{v}{0}，直到{1}{s}", _draw(2, subject, rng), rng)
                body.append(f"- `{term}`：{about}")
        elif blocks == 1 and rng.random() < 0.15:
            option = rng.choice(HEADS)
            body += ["```bash", f"{rng.choice(TAILS)}ctl --{option}={rng.randint(1, 99)}", "```"]
    return heading, body, _fill(rng.choice(QUESTIONS), list(pair), rng)


def _draw(count: int, subject: list[str], rng: Random) -> list[str]:
    """Different terms, each as likely of the note's subject as of all."""
    found: dict[str, None] = {}
    while len(found) < count:
        if rng.random() < 0.5:
            found[rng.choice(subject)] = None
        else:
            found[rng.choices(terms(), cum_weights=zipf(len(terms())))[0]] = None
    return list(found)


def _fill(template: str, used: list[str], rng: Random) -> str:
    """A template with its terms, and other words of Zipf's frequencies."""
    return template.format(
        *used,
        v=rng.choices(VERBS, cum_weights=zipf(len(VERBS)))[0],
        s=rng.choices(STATES, cum_weights=zipf(len(STATES)))[0],
        e=rng.choice(ENGLISH_VERBS),
        n=rng.choice((2, 3, 8, 16, 50, 64, 100, 200, 512, 1000, 1024, 4096)),
        c=f"{rng.choice(HEADS)}_{rng.choice(TAILS)}()",
    )


def main() -> int:
    """Write notes, and questions as `python -m bot eval` reads them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty folder, made where there is none")
    parser.add_argument("--chunks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", type=Path, help="a file for 300 questions, JSON lines")
    args = parser.parse_args()
    questions = write(args.folder, args.chunks, args.seed)
    if args.questions:
        with args.questions.open("w", encoding="utf-8") as file:
            for number, question in enumerate(spread(questions, 300), 1):
                gold = [{"file": question.file, "heading": question.heading}]
                named = {"id": f"g{number:03}", "question": question.text, "kind": "generated"}
                row = {**named, "gold": gold, "must": [], "split": "tune"}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{args.chunks:,} chunks, {len(questions):,} sections in {args.folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
