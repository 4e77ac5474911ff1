"""The text of notes as ingest reads it, for every room that reads text too: what is found in an
answer must be found in the notes by the same words, sentences and marks."""

from __future__ import annotations

from ingest.markdown.blocks.questions import is_asking, without_sign
from ingest.markdown.directives import DIRECTIVE
from ingest.markdown.inline_state import SYNTAX
from ingest.markdown.parser import parse, parse_for_drawing, parse_line
from ingest.markdown.plain_text import (
    bold_phrases,
    heading_end,
    heading_text,
    html_text,
    inline_text,
    plain_text,
)
from ingest.markdown.shown import shown, trimmed
from ingest.schema import content_hash
from ingest.text.characters import Folded, fold, folded
from ingest.text.lexical import dictionary_words, segmenter, stem, stop_words, words
from ingest.text.sentences import clause_starts, sentence_spans, sentences, shielded

__all__ = [
    "DIRECTIVE",
    "SYNTAX",
    "Folded",
    "bold_phrases",
    "clause_starts",
    "content_hash",
    "dictionary_words",
    "fold",
    "folded",
    "heading_end",
    "heading_text",
    "html_text",
    "inline_text",
    "is_asking",
    "parse",
    "parse_for_drawing",
    "parse_line",
    "plain_text",
    "segmenter",
    "sentence_spans",
    "sentences",
    "shielded",
    "shown",
    "stem",
    "stop_words",
    "trimmed",
    "without_sign",
    "words",
]
