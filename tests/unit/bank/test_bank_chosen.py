"""Which statements become points, and that each is a whole one."""

from __future__ import annotations

import pytest

from bot.bank.points.clauses import pieces, tidy
from bot.bank.points.extract import candidates, points_of
from bot.bank.points.point_draft import PointDraft, alike, choose
from bot.core.question import MAX_POINTS, PointKind
from bot.language.noise import is_example, is_noise, is_praise


def texts(markdown: str, subject: str = "") -> list[str]:
    return [found.text for found in points_of(markdown, subject)]


# -- the order of choice ---------------------------------------------------------------------------


def made(kind: PointKind, number: int, worth: float = 4.0) -> PointDraft:
    text = f"{kind.value}-{number}：" + "甲乙丙丁戊己庚辛壬癸"[number] * 8 + kind.value
    return PointDraft(number * 100, text, text, kind, worth, "item")


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
        "一般拿它来做一些聚类啥的",
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
    assert is_praise("幂等是一个后端开发的常用术语")
    assert not is_praise("重要的数据要放在三个机房")
    assert not is_praise("租约是一种会过期的锁")
    assert texts("备份策略非常重要的参数。") == []


def test_what_a_reader_can_see_in_the_notes_pictures_is_noise() -> None:
    assert is_noise("右侧就是一个锁对象", note_chinese=True)
    assert is_noise("在介绍线程池时知道任务可以有返回值", note_chinese=True)


def test_a_plain_sentence_of_a_few_words_is_a_step_rather_than_a_statement() -> None:
    assert texts("在本地登录。\n\n令牌过期以后要重新登录一次。") == ["令牌过期以后要重新登录一次"]
    assert texts("- 在本地登录仓库\n") == ["在本地登录仓库"]


def test_an_example_is_no_point() -> None:
    assert is_example("举例")
    assert is_example("例如")
    assert not is_example("例外")
    told = (
        "换出的页面是最久没有用到的那一个。\n\n举例：一个系统给进程分配了三个物理块来存放页面。\n"
    )
    assert texts(told) == ["换出的页面是最久没有用到的那一个"]


@pytest.mark.parametrize(
    ("sentence", "cut"),
    [
        ("事务以开始语句打头，以提交语句收尾。", "事务以开始语句打头"),
        ("名字长短的准则是作用域越大，名字就应当起得越长。", "名字长短的准则是作用域越大"),
        ("相比于多进程的做法，事件循环没有切换的开销。", "相比于多进程的做法"),
        ("假设有四个实例 R0，R1，还有很多表示用户的键要存放。", "R1，还有很多表示用户的键要存放"),
        ("如果有一个软件包，系统上只安装一份供大家使用。", "系统上只安装一份供大家使用"),
        ("如果只装一份，给所有的人用，建议把变量写进全局配置。", "建议把变量写进全局配置"),
        ("会话是一种链式的，每一环都记着前一环。", "会话是一种链式的"),
        ("从节点先应答再写盘，而主节点要等写盘完成才应答。", "从节点先应答再写盘"),
        ("缓存的吞吐很高，但是无法保证两边的数据一致。", "无法保证两边的数据一致"),
    ],
)
def test_halves_and_tails_do_not_stand_alone(sentence: str, cut: str) -> None:
    worth = {piece.text: piece.worth for piece in pieces(sentence)}
    assert worth[cut] < 3.5


def test_what_is_so_and_so_is_whole_whatever_its_last_word() -> None:
    assert texts("一旦事务提交成功，对数据的修改是永久的。") == [
        "一旦事务提交成功，对数据的修改是永久的"
    ]


def test_a_list_of_latin_names_is_not_cut() -> None:
    found = texts("TINYINT, SMALLINT, BIGINT 分别使用 8, 16, 64 位的存储空间。")
    assert found == ["TINYINT, SMALLINT, BIGINT 分别使用 8, 16, 64 位的存储空间"]


def test_copied_formulas_are_no_points() -> None:
    assert texts("元素 i*i* 和元素 j*j* 的距离可以表示为两者之差。") == []
