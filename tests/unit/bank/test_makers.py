"""What is asked about a section: the makers' candidates, and what the gate chooses."""

from __future__ import annotations

import pytest

from bot.bank.gate import boosted
from bot.bank.gate.judge import asked
from bot.bank.makers.clauses import is_clause
from bot.bank.makers.every import candidates
from bot.bank.makers.in_english import action_of
from bot.bank.makers.reading import SectionReading


def section(path: tuple[str, ...], body: str, title: str = "笔记") -> SectionReading:
    return SectionReading(path, title, f"## {path[-1]}\n\n{body}\n")


def offered(path: tuple[str, ...], body: str, title: str = "笔记") -> list[str]:
    return [one.text for one in candidates(section(path, body, title))]


def best(path: tuple[str, ...], body: str, title: str = "笔记") -> str:
    (found,) = asked([section(path, body, title)])
    return found[0].candidate.text if found else ""


@pytest.mark.parametrize(
    ("path", "body", "names"),
    [
        (
            ("页面置换", "LRU"),
            "最近最少使用的页面先被换出，因为刚刚用过的页面很可能马上再用。\n\n"
            "- 实现时用一个链表，访问过的页面移到表头\n- 缺点是要维护链表，每次访问都有开销\n",
            "LRU",
        ),
        (
            ("Transformer", "Encoder 的结构"),
            "Encoder 由六个相同的层堆叠而成，每一层有多头自注意力和前馈网络两个子层。\n\n"
            "子层的外面有残差连接和层归一化。\n",
            "Encoder",
        ),
        (
            ("字符集", "Unicode 编码"),
            "Unicode 给世界上的每个字符一个唯一的编号。\n\n"
            "UTF-8 是它的一种变长存储方式，英文占一个字节，汉字一般占三个字节。\n",
            "Unicode",
        ),
        (
            ("公司法", "股东大会"),
            "股东大会是股份公司的权力机构，由全体股东组成。\n\n"
            "- 每年至少召开一次年会\n- 决定经营方针，选举董事，审议利润分配\n",
            "股东大会",
        ),
        (
            ("细胞", "线粒体产生 ATP"),
            "线粒体通过有氧呼吸把葡萄糖里的能量转化成 ATP。\n\n"
            "电子在内膜上传递时把质子泵到膜间隙，质子回流推动 ATP 合酶工作。\n",
            "线粒体",
        ),
    ],
)
def test_core_topics_are_asked_about_by_their_name(
    path: tuple[str, ...], body: str, names: str
) -> None:
    assert names in best(path, body)


def test_a_side_takes_its_subject_from_the_nearest_name_above() -> None:
    body = "读多写少时提交很快，冲突多的时候要不断重试，反而更慢。"
    assert "乐观锁有什么缺点？" in offered(("并发", "乐观锁", "缺点"), body)
    english = "It is slow for large data, and it fails where the sample has few extreme values."
    assert "What are the disadvantages of Bootstrap sampling?" in offered(
        ("Statistics", "Bootstrap sampling", "Disadvantage(s)"), english
    )


@pytest.mark.parametrize(
    ("heading", "body", "question"),
    [
        (
            "进程和线程",
            "进程有自己的地址空间，与线程相比切换的开销更大。",
            "进程和线程有什么区别？",
        ),
        ("进程和线程", "进程是资源的单位，线程是调度的单位。", "进程和线程有什么区别？"),
        (
            "TCP / UDP",
            "传输层的两种协议：\n\n| | TCP | UDP |\n|---|---|---|\n| 连接 | 有 | 无 |\n",
            "TCP 和 UDP 有什么区别？",
        ),
        (
            "Static vs dynamic linking",
            "Static linking copies the code, dynamic linking looks it up at run time.",
            "What is the difference between static and dynamic linking?",
        ),
    ],
)
def test_things_of_one_kind_are_told_apart_where_the_section_does(
    heading: str, body: str, question: str
) -> None:
    assert question in offered(("操作系统", heading), body)


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("进程和线程", "操作系统里程序跑起来以后都由内核来管理，代码和数据都在内存里。"),
        ("超时与重启", "超时设为三秒，重启以后计数清零，每台机器都要设。"),
        ("virtio 与 Windows", "Windows 没有 virtio 的驱动，而 Linux 不同，自己带着。"),
        ("删除旧包和企业源", "删除旧包以后再加企业源，不同的版本写法不同。"),
    ],
)
def test_things_of_two_kinds_or_not_told_apart_are_not_compared(heading: str, body: str) -> None:
    assert not any("区别" in text for text in offered(("操作系统", heading), body))


@pytest.mark.parametrize(
    ("path", "question"),
    [
        (("服务器", "日志写在哪"), "服务器的日志写在哪？"),
        (("kubelet 做了什么",), "kubelet 做了什么？"),
        (("协程", "什么时候让出"), "协程什么时候让出？"),
        (("位置编码", "为什么需要"), "为什么需要位置编码？"),
        (("分布式锁", "选哪个"), "分布式锁该怎么选？"),
        (("DNS", "用 UDP 还是 TCP"), "DNS 用 UDP 还是 TCP？"),
        (("Redis 还是 Memcached",), "Redis 和 Memcached 该怎么选？"),
        (("消息队列选型",), "消息队列该怎么选？"),
        (("先分清是慢还是卡",), "怎么分清是慢还是卡？"),
    ],
)
def test_a_question_in_a_heading_is_asked_with_its_subject_and_never_wrapped(
    path: tuple[str, ...], question: str
) -> None:
    body = "因为每次都要先看情况，所以用来解决这个问题，适合读多写少的场景。"
    asked = offered(path, body)
    assert question in asked
    wrapped = ("什么是", "请讲讲", "有什么作用", "为什么说", "什么情况下")
    assert not [text for text in asked if path[-1] in text and any(w in text for w in wrapped)]


@pytest.mark.parametrize("fault", ["缓存雪崩", "内存泄漏", "重启后日志没了", "SQL 注入"])
def test_nobody_is_asked_why_a_fault_is_needed(fault: str) -> None:
    body = f"{fault}是因为没有防备，所以要避免，可以用来攻击。"
    assert not any("需要" in text for text in offered(("后端", fault), body))


@pytest.mark.parametrize("heading", ["在线扩容", "静态绑定", "压缩手段", "生成指标"])
def test_a_kind_of_thing_is_not_turned_into_a_deed(heading: str) -> None:
    assert not any("怎么" in text for text in offered((heading,), "因为空间不够，所以这样做。"))


def test_long_vowels_need_no_silent_e() -> None:
    assert action_of("Pooling connections") == "pool connections"
    assert action_of("Reading a plan") == "read a plan"
    assert action_of("Creating a pool") == "create a pool"
    assert action_of("Pooling vs strided conv") == ""


def test_why_is_asked_where_a_sentence_gives_the_reason() -> None:
    body = "写操作要先写日志，因为断电以后只有日志能恢复数据。"
    assert any(text.startswith("为什么") for text in offered(("数据库", "预写日志"), body))
    english = "Indexes are slow for writes because every change has to be made twice."
    assert "Why are indexes slow for writes?" in [
        text.replace("Indexes", "indexes") for text in offered(("Indexes",), english)
    ]


def test_how_it_works_is_no_question_without_a_mechanism() -> None:
    assert not any(
        "怎么工作" in text for text in offered(("城市", "新加坡"), "新加坡是一个城市国家。")
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (("Design", "Disadvantage(s)"), "See the articles above for more of them, they are good."),
        (("World", "singapore"), "The meeting of the team was in this place, and it was warm."),
        (("Book", "Source(s) and further reading"), "A book that explains it all in nice words."),
        (("算法", "参考资料"), "一本讲算法的书，写得很清楚，适合入门的人慢慢地读。"),
    ],
)
def test_structure_and_places_are_not_asked_about(path: tuple[str, ...], body: str) -> None:
    assert best(path, body, path[0]) == ""


def test_an_owner_is_a_name_and_no_side_or_class_of_things() -> None:
    assert section(("Redis 学习笔记", "持久化", "优点"), "快。").owner == "持久化"
    assert section(("Kubernetes Questions", "Overview"), "It is big.").owner == "Kubernetes"
    assert section(("什么是滑动窗口？", "为什么要滑动"), "因为会丢。").owner == "滑动窗口"


@pytest.mark.parametrize(
    ("heading", "body", "title", "question"),
    [
        (
            "任务偶尔莫名消失",
            "事件循环只留弱引用，没人拿着就被回收。\n\n把任务存进一个集合，完成后再去掉。",
            "trio 踩坑记录",
            "trio 里任务偶尔莫名消失是怎么回事，怎么解决？",
        ),
        (
            "别用全局变量传参",
            "两个请求会互相覆盖，因为进程里只有一份。",
            "Bottle 使用技巧",
            "Bottle 里为什么不要用全局变量传参？",
        ),
        (
            "在回调里调用 sleep",
            "整个循环都被阻塞，别的连接一起等。",
            "Tornado 笔记",
            "Tornado 中，在回调里调用 sleep 会怎样？",
        ),
        (
            "UTF-8 和 Unicode 不是一回事",
            "Unicode 是字符集，给每个字符一个编号；UTF-8 是编码，把编号写成一到四个字节。",
            "字符",
            "UTF-8 和 Unicode 有什么区别？",
        ),
        (
            "不丢消息",
            "生产端等确认，消费端处理完再提交位点，这样断电也能重来。中间的节点把每条都写进三份日志。",
            "Pulsar 笔记",
            "Pulsar 里怎么做到不丢消息？",
        ),
        (
            "Too many open files",
            "句柄用完了。用 `ulimit -n` 调大，再查谁没有关。",
            "Linux 排错",
            "Linux 里出现“Too many open files”是什么原因，怎么解决？",
        ),
        (
            "Use one connection per thread",
            "Connections are not safe to share, so two threads would mix their answers.",
            "SQLite",
            "Why should you use one connection per thread",
        ),
    ],
)
def test_a_heading_that_is_a_clause_is_asked_about_as_a_whole(
    heading: str, body: str, title: str, question: str
) -> None:
    texts = offered((heading,), body, title)
    assert any(text.startswith(question) for text in texts), texts
    assert not any(text.startswith(("什么是", "为什么需要", "What is")) for text in texts)


def test_a_thing_with_a_fault_is_asked_for_its_cause_and_cure() -> None:
    body = "A replica lags when the network is slow. Check the lag and rebuild the replica."
    asked = "What causes stale replicas in Databases, and how do you fix them?"
    assert asked in offered(("Stale replicas",), body, "Databases")


@pytest.mark.parametrize(
    "name",
    [
        "不可重复读",
        "最近最久未使用算法",
        "梯度消失",
        "解决不了的情况",
        "三次握手",
        "Read View",
        "Stale index",
    ],
)
def test_a_name_is_no_clause(name: str) -> None:
    assert not is_clause(name)


def test_why_not_is_asked_only_where_the_section_gives_a_reason() -> None:
    assert not any("为什么" in text for text in offered(("别用全局变量",), "见上一章。"))


def test_the_gate_as_json_is_the_gate() -> None:
    model = boosted.shipped()
    again = boosted.from_json(boosted.as_json(model))
    told = [{"size": 5.0, "s-name": 1.0}, {"q-signs": 9.0}]
    for target in boosted.TARGETS:
        assert again.probabilities(told)[target].tolist() == pytest.approx(
            model.probabilities(told)[target].tolist(), abs=1e-6
        )


@pytest.mark.parametrize(
    ("path", "body", "question"),
    [
        (
            ("防火墙", "表中的链有"),
            "- INPUT：进入本机的包\n- OUTPUT：离开本机的包\n",
            "防火墙的表中的链有哪些？",
        ),
        (("事件机制", "事件触发三阶段"), "先捕获，再到目标，最后冒泡。", "事件触发有哪三个阶段？"),
        (("显卡", "持久模式开启"), "因为负载低时显卡会休眠。", "怎么开启持久模式？"),
        (("XSS", "如何防御"), "转义输入和输出的内容。", "如何防御 XSS？"),
        (("观察者模式", "模式中包括的类"), "- 被观察者\n- 观察者\n", "观察者模式包括哪些类？"),
        (
            ("正则化", "批标准化（Batch Normalization）", "动机"),
            "分布会变。",
            "为什么需要批标准化？",
        ),
        (("优化", "如何选择这些优化算法？"), "各有长短。", "如何选择优化算法？"),
        (("激活函数", "DAN & RecNN"), "DAN 把词向量取平均之后再分类。", "请讲讲 DAN 和 RecNN。"),
    ],
)
def test_a_heading_that_is_no_name_is_asked_by_what_it_does(
    path: tuple[str, ...], body: str, question: str
) -> None:
    assert question in offered(path, body)


def test_what_is_done_is_not_asked_what_it_is() -> None:
    for heading in ("持久模式开启", "模拟实现 call 和 apply", "计算一个词的向量"):
        asked_of = offered(("显卡", heading), "因为负载低时显卡会休眠，所以应该这样做。")
        assert not [one for one in asked_of if one.startswith("什么是")]


def test_everyday_words_are_asked_within_what_they_stand_below() -> None:
    offers = offered(("iptables", "环境"), "环境是在两端之间的，通过缓冲来完成。")
    assert offers
    assert all("iptables" in one for one in offers)


def test_a_home_is_the_thing_and_not_what_is_done_with_it() -> None:
    assert section(("Nginx 配置", "location 指令"), "用来匹配。").owner == "Nginx"
    assert section(("自监督 (self-supervised)", "特点"), "没有标签。").owner == "自监督"
    assert section(("参数上分类", "部分微调"), "只更新顶层。").owner == ""
    assert section(("机器学习", "偏差"), "模型的误差。").owner == "机器学习"


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Why SSH is considered better than telnet?", "Why is SSH considered better than telnet?"),
        ("What kube-node-lease contains?", "What does kube-node-lease contain?"),
        (
            "What kind of information one can find in /proc?",
            "What kind of information can one find in /proc?",
        ),
        ("How many pods can a node run?", "How many pods can a node run?"),
        ("How to fix `chmod -x $(which chmod)`?", "How do you fix chmod -x $(which chmod)?"),
    ],
)
def test_an_english_heading_is_asked_in_the_order_of_a_question(
    heading: str, question: str
) -> None:
    assert question in offered(("Linux", heading), "It says so.", title="linux")


def test_english_names_get_their_article_and_number() -> None:
    body = "Kubelet and kube-proxy run there. Each of them talks to the control plane."
    parts = offered(("Kubernetes", "Components of a worker node"), body, title="k8s")
    assert "What are the components of a worker node?" in parts
    attack = "An attacker floods the switch with frames, so that it forgets its table."
    assert "What is a MAC flooding attack?" in offered(("Security", "MAC flooding attack"), attack)
