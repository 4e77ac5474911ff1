"""Text -> words for BM25, Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize

import snowballstemmer

from ingest.text.characters import folded

TOKENISER_VERSION = 8
"""Raised when words change, or what is read of notes: all are then read again, and only text that
reads otherwise now is embedded again."""

HEADING_WEIGHT = 2
"""How often the words of title and heading path count against those of the body."""

# Runs of Chinese, and Latin words with the signs inside them: “node.js” but not “，。”.
_RUNS = re.compile(
    r"(?P<cjk>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"
    r"|(?P<latin>[a-z0-9_]+(?:[.\-+#/:=@][a-z0-9_]+)*(?:\+\+|#)?)"
)
# Letters and digits of a name, apart: “ipv6” but not “，。”.
_PARTS = re.compile(r"[a-z]+|\d+")
# A Latin word without signs: “node” but not “，。”.
_WORD = re.compile(r"[A-Za-z0-9]+")
# Where a name in capitals and small letters is put together: “HashMap” but not “hashmap”.
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that say nothing about the subject of a question or a note."""
    text = resources.files(__package__).joinpath("stop_words.txt").read_text("utf-8")
    return frozenset(text.split())


def words(text: str, *, pairs: bool = True) -> list[str]:
    """Words in order, lower case, stop words left out.

    Chinese is cut by jieba in search mode, with the pairs of characters beside it (so that a term
    jieba doesn't know still meets itself). Latin words, identifiers, options and numbers are kept
    whole and in parts (`--net=host` gives `net=host`, `net`, `host`), stemmed as English.
    Without `pairs`, only what jieba takes for words.
    """
    stops = stop_words()
    text = normalize("NFKC", folded(text))
    return [word for run in _runs(text, pairs) for word in run if word not in stops]


def dictionary_words(text: str) -> list[str]:
    """The same words, each once, but none that jieba only guesses and no single Chinese character:
    a word in this list that a note lacks is lacked indeed, and not cut in another way."""
    stops = stop_words()
    found: dict[str, None] = {}
    for match in _RUNS.finditer(normalize("NFKC", folded(text)).lower()):
        if match.lastgroup == "cjk":
            cut = segmenter().cut(match.group(), HMM=False)
            found.update(dict.fromkeys(word for word in cut if len(word) > 1))
        else:
            found.update(dict.fromkeys(_latin(match.group())))
    return [word for word in found if word not in stops]


def _runs(text: str, pairs: bool) -> Iterator[Iterable[str]]:
    for match in _RUNS.finditer(text.lower()):
        run = match.group()
        if match.lastgroup != "cjk":
            yield _latin(run)
        else:
            yield _chinese(run) if pairs else _segmented(run)
    for word in _WORD.findall(text):
        parts = _CAMEL.split(word)
        if len(parts) > 1:  # `getUserNames`, `HTTPServer`
            yield [stem(part.lower()) for part in parts if len(part) > 1]


@lru_cache(maxsize=65536)
def _latin(run: str) -> tuple[str, ...]:
    found = dict.fromkeys([stem(run)])
    parts = [part for part in re.split(r"[.\-+#/:=@_]", run) if part]
    if len(parts) > 1:
        found.update(dict.fromkeys(stem(part) for part in parts))
    for part in parts:
        pieces = _PARTS.findall(part)
        if len(pieces) > 1:  # `docker0`, `top5`: the word without its number
            found.update(dict.fromkeys(stem(piece) for piece in pieces if len(piece) > 1))
    return tuple(found)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """An English word without its ending, in lower case; anything else as it is."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def _segmented(run: str) -> tuple[str, ...]:
    return tuple(segmenter().cut_for_search(run))


@lru_cache(maxsize=65536)
def _chinese(run: str) -> tuple[str, ...]:
    found = _segmented(run)
    known = set(found)
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return (*found, *(pair for pair in pairs if pair not in known))


@lru_cache(maxsize=1)
def segmenter() -> Any:
    """jieba's tokenizer, read on first use; it says nothing and leaves nothing behind."""
    import logging

    import jieba

    jieba.setLogLevel(logging.CRITICAL)  # a full disk costs it its cache, and nobody more
    tokenizer = jieba.Tokenizer()
    # The shared temporary folder is anybody's: a cache file there would be loaded unchecked.
    with TemporaryDirectory(prefix="jieba-") as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    return tokenizer


def chunk_words(heading: str, body: str) -> list[str]:
    """Words of a chunk for BM25: heading words count HEADING_WEIGHT times."""
    return words(heading) * HEADING_WEIGHT + words(body)
