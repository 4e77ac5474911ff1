"""Bytes of notes in every encoding that Chinese editors left behind."""

from __future__ import annotations

import codecs

import pytest

from ingest.notes.decode import UnreadableNote, decode

SIMPLIFIED = (
    "进程和线程有什么区别？线程共享内存。",
    "容器共用宿主机的内核。\n虚拟机自带内核。\n",
    "# Docker 网络\n\nhost 模式没有隔离。",
    "你好，世界。",
    "# 一、事务\n\n一个事务要么全部成功，要么全部失败。",
    "MySQL 的 MVCC 用 undo log 保存旧版本，读不加锁。",
)
TRADITIONAL = ("進程和線程有什麼區別？線程共享記憶體。", "# Docker 網路\n\nhost 模式沒有隔離。")


@pytest.mark.parametrize("text", SIMPLIFIED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16",
                                      "utf-16-le", "utf-16-be", "utf-32"])  # fmt: skip
def test_short_chinese_notes_are_read_in_any_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", TRADITIONAL)
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-le", "utf-16-be"])
def test_traditional_chinese_is_read_too(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これはテストです。プロセスとスレッドの違い。", "shift_jis"),
        ("안녕하세요 저는 학생입니다 반갑습니다", "euc_kr"),
        ("Ça va très bien, à bientôt", "cp1252"),
        ("An English note, with ❯ in it.\n", "utf-16-le"),
    ],
)
def test_other_languages_are_not_taken_for_chinese(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_line_ends_become_newlines_and_marks_go() -> None:
    assert decode(codecs.BOM_UTF8 + b"a\r\nb\rc\n\r\n") == "a\nb\nc\n\n"
    assert decode(codecs.BOM_UTF16_BE + "a\r\nb".encode("utf-16-be")) == "a\nb"
    assert decode(b"") == decode(codecs.BOM_UTF8) == ""


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), b"abc\x00def", b"\x00" * 64,
     b"PK\x03\x04\x14\x00\x08\x08", bytes(range(1, 32)) * 4],
)  # fmt: skip
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableNote):
        decode(data)


def test_damaged_utf8_is_refused_with_its_line() -> None:
    data = "第一行\n第二行".encode() + b"\xff" + "还有".encode()
    with pytest.raises(UnreadableNote, match="line 2 is not valid UTF-8"):
        decode(data)
    with pytest.raises(UnreadableNote, match="UTF-16"):
        decode(codecs.BOM_UTF16_LE + b"a\x00b")
