"""How models mark their thoughts, and how a mark is told from a word about one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

WrapperKind = Literal[
    "open", "close", "answer", "harmony", "fence", "details", "comment",
    "noise", "turn", "over", "call",
]  # fmt: skip

_NAMES = (
    r"(?:(?:ant[_-]?)?think(?:ing)?|thoughts?|reason(?:ing|s)?|reflect(?:ion)?s?|analysis|scratch[_-]?pad"
    r"|rationale|deliberation|introspection|contemplat(?:or|ion)|brainstorm(?:ing)?"
    r"|(?:inner|internal)[_-]?(?:monologue|thoughts?|reasoning)|monologue"
    r"|思考(?:过程)?|推理(?:过程)?|内心独白|chain[_-]?of[_-]?thoughts?|cot(?:_\w+)?|(?:self[_-]?)reflection|(?:self[_-]?)critique)"
)
_ANSWERS = (
    r"(?:(?:final[_-]?)?(?:answer|output)|final(?:[_-]?response)?|response|reply|solution"
    r"|(?:最终|正式)?(?:回答|答案))"
)
_TURN = r"<(?:[|｜](?:im_start|start_header_id)[|｜]|start_of_turn)>\s*"

# A mark around thoughts, a turn or a call: “</think>” but not “<b>”.
TOKEN = re.compile(
    rf"""
    <\s*(?P<xml_end>/?)\s*(?:[\w-]+:)?{_NAMES}(?:[\s:][^<>]*)?/?\s*>
  | <[|｜]\s*(?P<sign_end>/|end|END)?(?:begin|BEGIN|start|START)?[_▁ ]*(?:of|OF)?[_▁ ]*{_NAMES}
      [_▁ ]*(?P<sign_stop>end|END)?\s*[|｜]>
  | \[\s*(?P<square_end>/?)\s*(?:END[_ ]|(?=[A-Za-z])){_NAMES}\s*\](?!\()
  | ◁\s*(?P<kimi_end>/?)\s*{_NAMES}\s*▷
  | <unused9(?:4>\s*(?:thought)?|(?P<unused_end>5)>)
  | <\|channel>\s*thought | (?P<channel_end><channel\|>)
  | <\|(?P<harmony>channel|message|start|end|return|call|constrain)\|>
  | (?P<fence>(?<![^\n])[ ]{{0,3}}```[ ]*{_NAMES}[ ]*\r?\n)
  | (?P<details><details\b(?:[^<>]*\btype=["']?reasoning[^<>]*>
      |[^<>]*>\s*<summary>[^<\w]*(?:think|thought|reason|思考|推理|分析)))
  | (?P<comment><!--\s*(?:think|thought|reason|reflect|思考|推理))
  | <\s*/?\s*(?P<answer>{_ANSWERS})\s*>
  | (?P<turn>{_TURN}(?:user|human|system|tool|observation)\b
      |<[|｜](?:user|system|observation)[|｜]>|\[INST\])
  | (?P<over><[|｜](?:im_end|endoftext|e[ou][tm]_id|end_of_text|eos|end▁of▁sentence)[|｜]>
      |<end_of_turn>)
  | (?P<noise>{_TURN}(?:(?:assistant|model)\b\s*)?
      |<[|｜](?:im_sep|begin_of_text|assistant|end_header_id|bos|begin▁of▁sentence)[|｜]>
      |</s>|\[/INST\])
  | (?P<call><(?:\w+:)?(?:tool_calls?|function_calls?|invoke\s+name=[^<>]{{1,80}}|function=[\w.]+)>
      |<[|｜]tool[_▁]calls?(?:[_▁]section)?(?:[_▁]begin)?[|｜]>|<\|(?:python_tag|action_start)\|>
      |\[TOOL_CALLS\])
  | <[|｜]\s*(?:begin|end|start)[_▁](?:of[_▁])?(?P<solution>solution|response|answer|box)\s*[|｜]>
    """,
    re.IGNORECASE | re.VERBOSE,
)

# The beginning of such a mark at the end of a text: “a <|thi” but not “a < 1”.
PARTIAL = re.compile(
    r"(?:<\|channel>\s{0,4}\w{0,8}"
    r"|<(?:/?[|｜]?/?"
    r"|\s*/?\s*[|｜]?/?[A-Za-z\u4e00-\u9fff][\w:=.▁\- |｜]{0,40}(?:\s[^<>\n]{0,160})?/?"
    r"|!-{0,2}\s*\w{0,8}|details\b[^<>]{0,80}>?\s*(?:<[^<>]{0,12}>?[^<]{0,12})?)"
    r"|\[\s*/?\s*[A-Za-z_ -]{0,20}|◁[^▷\n]{0,20}|(?<![^\n]) {0,3}`{1,3} *\w{0,20} *\r?)$"
)
"""The end of a text that may be the beginning of a mark: what follows will tell."""

# “</details>” but not “</b>”.
CLOSERS = {
    "turn": re.compile(
        rf"{_TURN}(?:assistant|model)\b\s*|<[|｜]assistant[|｜]>\s*|\[/INST\]\s*", re.I
    ),
    "fence": re.compile(r"(?:^|\n) {0,3}`{3,}[ \t]*(?=\n|$)"),
    "details": re.compile(r"</details\s*>", re.IGNORECASE),
    "comment": re.compile(r"-->"),
}
"""What ends thoughts that have no closing mark of their own."""

_OF_THE_TURN: tuple[WrapperKind, ...] = ("noise", "turn", "over", "call")

NEEDED_AFTER = 12
"""Characters behind a mark that tell whether it is one."""

# A word behind a mark that says it is one, so that it is spoken of: “ 标签包住思考” but not “
# 先算面积”.
_NOUN = re.compile(
    r"\s?[\"'”’」』》`)）]*\s?(?:开始|结束|闭合)?(?:标签|标记|标志|符号|元素|字段|token|tag|element|marker|block)",
    re.IGNORECASE,
)
# A sentence that goes on behind a mark that it speaks of: “和” but not “ 容器”.
_GOES_ON = re.compile(
    r"\s?[\"'”’」』》`)）]|\s?(?:和|与|或|及|、|，|,|/|…|\.\.\.|之间|之后|之前|里|中|内|前|后|开头|开始|结束|结尾|收尾|关闭"
    r"|(?:and|or|to|is|are|before|after|then|when|in|at)\b)",
    re.IGNORECASE,
)
# What follows the name of a tool that is called: “ {"q": 1}” but not “ 是一个标记”.
_CALLED = re.compile(r"\s*(?:[{<\[`]|\w[\w.]*\s*[({<\[\n]|$)|\s*\n")
# What explains a mark before it: “表示” but not “容器”.
_EXPLAINED = re.compile(
    r"\s?(?:[:：=|]|[-–—]+\s|[是为即]|表示|代表|标[志记]|作为|用[来于]|(?:means?|marks?|ends?|stands?)\b)",
    re.IGNORECASE,
)
# A word behind a mark that tells of its end: “ 结束思考” but not “ 开始思考”.
_ENDS = re.compile(r"\s?(?:结束|结尾|收尾|关闭)")
# What leads to a mark that is spoken of: “使用” but not “容器”.
_LEADS = re.compile(
    r"(?:[\"'“‘「『《`(（、，,/|：:]|[用以把由的出在到像如叫写是和与或个有加含入带])\s?$"
    r"|\b(?:the|an?|in|with|by|between|using|uses?|inside|like|and|or|to|until|after|before|at|of"
    r"|called|named|emits?|outputs?|writes?|prints?|produces?|puts?|contains?|wraps?|adds?|opening"
    r"|closing|tags?|tokens?|special)\s$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ThoughtMark:
    """A mark of thoughts, from `start` to `end` of the text it was found in."""

    kind: WrapperKind
    name: str
    start: int
    end: int


def find(text: str, at: int) -> ThoughtMark | None:
    """The first mark from `at` on."""
    match = TOKEN.search(text, at)
    if match is None:
        return None
    found = match.groupdict()
    kind: WrapperKind = "open"
    name = ""
    if found["harmony"]:
        kind, name = "harmony", found["harmony"].lower()
    elif found["noise"] or found["turn"] or found["over"] or found["call"]:
        kind = next(k for k in _OF_THE_TURN if found[k])
    elif found["answer"] or found["solution"]:
        kind = "answer"
    elif found["fence"] or found["details"] or found["comment"]:
        kind = "fence" if found["fence"] else "details" if found["details"] else "comment"
    elif any(found[key] for key in found if key.endswith(("_end", "_stop"))) or re.match(
        r"\[\s*END", match.group(), re.IGNORECASE
    ):
        kind = "close"
    return ThoughtMark(kind, name, match.start(), match.end())


def is_clear(before: str) -> bool:
    """Whether a mark behind `before` stands where a thought would begin or end."""
    bare = before.rstrip(" \t*_")
    return not bare or bare[-1] in "\n。！？!?….>；;"


def is_word(before: str, after: str) -> bool:
    """Whether an opening mark is a word about one: “放在 <think> 和 </think> 之间”."""
    if is_clear(before):
        return bool(_NOUN.match(after))
    return bool(_LEADS.search(before) or _NOUN.match(after) or _GOES_ON.match(after))


def is_turn_word(before: str, after: str) -> bool:
    """Whether a mark of turns or calls is spoken of: “- <|im_end|>：一轮的结束”."""
    return is_word(before, after) or bool(_EXPLAINED.match(after))


def is_call(mark: str, before: str, after: str) -> bool:
    """Whether a mark begins a call of a tool, and is no word about one."""
    if is_turn_word(before, after):
        return False
    if not re.match(r"<\w", mark):  # a special token
        return True
    return is_clear(before) and bool(_CALLED.match(after))


def is_closing_word(before: str, after: str, spoken_of: bool) -> bool:
    """Whether a closing mark that nothing opened is a word about such a mark. `spoken_of` says that
    the opening mark was named before."""
    if spoken_of and TOKEN.search(before.rpartition("\n")[2]):
        return True  # a pair of them: “形如 <think>…</think>”
    if is_clear(before):
        return bool(_NOUN.match(after) or _ENDS.match(after))
    return spoken_of or bool(_LEADS.search(before) or _NOUN.match(after) or _ENDS.match(after))
