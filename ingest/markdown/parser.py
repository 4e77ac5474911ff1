"""The markdown dialect of the notes: CommonMark with tables and math, and what Obsidian, Hexo,
MkDocs, Docusaurus and the like put into it. The one reader of markup."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.token import Token

from ingest.markdown.blocks.contents_lists import add_contents_lists
from ingest.markdown.blocks.diagrams import add_diagrams
from ingest.markdown.blocks.html_tables import add_html_tables
from ingest.markdown.blocks.math import add_math
from ingest.markdown.blocks.questions import add_questions
from ingest.markdown.directives import add_directives
from ingest.markdown.headings import add_headings
from ingest.markdown.inline import InlineParser, add_hidden_code
from ingest.text.characters import folded


def make_parser(*, for_drawing: bool = False) -> MarkdownIt:
    """A CommonMark parser with tables, strikethrough, formulas, and the notes' own signs.

    What only a renderer reads comes as hidden tokens (`directives`, `inline`). What is drawn keeps
    its tables of contents, and those in HTML their tags.
    """
    parser = MarkdownIt("commonmark")
    parser.inline = InlineParser()
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.at("reference", _reference)
    add_directives(parser)
    add_headings(parser)
    add_questions(parser)
    add_math(parser)
    add_diagrams(parser)
    if not for_drawing:
        add_html_tables(parser)
        add_contents_lists(parser)
    add_hidden_code(parser)
    return parser


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's link definitions; but `[^1]: 说明` is a footnote, which is text."""
    if state.src.startswith("[^", state.bMarks[start] + state.tShift[start]):
        return False
    return reference(state, start, end, silent)


@lru_cache(maxsize=2)
def _parser(for_drawing: bool = False) -> MarkdownIt:
    return make_parser(for_drawing=for_drawing)


@lru_cache(maxsize=64)
def parse(markdown: str) -> tuple[Token, ...]:
    """Block tokens of the folded text, which has the same lines (`text.characters`); `token.map`
    holds 0-based [first line, line behind the last).

    The tokens are shared between callers: they are not to be changed.
    """
    return tuple(_parser().parse(folded(markdown)))


def parse_for_drawing(markdown: str) -> tuple[Token, ...]:
    """The same of a note that is drawn as its author meant it."""
    return tuple(_parser(for_drawing=True).parse(folded(markdown)))


def parse_line(markdown: str) -> list[Token]:
    """The tokens of a line's content, folded."""
    return _parser().parseInline(folded(markdown))[0].children or []
