"""How much raw markup is left in what is made of notes.

`python tests/benchmarks/leftovers.py NOTES …` splits each folder, quotes its sections and builds
its bank, and counts signs that only a renderer reads: in all texts, and in 60 of each kind chosen
by `--seed`. It prints numbers alone unless `--show` is given.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.answering.quotable import plainer, units_of
from bot.bank.build import build
from bot.notes.sections import sections_in_folder
from ingest.markdown.parser import parse
from ingest.notes.decode import UnreadableNote
from ingest.notes.folder import find_notes, read_note
from ingest.splitting.split import SplitSettings, split_note

SAMPLE = 60

SIGNS = {
    "tag": r"</?(?:a|b|br|blockquote|center|code|details|div|em|font|h[1-6]|hr|i|iframe|img|kbd|li"
    r"|ol|p|pre|s|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|video)\b[^<>\n]*>",
    "comment": r"<!--|%%",
    "container": r"^\s*(?::::|!!!|\?\?\?)|\{%|%\}|\[![a-z]+\]",
    "wikilink": r"\[\[|\]\]",
    "mark": r"==\S",
    "block id": r"\s\^[0-9a-z-]+$",
    "footnote": r"\[\^[^\]\s]+\]|\^\[",
    "contents": r"\[toc\]|\]\(#",
    "source": r"(?<=[^\w\])])\[\d{1,2}\](?!\()",
    "task": r"^\s*(?:[-*+]\s+)?\[[ xX]\]\s",
    "heading": r"^\s*#{1,6}[^\s#]",
    "label": r"^\W*(?:Q|A|问|答)\d*\s*[:：]",
    "field": r"^[\w ]+::\s|\[[\w ]+::",
    "attributes": r"\{[:.#][\w-]",
    "diagram": r"^\s*(?:graph (?:TD|LR|TB|RL|BT)|sequenceDiagram|classDiagram|flowchart|gantt)\b",
    "entity": r"&(?:nbsp|lt|gt|amp|quot|#\d+);",
}
PATTERNS = {name: re.compile(own, re.IGNORECASE | re.MULTILINE) for name, own in SIGNS.items()}
_CODE = re.compile(r"(?P<sign>```+|~~~+).*?(?:(?P=sign)|\Z)|`[^`\n]+`", re.DOTALL)
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)


def found(text: str) -> list[str]:
    """The kinds of signs in a text; code and formulas may hold any."""
    bare = _MATH.sub(" ", _CODE.sub(" ", text))
    return [name for name, pattern in PATTERNS.items() if pattern.search(bare)]


def texts_of(notes: Path) -> dict[str, list[str]]:
    """What is made of a folder, by kind."""
    passages, _ = sections_in_folder(notes)
    questions = build(passages).questions
    quotes = [plainer(unit) for passage in passages for unit in units_of(passage)]
    return {
        "embedded": list(_embedded(notes)),
        "quotes": quotes,
        "questions": [question.text for question in questions],
        "points": [point.text for question in questions for point in question.points],
    }


def _embedded(notes: Path) -> Iterable[str]:
    """What is embedded of notes without their code, which may hold any sign."""
    for file in find_notes(notes):
        try:
            note, _ = read_note(notes, file)
        except UnreadableNote:
            continue
        lines = note.text.split("\n")
        body = note.body_line - 1
        for token in parse("\n".join(lines[body:])):
            if token.type in ("fence", "code_block") and token.map:
                first, end = (body + row for row in token.map)
                lines[first:end] = [""] * (end - first)
        bare = replace(note, text="\n".join(lines))
        yield from (chunk.embed_text for chunk in split_note(bare, _count, SplitSettings()).chunks)


def _count(texts: Sequence[str]) -> list[int]:
    """About as many tokens as the embedding model's tokenizer would find."""
    return [len(text) * 2 // 3 for text in texts]


def counted(texts: Sequence[str]) -> tuple[int, dict[str, int]]:
    kinds = [kind for text in texts for kind in found(text)]
    return sum(bool(found(text)) for text in texts), {one: kinds.count(one) for one in PATTERNS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path, nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="the texts that have signs left")
    arguments = parser.parse_args()
    for notes in arguments.notes:
        for kind, texts in texts_of(notes).items():
            sample = random.Random(arguments.seed).sample(texts, min(SAMPLE, len(texts)))
            left, _ = counted(sample)
            all_left, by_sign = counted(texts)
            named = " ".join(f"{sign}:{count}" for sign, count in by_sign.items() if count)
            figures = f"{left:3}/{len(sample)} {all_left:5}/{len(texts)}"
            print(f"{notes.name:12} {kind:10} {figures} {named}")
            for text in texts if arguments.show else ():
                if found(text):
                    print("   ", ",".join(found(text)), repr(text[:300]))


if __name__ == "__main__":
    main()
