"""Which step comes first, in answers and notes."""

from __future__ import annotations

import pytest
from word_embedder import WordEmbedder

from bot.core.passage import Passage
from bot.grading.opposition.order import Misordered, misordered, steps_in
from bot.search.text_vectors import EmbedderMeaning
from ingest.text.sentences import sentence_spans

LOG = "先写日志，再写数据页，崩溃以后可以重放。"
CACHE = "写的时候先更新数据库，再删除缓存。"
OFFSET = "消费者关掉自动提交，业务做完再提交 offset。"
ENGLISH = "First write the log, then write the page."
HANDSHAKE = "1. 客户端发送 SYN\n2. 服务端回复 SYN 和 ACK\n3. 客户端发送 ACK\n"


def found(note: str, answer: str, heading: str = "") -> list[Misordered]:
    section = Passage(
        section="s", file="", title="", heading_path=(heading,), lines=(1, 1), text=note
    )
    meaning = EmbedderMeaning(WordEmbedder())
    cases = misordered([section], answer, sentence_spans(answer), meaning)
    return [one for one in cases if one.sure >= 0.7]


@pytest.mark.parametrize(
    ("note", "wrong"),
    [
        (LOG, "先写数据页再写日志"),
        (LOG, "数据页写完再写日志。"),
        (LOG, "写日志之前先写数据页"),
        (LOG, "它是先写数据页，最后写日志"),
        (CACHE, "先删缓存，再更新库"),
        (CACHE, "删除缓存后再更新数据库"),
        (OFFSET, "要先提交 offset 再处理业务"),
        (ENGLISH, "The page is written before the log."),
        (ENGLISH, "First write the page, then write the log."),
        (ENGLISH, "Write the page first, then the log."),
    ],
)
def test_steps_the_wrong_way_round_are_told_with_the_notes_words(note: str, wrong: str) -> None:
    cases = found(note, wrong)
    assert len(cases) == 1
    assert cases[0].note in note
    assert "先" in wrong[slice(*cases[0].span)] or len(wrong[slice(*cases[0].span)]) > 6


@pytest.mark.parametrize(
    ("note", "right"),
    [
        (LOG, "写数据页之前先写日志"),
        (LOG, "先把日志落盘，然后才改数据页"),
        (LOG, "先记 redo log，再刷脏页"),
        (LOG, "不能先写数据页再写日志"),
        (LOG, "如果先写数据页再写日志，崩溃就没法重放"),
        (CACHE, "先改库，再删缓存"),
        (CACHE, "更新完数据库之后再把缓存删掉"),
        (OFFSET, "业务处理完了再手动提交 offset"),
        (ENGLISH, "The log is written before the page."),
        (ENGLISH, "Write the page only after writing the log."),
        (LOG, "先看监控，再扩容"),
    ],
)
def test_the_right_order_in_other_words_is_no_contradiction(note: str, right: str) -> None:
    assert found(note, right) == []


def test_numbered_steps_have_an_order_where_their_heading_speaks_of_one() -> None:
    wrong = "先由服务端回复 SYN 和 ACK，再由客户端发送 SYN"
    assert found(HANDSHAKE, wrong, "三次握手的过程")
    assert not found(HANDSHAKE, wrong, "三次握手的要点")
    assert not found(HANDSHAKE, "客户端先发 SYN，然后服务端回复 SYN 和 ACK", "三次握手的过程")


def test_what_the_notes_say_as_well_is_no_contradiction() -> None:
    both = "读的时候先读缓存，再读数据库。导入的时候先读数据库，再读缓存。"
    assert found(both, "先读数据库，再读缓存") == []
    assert found(both, "先读缓存，再读数据库") == []


def test_words_with_a_first_in_them_are_no_order() -> None:
    for text in ("预先分配好内存再说", "优先级高的再看", "事先约定然后执行", ""):
        assert steps_in(text) == []
