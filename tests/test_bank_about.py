"""What a section's points are about: its subject, whole statements, and each thing by its name."""

from __future__ import annotations

import pytest

from bot.bank.about import background, defines, names_of, speaks_of
from bot.bank.build import build
from bot.bank.clauses import pieces, tidy
from bot.bank.compare import of_another
from bot.bank.found import Found, alike, choose
from bot.bank.noise import is_noise, is_praise
from bot.bank.points import candidates, points_of
from bot.bank.read import sections_of_note
from bot.bank.schema import MAX_POINTS, Bank, Kind, PointKind
from bot.bank.statements import statements
from ingest.notes import parse_note


def texts(markdown: str, subject: str = "") -> list[str]:
    return [found.text for found in points_of(markdown, subject)]


def bank_of(markdown: str, title: str = "") -> Bank:
    front = f"---\ntitle: {title}\n---\n" if title else ""
    return build(sections_of_note(parse_note("笔记.md", front + markdown)[0]))


# -- the subject -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("写时复制（COW）", ("写时复制", "COW")),
        ("布隆过滤器 (Bloom filter)", ("布隆过滤器", "Bloom filter")),
        ("锁", ("锁",)),
        ("", ()),
    ],
)
def test_a_subject_has_the_name_in_its_brackets_too(subject: str, names: tuple[str, ...]) -> None:
    assert names_of(subject) == names


def test_latin_names_are_words_and_blanks_do_not_matter() -> None:
    assert speaks_of("Bloom  Filter 会误判", ("bloom filter",))
    assert speaks_of("写 时复制", ("写时复制",))
    assert not speaks_of("COWBOY 是另一回事", ("COW",))


def test_what_leads_up_to_the_subject_is_no_point_once_the_subject_is_defined() -> None:
    told = (
        "早年的数据库把所有的读和写都排成一队，吞吐因此很低。"
        "后来的产品给每张表加上一把读写锁，但热点表仍然要排队。"
        "多版本并发控制是一种让读不等写的办法。"
        "多版本并发控制为每次写入保留一个旧版本。"
    )
    assert texts(told, "多版本并发控制") == [
        "多版本并发控制是一种让读不等写的办法",
        "多版本并发控制为每次写入保留一个旧版本",
    ]
    assert len(texts(told)) == 4  # without a subject there is nothing to lead up to


def test_an_explanation_before_its_name_is_kept() -> None:
    told = "大量请求查一个不存在的键，缓存和数据库里都没有。这就是缓存穿透。"
    assert texts(told, "缓存穿透")[0].startswith("大量请求查一个不存在的键")


def test_what_draws_the_subject_as_a_conclusion_leads_up_to_it() -> None:
    said = statements("人工标注的成本很高。因此主动学习只挑最有用的样本来标注。")
    assert background(said, ("主动学习",)) == {said[0].start}
    assert background(said, ()) == frozenset()


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("快照（snapshot）是一种只读的副本", True),
        ("快照用于恢复到某一刻", True),
        ("快照：可以理解成一张照片", True),
        ("快照越多，占的空间越大", False),
        ("做快照是运维的事", False),
    ],
)
def test_a_definition_is_told_from_a_mention(text: str, defined: bool) -> None:
    assert defines(text, ("快照",)) is defined


def test_the_later_half_of_a_long_sentence_keeps_its_subject() -> None:
    told = (
        "影子表（shadow table）在变更开始时由迁移工具按照新的结构建出来，"
        "这段时间里并不对外提供任何的读写服务，"
        "它的数据由触发器从旧表那里一行一行地同步过来。"
    )
    found = points_of(told, "影子表")
    assert [one.text for one in found][-1] == "影子表的数据由触发器从旧表那里一行一行地同步过来"
    assert found[-1].quote == "它的数据由触发器从旧表那里一行一行地同步过来"


# -- the order of choice ---------------------------------------------------------------------------


def made(kind: PointKind, number: int, **more: float) -> Found:
    text = f"{kind.value}-{number}：" + "甲乙丙丁戊己庚辛壬癸"[number] * 8 + kind.value
    return Found(number * 100, text, text, kind, more.pop("worth", 4.0), "item", **more)


def test_bold_comes_first_then_items_definitions_numbers_contrasts_and_plain_sentences() -> None:
    order = [
        PointKind.BOLD,
        PointKind.ITEM,
        PointKind.DEFINITION,
        PointKind.NUMBER,
        PointKind.CONTRAST,
        PointKind.SENTENCE,
    ]
    found = [made(kind, at) for at, kind in enumerate(reversed(order))]
    for limit in range(1, len(order)):
        assert {one.kind for one in choose(found, limit)} == set(order[:limit])


def test_plain_sentences_fill_up_to_five_points_and_no_further() -> None:
    plain = [made(PointKind.SENTENCE, at) for at in range(8)]
    assert len(choose(plain)) == 5
    marked = [made(PointKind.ITEM, at) for at in range(4)]
    assert [one.kind for one in choose([*marked, *plain[4:]])].count(PointKind.SENTENCE) == 1


def test_of_more_than_seven_candidates_the_first_kinds_stay_in_the_sections_order() -> None:
    markdown = (
        "日志轮转比一直追加更省磁盘，但要多一个进程。\n\n"
        "轮转后的文件默认保留 14 天。\n\n"
        "压缩就是把旧文件打成一个包。\n\n"
        "- 按大小切分能防止一个文件撑满磁盘\n- 按日期切分的日志容易查找\n"
        "- 切分时进程要重新打开文件\n- 归档的日志可以放到对象存储\n\n"
        "**写日志的线程不能等磁盘。**\n\n**丢日志要比丢请求更能忍受。**\n"
    )
    found = candidates(markdown)
    assert len(found) == 9
    kept = points_of(markdown)
    assert len(kept) == MAX_POINTS
    assert [one.kind for one in kept] == [
        PointKind.DEFINITION,
        *[PointKind.ITEM] * 4,
        *[PointKind.BOLD] * 2,
    ]
    assert [one.start for one in kept] == sorted(one.start for one in kept)


@pytest.mark.parametrize(
    ("markdown", "kind", "weight"),
    [
        ("写入**先记日志再改数据**，出错可以重放。", PointKind.BOLD, 1.5),
        ("检查点就是把脏页刷到磁盘的那一刻。", PointKind.DEFINITION, 1.25),
        ("顺序写比随机写快得多，却不能就地修改。", PointKind.CONTRAST, 1.25),
        ("- 重放时跳过已经落盘的页面", PointKind.ITEM, 1.0),
        ("一个日志文件最多占 512 MB 的空间。", PointKind.NUMBER, 1.0),
        ("日志和数据应当放在两块磁盘上。", PointKind.SENTENCE, 0.75),
    ],
)
def test_each_kind_of_point_has_its_weight(markdown: str, kind: PointKind, weight: float) -> None:
    (point,) = points_of(markdown)
    assert (point.kind, point.weight) == (kind, weight)


def test_every_item_has_its_say_before_an_items_second_sentence() -> None:
    items = "".join(
        f"- {name}：{name}由{owner}负责维护。出了问题先去找{owner}的值班同事。\n"
        for name, owner in zip(
            ("网关", "账单", "搜索", "推送", "报表", "画像", "风控"),
            ("平台组", "财务组", "检索组", "消息组", "数据组", "算法组", "安全组"),
            strict=True,
        )
    )
    assert [text.partition("：")[0] for text in texts(items)] == [
        "网关",
        "账单",
        "搜索",
        "推送",
        "报表",
        "画像",
        "风控",
    ]


def test_the_subjects_own_definition_is_among_the_chosen() -> None:
    markdown = "租约（lease）是一种会过期的锁。\n\n" + "".join(
        f"- **{name}的节点都要检查{thing}**\n"
        for name, thing in zip(
            ("写入", "读取", "选主", "扩容", "缩容", "备份", "恢复"),
            ("时钟", "版本", "任期", "分片", "副本", "快照", "日志"),
            strict=True,
        )
    )
    chosen = texts(markdown, "租约（lease）")
    assert len(chosen) == MAX_POINTS
    assert chosen[0] == "租约（lease）是一种会过期的锁"


# -- whole statements ------------------------------------------------------------------------------


def test_what_one_denies_and_the_other_states_is_not_the_same() -> None:
    assert not alike("读锁允许其他线程同时读同一行数据", "写锁不允许其他线程同时读同一行数据")
    assert alike("索引会让写入变慢", "索引会让写入变慢一些")
    assert alike("只读副本不能接受写入", "只读副本是不能接受写入的")


def test_the_second_half_of_a_pair_is_not_torn_off() -> None:
    whole = "主库和备库用同一份配置，只不过一个接受写入，一个只追日志"
    best = [piece.text for piece in pieces(whole + "。") if piece.worth >= 3.5]
    assert best == [whole]


def test_a_statement_is_not_cut_before_what_follows_from_it() -> None:
    cut = {
        piece.text: piece.worth
        for piece in pieces("对热点键，把它复制到每个节点，那么读就分散了。")
    }
    assert cut["对热点键，把它复制到每个节点"] < 3.5


def test_a_contrast_stays_with_what_it_is_set_against() -> None:
    (point,) = points_of(
        "子进程会继承父进程的文件描述符，但后来打开的描述符不会传回父进程，除非另外传递。"
    )
    assert point.text == "子进程会继承父进程的文件描述符，但后来打开的描述符不会传回父进程"


def test_an_item_that_the_next_one_takes_back_is_one_point_with_it() -> None:
    markdown = "- 界面上显示任务已经完成\n- 但后台的线程还要再跑一会儿\n- 任务的结果写进对象存储\n"
    first, second = points_of(markdown)
    assert first.text == "界面上显示任务已经完成，但后台的线程还要再跑一会儿"
    assert first.quote == "界面上显示任务已经完成\n- 但后台的线程还要再跑一会儿"
    assert second.text == "任务的结果写进对象存储"


def test_numbered_lines_of_pasted_text_are_statements_of_their_own() -> None:
    pasted = (
        "```\n"
        "1. 网关收到请求以后先检查令牌是不是过期；\n"
        "2. 网关把用户的编号写进请求头再往后转发；\n"
        "3. 后端的服务只相信请求头里的用户编号。\n"
        "```\n"
    )
    assert texts(pasted) == [
        "网关收到请求以后先检查令牌是不是过期",
        "网关把用户的编号写进请求头再往后转发",
        "后端的服务只相信请求头里的用户编号",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("可见性指一个线程的修改被别的线程读到", "可见性指一个线程的修改被别的线程读到"),
        ("可见，锁不是万能的", "锁不是万能的"),
        ("（注意容器里的时区和宿主机不同）", "容器里的时区和宿主机不同"),
        ("（甲（乙））", "甲（乙）"),
        ("（甲）和（乙）", "（甲）和（乙）"),
        ("注意力权重的和为一", "注意力权重的和为一"),
        ("压测，（先跑十分钟）", "压测（先跑十分钟）"),
    ],
)
def test_brackets_around_the_whole_and_asides_are_tidied(before: str, after: str) -> None:
    assert tidy(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "希望两条流水线的结果尽量接近",
        "偶尔重启一下就正常了",
        "从需求到上线来认识灰度发布",
        "刷新页面可以看到新的镜像",
        "动作->下一步的输出",
        "新的地址是10.20.30.40",
        "活用好别名能省下很多时间",
    ],
)
def test_wishes_diaries_and_pointers_are_noise(text: str) -> None:
    assert is_noise(text, note_chinese=True)


@pytest.mark.parametrize(
    "text",
    [
        "新来的消费者能看到之前的消息",
        "每次查询为符合条件的记录显示一行输出",
        "主节点（以下简称主）负责所有的写入",
        "Stream<T> 代表一串可以惰性求值的元素",
    ],
)
def test_statements_that_only_look_like_noise_are_kept(text: str) -> None:
    assert not is_noise(text, note_chinese=True)


def test_how_the_author_rates_a_thing_is_no_point() -> None:
    assert is_praise("这个目录对所有的用户都十分重要")
    assert not is_praise("重要的数据要放在三个机房")
    assert texts("备份策略非常重要的参数。") == []


def test_copied_formulas_are_no_points() -> None:
    assert texts("元素 i*i* 和元素 j*j* 的距离可以表示为两者之差。") == []


# -- each thing by its name ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("对主节点，先写日志再应答", True),
        ("对从节点，先应答再写日志", False),
        ("主节点：是唯一能写的那个", True),
        ("从节点：是只读的副本", False),
        ("写入先到日志", False),
    ],
)
def test_what_turns_to_another_thing_is_not_said_of_this_one(text: str, other: bool) -> None:
    assert of_another(text, "从节点") is other


def test_a_list_of_the_opposite_is_not_about_the_subject() -> None:
    markdown = (
        "水平扩展就是多加几台机器。\n\n与之相对的是垂直扩展：\n\n- 换一台内存更大的机器来跑\n"
    )
    assert texts(markdown, "水平扩展") == ["水平扩展就是多加几台机器"]


APART = """# 语言笔记

## 切片和数组都是存放一串元素的类型，但它们有几点区别：

### 长度

- **数组**的长度是类型的一部分，声明以后不能改变
- **切片**的长度可以变化，追加元素时自动扩容

### 传参

- **数组**传参时复制全部的元素，互不影响
- **切片**传参时只复制头部，共享同一段内存
"""


def test_a_heading_over_differences_one_by_one_asks_for_the_difference() -> None:
    (question,) = bank_of(APART).questions
    assert question.text == "切片 和 数组 有什么区别？".replace(" ", "")
    assert question.kind is Kind.DIFFERENCE
    assert len(question.points) == 4


def test_sections_under_different_headings_are_not_asked_about_in_one_breath() -> None:
    note = (
        "# 存储\n\n## 快照\n\n### 只读快照\n\n只读快照保存某一刻的数据，不接受任何写入。\n\n"
        "## 网络\n\n### 虚拟网桥\n\n虚拟网桥把同一台主机上的容器连到一起，像交换机一样转发。\n"
        "虚拟网桥的地址由守护进程分配。\n"
    )
    assert [question.text for question in bank_of(note, "容器").questions] == []


def test_a_class_of_things_lends_no_name() -> None:
    body = (
        "反射可以在运行时读取类型的信息，**代价是比直接调用慢**。\n\n"
        "- 反射能创建对象\n- 反射能调用私有方法\n"
    )
    (question,) = bank_of(f"# 语言特性相关\n\n## 反射\n\n{body}", "Kotlin").questions
    assert "语言特性" not in question.text
    assert "反射" in question.text


def test_an_introduction_that_defines_nothing_asks_to_tell_about_it() -> None:
    body = (
        "灰度发布一般分三步走。\n\n"
        "- 新版本只接百分之一的流量\n- 监控要盯住错误率和延迟\n- 指标正常才放开全部的流量\n"
    )
    (question,) = bank_of(f"# 灰度发布\n\n## 简介\n\n{body}").questions
    assert question.text == "请讲讲灰度发布。"
    defined = body.replace("灰度发布一般分三步走", "灰度发布是一种逐步放量的上线办法")
    (question,) = bank_of(f"# 灰度发布\n\n## 简介\n\n{defined}").questions
    assert question.text == "灰度发布是什么？"
