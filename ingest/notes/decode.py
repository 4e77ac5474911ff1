"""Bytes of a note -> text, whatever encoding its editor used. Pure."""

from __future__ import annotations

import codecs
from unicodedata import category

from ingest.errors import Problem

CHINESE_ENCODINGS = ("gb18030", "big5", "utf_16_le", "utf_16_be")
"""What Chinese notes are found in besides UTF-8, likeliest first."""

OTHER_ENCODINGS = ["shift_jis", "euc_jp", "euc_kr", "cp1251", "cp1252"]

_BOMS = (
    (codecs.BOM_UTF8, "utf_8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf_32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf_32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf_16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf_16", "UTF-16"),
)
_SAMPLE = 20_000  # characters looked at; the whole file has to decode all the same
_LEAST_COMMON = 0.9


class UnreadableNote(Problem):
    """A file that can't be taken in as a note; says why, without the file's name."""


def decode(data: bytes) -> str:
    """Text of a file, with \\n line ends and without BOM.

    Raises UnreadableNote if it is binary, damaged, or in no encoding that is recognised.
    """
    text = _decode(data).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for bom, encoding, name in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableNote("file_begins", name=name) from error
    utf8 = _strict(data, "utf_8")
    if utf8 is not None and "\x00" not in utf8 and _control_share(utf8) < 0.1:
        return utf8
    if utf8 is None:
        _refuse_damaged_utf8(data)
    text = _chinese(data)
    if text is not None:
        return text
    if utf8 is not None or b"\x00" in data:
        raise UnreadableNote("file_binary")
    import charset_normalizer  # few notes need it, and every start would wait for it

    found = charset_normalizer.from_bytes(data, cp_isolation=OTHER_ENCODINGS).best()
    text = _strict(data, found.encoding) if found else None
    if text is None:
        raise UnreadableNote("file_encoding")
    if _control_share(text) > 0.01:
        raise UnreadableNote("file_binary")
    return text


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _control_share(text: str) -> float:
    """Share of control characters that have no place in a text, 0 to 1."""
    controls = sum(1 for char in text if char < " " and char not in "\n\r\t\f\v\x1b")
    return controls / len(text) if text else 0.0


def _refuse_damaged_utf8(data: bytes) -> None:
    """Say where UTF-8 breaks off, rather than take the file for another encoding."""
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    whole = sum(1 for char in lenient if char > "\x7f") - broken
    # Text of another encoding hardly ever holds a valid sequence of several bytes.
    if whole >= 4 * broken:
        line = lenient[: lenient.index("\ufffd")].count("\n") + 1
        raise UnreadableNote("file_line", line=line)


def _chinese(data: bytes) -> str | None:
    """Text in the encoding under which it reads as everyday Chinese, or None under none of them.

    The library guesses by statistics, and takes two Chinese sentences for Korean as often as not.
    """
    best, best_rank = None, (_LEAST_COMMON, 0)
    for encoding in CHINESE_ENCODINGS:
        text = _strict(data, encoding)
        if text is None or "\x00" in text[:_SAMPLE] or _control_share(text) > 0.01:
            continue
        sample = text[:_SAMPLE]
        ascii_count = sum(map(str.isascii, sample))
        # ASCII in UTF-16 has its zero bytes in the right places: no chance finding.
        sure = ascii_count if encoding.startswith("utf_16") else 0
        rank = _common_share(sample, sure), ascii_count
        if rank > best_rank:
            best, best_rank = text, rank
    if best is not None and _reads_as_korean(data):
        return None
    return best


def _common_share(text: str, sure: int) -> float:
    """How everyday the characters beyond ASCII are for Chinese, on average, 0 to 1.

    `sure` more characters are taken for everyday ones.
    """
    beyond = [char for char in text if char > "\x7f"]
    return (sum(map(_commonness, beyond)) + sure) / max(len(beyond) + sure, 1)


def _commonness(char: str) -> float:
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        pass
    else:
        # Marks, and the 3,755 characters of the first level; kana, Greek, Cyrillic lie between.
        if lead <= 0xA3 or lead == 0xA9 or 0xB0 <= lead <= 0xD7:
            return 1.0
        return 0.7 if lead > 0xD7 else 0.0
    try:
        code = char.encode("big5")
    except UnicodeEncodeError:
        return float(category(char) == "So")  # emoji
    return float(b"\xa1\x40" <= code <= b"\xa3\xbf" or b"\xa4\x40" <= code <= b"\xc6\x7e")


def _reads_as_korean(data: bytes) -> bool:
    """Korean's syllables share their codes with common Chinese characters; Korean has spaces."""
    text = _strict(data, "euc_kr")
    if text is None:
        return False
    beyond = [char for char in text[:_SAMPLE] if char > "\x7f"]
    hangul = sum("\uac00" <= char <= "\ud7a3" for char in beyond)
    words = sum(part[:1] > "\x7f" for part in text[:_SAMPLE].split())
    return hangul > 0.97 * len(beyond) and len(beyond) < 6 * words and len(beyond) > 8
