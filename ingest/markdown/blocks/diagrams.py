"""Fences that aren't code: diagrams, queries over the notes, boxes. Pure.

A box's `meta["until"]` is the line behind what stands in it. A diagram's token holds the words in
it as `meta["words"]`, line by line: it can be found by them, and is never quoted.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.fence import fence

from ingest.markdown.directives import hide

_DIAGRAMS = frozenset(
    {"mermaid", "plantuml", "puml", "flow", "flowchart", "sequence", "seq", "dot", "graphviz"}
    | {"echarts", "mindmap", "markmap", "wavedrom", "vega", "vega-lite", "gantt", "ditaa", "uml"}
    | {"nomnoml", "d2", "tikz", "pikchr", "erd", "bpmn", "excalidraw", "chart", "charts"}
)
_QUERIES = frozenset(
    {"dataview", "dataviewjs", "query", "tasks", "button", "meta-bind", "kanban-settings"}
    | {"folder-overview", "calendar-timeline", "contributionGraph", "toc", "table-of-contents"}
)
_BOXES = frozenset(
    {"note", "tip", "important", "warning", "caution", "danger", "info", "hint", "admonition"}
    | {"seealso", "attention", "error", "success", "question", "quote", "abstract", "example"}
)
# Lines that say how a diagram is drawn: “graph TD”, “style A fill:#fff” but not “图 A”.
_SETTING = re.compile(
    r"(?:graph|flowchart|sequenceDiagram|classDiagram(?:-v2)?|stateDiagram(?:-v2)?|erDiagram|gantt|pie"
    r"|journey|mindmap|timeline|gitGraph|quadrantChart|digraph|strict|rankdir|node|edge|end|activate"
    r"|deactivate|autonumber|classDef|class|style|linkStyle|click|direction|dateFormat|axisFormat"
    r"|skinparam|hide|show|scale|!\w+|@\w+|%%|//|'|\}|\{|option)\b.{0,60}\Z|[@}{%'].*",
    re.IGNORECASE,
)
# Words between the signs of a diagram's line: “A[下单] -->|够| B”.
_LABEL = re.compile(r"\"([^\"]+)\"|\|([^|]+)\||[\[({>]+([^\[\](){}|\"<>]+)[\])}]+")
# Words on an arrow: “A -- 不够 --> B” but not “A --> B”.
_ON_ARROW = re.compile(r"(?:--|==|-\.)\s+([^-=|>.]+?)\s+(?:-->|==>|\.->|--)")
# What stands behind a colon: “A->>B: 请求” but not “http://a”.
_BEHIND_COLON = re.compile(r":(?!//)\s*([^:]+?)\s*\Z")
_ARROW = re.compile(r"\s*(?:<?[-=.]{1,3}[->ox)]{1,2}\s*|-{2,}|={2,}|=>)\s*")


def add_diagrams(parser: MarkdownIt) -> None:
    """Teach a parser which fences aren't code."""
    parser.block.ruler.at(
        "fence", _fence, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    count = len(state.tokens)
    if not fence(state, start, end, silent):
        return False
    if silent:
        return True
    token = state.tokens[count]
    name, _, title = token.info.strip().partition(" ")
    is_directive = name.startswith("{") and name.endswith("}")
    name = name.strip("{}.").lower()
    first, last = token.map or [start, state.line]
    if name in _DIAGRAMS:
        token.meta["words"] = "\n".join(diagram_words(token.content))
    elif name in _QUERIES:
        del state.tokens[count:]
        hide(state, first, last)
    elif name.startswith("ad-") or (is_directive and name in _BOXES):
        closed = token.content.count("\n") < last - first - 1
        del state.tokens[count:]
        _box(state, first, last - closed, title)
        state.line = last
    return True


def _box(state: StateBlock, first: int, last: int, title: str) -> None:
    """A fence around markdown, which its first lines may give a title and other settings."""
    own = first + 1
    while own < last and (setting := re.match(r"\s*:?(\w+):\s*(.*)", _line(state, own))):
        if setting[1].lower() not in ("title", "collapse", "icon", "color", "class", "name"):
            break
        title = setting[2].strip() if setting[1].lower() == "title" else title
        own += 1
    hide(state, first, own, title.strip()).meta["until"] = last
    before = state.lineMax, state.parentType
    state.lineMax, state.parentType = last, "root"
    state.md.block.tokenize(state, own, last)
    state.lineMax, state.parentType = before


def _line(state: StateBlock, row: int) -> str:
    return str(state.src[state.bMarks[row] : state.eMarks[row]])


def diagram_words(source: str) -> list[str]:
    """The words that a reader sees in a diagram, each once, in order."""
    found: dict[str, None] = {}
    for raw in source.split("\n"):
        line = raw.strip().rstrip(";")
        if not line or _SETTING.fullmatch(line):
            continue
        words = [next(filter(None, match.groups())) for match in _LABEL.finditer(line)]
        bare = _LABEL.sub(" ", line)
        words += _ON_ARROW.findall(bare)
        if behind := _BEHIND_COLON.search(bare):
            words.append(behind[1])
        if not words:
            words = _ARROW.split(line) if _ARROW.search(line) else [line]
        for word in words:
            text = re.sub(r"<br\s*/?>|\\n", " ", word).strip(" \"'`:;,")
            if sum(map(str.isalnum, text)) > 1:
                found[" ".join(text.split())] = None
    return list(found)
