"""Small real stand-ins for slow or unpredictable parts."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from bot.core.passage import Citation, Passage
from bot.core.question import Language
from bot.core.turn import (
    Answer,
    AnswerEvent,
    Delta,
    Done,
    History,
    ModelState,
    PassagesFound,
    Segment,
    Status,
)
from bot.errors import BotError
from bot.sentences import Message

DOCKER = "Docker 和虚拟机有什么区别？"
UNKNOWN = "今天的天气怎么样？"
BEYOND = "笔记之外："
"""A question that begins like this is declined as well."""
BROKEN = "模型坏了会怎样？"
BUG = "程序出错会怎样？"
LONG = "详细讲讲镜像分层。"
HOSTILE = "<script>document.title='PWNED'</script>笔记里的脚本会运行吗？"

CONTAINERS = Passage(
    section="s-vm",
    file="容器/docker.md",
    title="容器入门",
    heading_path=("容器入门", "基本概念", "Docker 与虚拟机"),
    lines=(19, 31),
    text="""### Docker 与虚拟机

虚拟机在宿主机上再装一层 Hypervisor，**每台虚拟机都带着自己的内核**，所以启动要几十秒。

容器则直接使用宿主机的内核，靠命名空间隔离、靠 cgroup 限额，启动只要一秒左右。

| 比较 | 虚拟机 | 容器 |
| --- | --- | --- |
| 内核 | 各有一份 | 与宿主机共用 |
| 启动 | 几十秒 | 约一秒 |
| 隔离 | 强 | 较弱 |

![两者的结构](https://images.example/structure.png)
""",
)
NETWORK = Passage(
    section="s-net",
    file="容器/docker.md",
    title="容器入门",
    heading_path=("容器入门", "网络", "bridge 模式"),
    lines=(58, 66),
    text="""**bridge 模式**（默认）：容器接到 docker0 网桥，发布端口时
iptables 里会多一条 DNAT 规则。

```sh
docker run -d -p 8080:80 nginx
iptables -t nat -L DOCKER --line-numbers | grep 'tcp dpt:8080 to:172.17.0.2:80'
```

1. 请求先到宿主机的 8080；
2. DNAT 把目标改成容器地址。
""",
)
LAYERS = Passage(
    section="s-layer",
    file="容器/镜像.md",
    title="镜像与分层",
    heading_path=("为什么镜像要分层",),
    lines=(12, 12),
    text="镜像由只读层叠成，容器启动时在最上面加一个可写层；改动文件时先**写时复制**到可写层。",
)
EVIL = Passage(
    section="s-evil",
    file="坏/笔记.md",
    title="<img src=x onerror=\"document.title='PWNED'\">",
    heading_path=("<script>document.title='PWNED'</script>",),
    lines=(1, 9),
    text="""<script>document.title='PWNED'</script>

<img src="https://tracker.example/a.png" onerror="document.title='PWNED'">

[点我](javascript:document.title='PWNED') ![图](https://tracker.example/b.png)

[再点我](&#106;avascript:document.title='PWNED') <svg onload="document.title='PWNED'">

<a href="data:text/html,<script>alert(1)</script>">数据</a>
${document.title='PWNED'} {{constructor}}
""",
)

_ANSWERS: dict[str, tuple[tuple[Segment, ...], tuple[Citation, ...]]] = {
    DOCKER: (
        (
            Segment(text="虚拟机各带一份自己的内核，由 **Hypervisor** 虚拟出硬件。", marks=(1,)),
            Segment(
                text="容器共用宿主机的内核，靠命名空间隔离，所以一秒左右就能启动。", marks=(1,)
            ),
            Segment(text="因此容器在任何情况下都比虚拟机安全。", supported=False),
            Segment(text="\n\n发布端口时，bridge 模式会加一条 DNAT 规则：", marks=(2,)),
            Segment(text="\n\n```sh\ndocker run -p 8080:80 nginx\n```\n"),
        ),
        (
            Citation(
                n=1,
                passage=CONTAINERS,
                quote="**每台虚拟机都带着自己的内核**，所以启动要几十秒。\n\n容器则直接使用宿主机的内核",
            ),
            Citation(n=2, passage=NETWORK, quote="iptables 里会多一条 DNAT 规则"),
        ),
    ),
    LONG: (
        tuple(
            Segment(text=f"第 {n} 层只读，写入时复制到最上面的可写层。\n\n", marks=(1,))
            for n in range(1, 31)
        ),
        (Citation(n=1, passage=LAYERS, quote="镜像由只读层叠成"),),
    ),
    HOSTILE: (
        (
            Segment(
                text="不会。<img src=x onerror=\"document.title='PWNED'\"> "
                "<script>document.title='PWNED'</script> [链接](javascript:alert(1)) ",
                marks=(1,),
            ),
            Segment(text="![图](https://tracker.example/c.png)", supported=False),
        ),
        (Citation(n=1, passage=EVIL, quote="<script>document.title='PWNED'</script>"),),
    ),
}
_FOLLOW_UP = ("容器靠什么限制 CPU？", "bridge 模式怎么转发端口？")
READY = Status(
    notes_folder="/home/me/notes",
    notes=86,
    sections=713,
    chunks=905,
    embedder=ModelState("e5-small", "ready"),
    llm=ModelState("local", "ready"),
)
LOADING = replace(
    READY,
    embedder=ModelState("e5-small", "loading", 0.42),
    llm=ModelState("local", "loading"),
)
NO_NOTES = replace(
    READY,
    notes=0,
    sections=0,
    chunks=0,
    problem=Message.of("folder_bare", at="/home/me/notes"),
    lack="notes",
)
NO_MODEL = replace(
    READY,
    llm=ModelState(
        "local",
        "missing",
        detail=Message.of("weights_not_installed"),
    ),
)


class ScriptedService:
    """Says what is written above, a few letters at a time; keeps a record of what it did."""

    def __init__(self, status: Status = READY) -> None:
        self.state = status
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.closed = threading.Event()
        """Set when an iterator was closed before its end."""
        self.hold = threading.Event()
        """Nothing is written while this is cleared."""
        self.hold.set()
        self.hold_at: int | None = None
        """Before piece so and so `hold` clears itself, once."""

    def ask(self, question: str, history: History = ()) -> Iterator[AnswerEvent]:
        """As the real one does."""
        self.asked.append((question, tuple(turn.question for turn in history)))
        started = time.monotonic()
        if question == BUG:
            raise ZeroDivisionError("a fault of ours")
        abstained = question == UNKNOWN or question.startswith(BEYOND)
        segments, citations = _ANSWERS.get(question, _ANSWERS[DOCKER])
        passages: tuple[Passage, ...] = (CONTAINERS, NETWORK, LAYERS)
        if question == HOSTILE:
            passages = (EVIL, *passages)
        try:
            yield PassagesFound(passages, abstained, 95.0)
            if abstained:
                segments, citations = (Segment(text="笔记里没有写天气，下面是最接近的几节。"),), ()
            else:
                yield from self._write("".join(segment.text for segment in segments))
            if question == BROKEN:
                raise BotError("local_failed", name="qwen.gguf", why="out of memory")
            spent = (time.monotonic() - started) * 1000
            yield Done(
                Answer(
                    question=question,
                    segments=segments,
                    abstained=abstained,
                    citations=citations,
                    passages=passages,
                    follow_up=() if abstained else _FOLLOW_UP,
                    probability=0.08 if abstained else 0.93,
                    llm="local",
                    timings_ms={"retrieve": 95.0, "first_text": 120.0, "total": spent},
                )
            )
        except GeneratorExit:
            self.closed.set()
            raise

    def _write(self, text: str) -> Iterator[AnswerEvent]:
        for number, at in enumerate(range(0, len(text), 4)):
            if number == self.hold_at:
                self.hold_at = None
                self.hold.clear()
            while not self.hold.wait(0.05):
                yield Delta("")
            yield Delta(text[at : at + 4])

    def status(self) -> Status:
        """What the test has set."""
        return self.state

    def examples(self, limit: int, language: Language) -> list[str]:
        """Three questions."""
        return [DOCKER, LONG, "<b>bridge</b> 模式怎么转发端口？"][:limit]

    def use_sample_notes(self) -> None:
        """Notes appear."""
        self.state = READY
