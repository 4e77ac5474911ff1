from __future__ import annotations

import pytest

from bot.bank.asking.claims import is_trouble
from bot.bank.build import build
from bot.bank.points.extract import points_of
from bot.core.question import ENOUGH_POINTS, MAX_POINTS, Bank, Question, QuestionKind, SkipReason
from bot.language.grammar import by_means
from bot.language.listing import explained
from bot.language.noise import is_prose
from bot.notes.sections import sections_of_note
from ingest.notes.folder import parse_note


def bank_of(markdown: str, title: str = "") -> Bank:
    front = f"---\ntitle: {title}\n---\n" if title else ""
    return build(sections_of_note(parse_note("笔记.md", front + markdown)[0]))


def texts(bank: Bank) -> list[str]:
    return [question.text for question in bank.questions]


def lone(bank: Bank) -> Question:
    (question,) = bank.questions
    return question


# -- sections that say little ----------------------------------------------------------------------

TOOLS = """# grep

grep 命令用来在文件里查找符合模式的行。

# awk

awk 命令用来按列处理文本并且做简单的统计。

# sed

sed 命令用来按规则逐行替换文本。
"""


def test_neighbours_that_say_a_sentence_each_are_asked_about_together() -> None:
    question = lone(bank_of(TOOLS, "文本处理"))
    assert question.text == "说到文本处理，请分别讲讲 grep、awk 和 sed。"
    assert question.kind is QuestionKind.LIST
    assert len(question.points) == 3
    assert len(question.sections) == 3


def test_what_was_joined_is_counted_as_part_of_a_question() -> None:
    assert bank_of(TOOLS, "文本处理").reasons() == {SkipReason.PART: 2}


def test_neighbours_without_a_name_above_them_that_they_need_are_left_out() -> None:
    assert texts(bank_of(TOOLS, "我的一些记录")) == []


def test_two_lone_sentences_are_still_too_little() -> None:
    assert texts(bank_of(TOOLS.split("# sed")[0], "文本处理")) == []


def test_actions_are_joined_with_actions() -> None:
    bank = bank_of(
        "# 任务队列\n\n## 启动消费者\n\n消费者要先注册到协调节点，然后才能收到任务。\n\n"
        "## 停止消费者\n\n消费者停止以前要把手上的任务全部做完。\n\n"
        "## 查看积压数量\n\n积压数量可以从控制接口里读出来，每秒更新一次。\n"
    )
    assert lone(bank).text == "说到任务队列，怎么启动消费者、停止消费者和查看积压数量？"
    assert lone(bank).kind is QuestionKind.STEPS


def test_a_heading_is_asked_about_with_the_sections_below_it() -> None:
    bank = bank_of(
        "# 存储引擎\n\n## 写缓冲\n\n写缓冲先把修改收集在内存里，攒够了再一次写到磁盘。\n\n"
        "### 日志\n\n日志先于数据写到磁盘，断电以后可以重放。\n\n"
        "### 刷盘\n\n刷盘由后台线程完成，每秒至少做一次。\n"
    )
    question = lone(bank)
    assert question.text == "请讲讲存储引擎中的写缓冲，包括日志和刷盘。"
    assert len(question.points) == 3
    assert question.heading_path[-1] == "写缓冲"


def test_a_section_that_says_little_is_asked_about_with_its_neighbour() -> None:
    bank = bank_of(
        "# 消息队列\n\n## 消费组\n\n- **同一条消息**在一个消费组里只会被一个成员处理\n"
        "- 成员增减时分区会**重新分配**\n- 位移按消费组分别保存\n\n"
        "## 死信队列\n\n死信队列用来存放多次处理失败的消息。\n"
    )
    asked = texts(bank)
    assert "请讲讲消息队列中的消费组。" in asked
    assert "说到消息队列，请分别讲讲消费组和死信队列。" in asked
    joined = next(q for q in bank.questions if len(q.sections) == 2)
    assert joined.heading_path[-1] == "死信队列"
    assert ENOUGH_POINTS <= len(joined.points) <= MAX_POINTS


def test_trouble_is_asked_about_with_what_the_sections_below_it_say() -> None:
    bank = bank_of(
        "# 部署\n\n## 服务启动失败\n\n### 端口被占用\n\n"
        "- 端口被别的进程占用时，启动日志里会有绑定错误\n"
        "- 换一个端口或者停掉占用它的进程就好\n\n### 内存不足\n\n- 内存不足时进程会被系统直接杀掉\n"
    )
    question = lone(bank)
    assert question.text == "遇到服务启动失败，怎么解决？"
    assert len(question.points) == 3


def test_three_siblings_of_one_kind_have_their_features_asked_for() -> None:
    part = "\n## {}队列\n\n- **{}队列**的元素按{}的次序取出\n- {}队列常常用来做{}\n"
    bank = bank_of(
        "# 笔记\n"
        + part.format("优先", "优先", "权重", "优先", "任务调度")
        + part.format("循环", "循环", "写入", "循环", "固定大小的缓冲")
        + part.format("延迟", "延迟", "到期", "延迟", "定时的提醒")
    )
    assert "优先队列、循环队列和延迟队列各有什么特点？" in texts(bank)


# -- headings that name no subject -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("缓存应该放在读多写少的地方", "怎么理解“缓存应该放在读多写少的地方”？"),
        ("不要直接修改线上配置", "为什么不要直接修改线上配置？"),
        ("连接池可以设置三种回收策略", "连接池可以设置哪三种回收策略？"),
        ("拥有本地副本的主要好处", "拥有本地副本有什么优点？"),
        ("令牌登录后台", "怎么用令牌登录后台？"),
        ("lease 对象，过期以后自动释放", "请讲讲 lease 对象。"),
        ("Write Ahead Log Segment（预写日志分段）", "请讲讲 Write Ahead Log Segment。"),
    ],
)
def test_statements_warnings_and_long_names_make_questions(heading: str, question: str) -> None:
    body = (
        "- **写入的数据**先落到日志再生效\n- 通过后台任务**定期清理**过期的内容\n"
        "- 使用版本号来**区分新旧**两份数据\n"
    )
    assert texts(bank_of(f"# {heading}\n\n{body}")) == [question]


def test_what_to_beware_of_is_asked_with_the_name_above_it() -> None:
    body = "- **连接**用完以后必须归还\n- 事务里**不能**调用远程接口\n- 批量写入要**分批**提交\n"
    assert texts(bank_of(f"# 连接池\n\n## 注意事项\n\n{body}")) == ["使用连接池时要注意什么？"]
    assert texts(bank_of(f"# 背景\n\n## 注意事项\n\n{body}")) == []


def test_things_that_the_points_name_in_turn_are_told_apart() -> None:
    bank = bank_of(
        "# 说明\n\n1. 用途：\n   - `cron`：在固定的时间点执行任务\n"
        "   - `systemd`：在开机时启动并且一直看护服务\n2. 日志：\n"
        "   - `cron`：输出默认通过邮件发给用户\n   - `systemd`：输出统一收进日志系统\n"
    )
    assert lone(bank).kind is QuestionKind.DIFFERENCE
    assert lone(bank).text == "cron 和 systemd 有什么区别？"


def test_a_part_below_a_question_asks_the_question() -> None:
    bank = bank_of(
        "# 编译\n\n## 为什么增量编译更快？\n\n### 核心原因\n\n- **没有变化的文件**不用再编译一遍\n"
        "- 依赖关系**保存在磁盘上**，不用重新分析\n- 链接器只替换**内容有变化的段**\n"
    )
    assert texts(bank) == ["为什么增量编译更快？"]


# -- what statements are made of -------------------------------------------------------------------


def test_chinese_prose_in_a_code_block_is_read() -> None:
    text = (
        "# 回收\n\n```\n年轻代的对象大多数很快就会死去，所以回收得更频繁。\n"
        "老年代的对象活得久，回收一次要花更多时间。\n```\n"
    )
    found = points_of(text)
    assert len(found) == 2
    assert all(one.quote in text for one in found)


def test_prompts_programs_and_quotations_in_a_code_block_are_not_read() -> None:
    assert not is_prose("请你扮演一位老师，把下面这段话改写得更加通顺，并且不要改变原来的意思。")
    assert not is_prose("def f(x):\n    return x  # 返回\n")
    assert not is_prose("很长的一段引文，" * 30)


def test_explained_commands_are_points() -> None:
    text = (
        "# 常用命令\n\n```\nsvc reload   # 重新读取配置文件\nsvc drain    # 停止接收新的请求\n```\n"
    )
    found = points_of(text)
    assert [one.text for one in found] == [
        "svc reload：重新读取配置文件",
        "svc drain：停止接收新的请求",
    ]
    assert all(one.quote in text for one in found)


@pytest.mark.parametrize(
    ("block", "commands"),
    [
        (
            "# 查看全部任务\njobctl list\n# 删除完成的任务\njobctl prune",
            ["jobctl list", "jobctl prune"],
        ),
        ("retries：失败以后重试的次数\ntimeout：等待回应的秒数", ["retries", "timeout"]),
        ("jobctl list  # 查看全部任务", []),
        ("for x in y:  # 遍历全部元素\n    f(x)  # 处理一个元素\nimport a  # 引入需要的模块", []),
    ],
)
def test_a_block_is_a_list_of_commands_or_a_program(block: str, commands: list[str]) -> None:
    assert [one.command for one in explained(block)] == commands


def test_a_line_that_announces_a_command_is_a_step() -> None:
    text = "# 发布\n\n用签名工具给安装包生成校验文件：\n\n```\nsign pkg.tar\n```\n"
    (found,) = points_of(text)
    assert found.text == "用签名工具给安装包生成校验文件"


def test_we_is_left_out_of_a_statement() -> None:
    text = "# 锁\n\n如果锁的粒度太大，我们可以把数据分成多段，每一段用自己的锁。\n"
    (found,) = points_of(text)
    assert found.text == "如果锁的粒度太大，可以把数据分成多段，每一段用自己的锁"
    assert found.quote in text


def test_a_half_of_not_only_but_also_is_no_point() -> None:
    text = (
        "# 索引\n\n不仅要看查询的次数有多少，也要看每一次写入的时候会付出多少额外的代价，"
        "还有磁盘空间的占用和维护的成本到底有多高。\n"
    )
    assert all("也" in one.text for one in points_of(text) if "不仅" in one.text)


@pytest.mark.parametrize(
    ("heading", "action"),
    [("令牌登录后台", "用令牌登录后台"), ("随机选择样本", "随机选择样本"), ("缓存更新策略", "")],
)
def test_an_action_by_means_of_a_thing_is_no_name(heading: str, action: str) -> None:
    assert by_means(heading) == action


def test_trouble_is_told_from_advice() -> None:
    assert is_trouble("镜像拉取超时")
    assert not is_trouble("避免请求超时")
