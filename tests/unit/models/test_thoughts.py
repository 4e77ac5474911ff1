"""Thoughts are told from the answer in whatever wrapper, however the text is cut into pieces."""

from __future__ import annotations

import pytest

from bot.models.thoughts import Thoughts

SAID = "网桥把容器接到同一个网段[1]。端口要另外发布。"

WRAPPED = [
    f"<think>先看第一段。</think>{SAID}",
    f"<THINK type='deep'>\n先看第一段。\n</THINK >\n\n{SAID}",
    f"<thinking>先看。</thinking>\n{SAID}",
    f"<reasoning>先看。</reasoning><reflection>够了。</reflection>{SAID}",
    f"<analysis>先看。</analysis>\n<answer>{SAID}</answer>",
    f"<seed:think>先看。</seed:think>{SAID}",
    f"[THINK]先看。[/THINK]{SAID}",
    f"◁think▷先看。◁/think▷{SAID}",
    f"<｜think｜>先看。<｜/think｜>{SAID}",
    f"<|begin_of_thought|>先看。<|end_of_thought|><|begin_of_solution|>{SAID}<|end_of_solution|>",
    f"<|START_THINKING|>先看。<|END_THINKING|><|START_RESPONSE|>{SAID}<|END_RESPONSE|>",
    f"<unused94>thought\n先看。<unused95>{SAID}",
    f"<|channel>thought\n先看。<channel|>{SAID}",
    f"<think>先<think>看</think>第一段。</think>{SAID}",
    f"<think>问的是 <think> 标签吗？不是。</think>{SAID}",
    f"<think>里面有 `半个代码。</think>{SAID}",
    f"<think></think>{SAID}",
    f"<think/>{SAID}",
    f"<thinking>先看。<thinking/>{SAID}",
    f"<思考>先看。</思考>{SAID}",
    f"<|assistant|><think>先看。</think>{SAID}<|im_end|>",
    f"```thinking\n先看 `x`。\n```\n{SAID}",
    f'<details type="reasoning" done="true">\n<summary>3 s</summary>\n先看。\n</details>\n{SAID}',
    f"<details><summary>思考过程</summary>\n先看。\n</details>\n{SAID}",
    f"<!-- thinking: 先看 -->{SAID}",
    f"<|channel|>analysis<|message|>先看。<|end|><|start|>assistant<|channel|>final<|message|>{SAID}",
    f"<|channel|>analysis<|message|>先看。<|channel|>final<|message|>{SAID}<|return|>",
    f"<|channel|>analysis\n先看。<|end|><|start|>assistant<|channel|>final\n{SAID}",
    f"<|start|>assistant<|channel|>analysis<|message|>先看。<|end|>"
    f"<|start|>assistant<|channel|>commentary<|message|>再看。<|end|>"
    f"<|start|>assistant<|message|>{SAID}<|end|>",
    f"analysisThe user asks about bridges.assistantfinal{SAID}",
    f"思考过程：先看第一段。\n\n最终答案：{SAID}",
    f"<antThinking>先看。</antThinking>{SAID}",
    f"<思考>先看。</思考>\n<回答>{SAID}</回答>",
    f"<thinking>先看。</thinking>\n<output>\n{SAID}\n</output>",
    f"<|channel|>analysis<|message|>先看。<|end|><|start|>assistant"
    f"<|channel|>final <|constrain|>text<|message|>{SAID}",
    f"### Thinking\n先看第一段。\n\n---\n\n### Answer\n{SAID}",
    f"**思考过程**\n\n先看第一段。\n\n**最终回答**\n\n{SAID}",
    f"*Thinking...*\n\n> **First**\n> 先看第一段。\n\n{SAID}",
    f"**Thinking:** look first.\n\n**Final Answer:** {SAID}",
]

LATE = [
    f"先看第一段。\n</think>\n\n{SAID}",
    f"So I answer now </think> {SAID}",
    f"先看第一段。</thinking>{SAID}",
    f"先看第一段。[/THINK]{SAID}",
    f"先看第一段。<|end|><|start|>assistant<|channel|>final<|message|>{SAID}",
    f"analysis<|message|>先看。<|end|><|start|>assistant<|channel|>final<|message|>{SAID}",
]

WORDS = [
    "模型把推理放在 <think> 和 </think> 之间[1]。",
    "它用 `<think>` 开始，用 `</think>` 结束。",
    "输出形如：<think>…</think>答案，只奖励答案。",
    "```html\n<think>\nx\n</think>\n```\n完。",
    "模型先输出 <think>，再写过程。",
    "The model emits <think> before it answers and </think> after its thoughts.",
    "<think> 标签包住推理过程，</think> 结束它。",
    "“<analysis>”是一个元素。",
    "analysis模块负责分词。",
    "思考：这里只有一句。",
    "ChatML 用 <|im_start|>user 开头，每轮以 <|im_end|> 结束。",
    "网桥。\n\n- <|im_end|>：一轮的结束\n- <|eot_id|> 表示同样的事。\n\n端口。",
    "调用写在 <tool_call> 和 </tool_call> 之间。\n\n- <tool_call>: 开始\n\n完。",
    "### 推理过程\n\n先分词，再编码。没有别的标题。",
    "[THINK](https://a.example) 是链接，a < b 而且 c > d，用 <div>。",
]


def shown(text: str, step: int) -> tuple[str, Thoughts]:
    thoughts = Thoughts()
    said = ""
    pieces = [thoughts.feed(text[at : at + step]) for at in range(0, len(text), step)]
    for piece in (*pieces, thoughts.finish()):
        said = piece.text if piece.anew else said + piece.text
    return said, thoughts


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize("text", WRAPPED)
def test_what_a_model_marks_as_thoughts_is_not_shown(text: str, step: int) -> None:
    said, thoughts = shown(text, step)
    assert said.strip() == SAID
    assert not thoughts.withdrawn


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize("text", LATE)
def test_thoughts_whose_end_alone_is_marked_are_withdrawn(text: str, step: int) -> None:
    said, thoughts = shown(text, step)
    assert said.strip() == SAID
    assert thoughts.withdrawn or step == 1000


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize("text", WORDS)
def test_an_answer_about_such_marks_loses_nothing(text: str, step: int) -> None:
    said, thoughts = shown(text, step)
    assert said == text
    assert thoughts.hidden == 0


TURNS = [
    f"<|im_start|>assistant\n{SAID}<|im_end|>",
    f"<|start_header_id|>assistant<|end_header_id|>\n\n{SAID}<|eot_id|>",
    f"<start_of_turn>model\n{SAID}<end_of_turn>\n",
    f"{SAID}<｜end▁of▁sentence｜>",
    f"[/INST]{SAID}</s>",
    f"<think>先看。<|im_end|></think>{SAID}",
    f"{SAID}<|im_end|>\n<|im_start|>user\n还有呢？<|im_end|>\n<|im_start|>assistant\n没了。",
    f"{SAID}\n<|user|>\n还有呢？\n<|assistant|>\n没了。",
    f"{SAID}[INST] 还有呢？ [/INST] 没了。",
    f"<|im_start|>user\n问题<|im_end|>\n<|im_start|>assistant\n{SAID}",
]


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize("text", TURNS)
def test_an_answer_is_one_turn_without_the_marks_of_turns(text: str, step: int) -> None:
    said, thoughts = shown(text, step)
    assert said.strip() == SAID
    assert not thoughts.withdrawn
    assert not thoughts.tool


CALLS = [
    '<tool_call>\n{"name": "find", "arguments": {"q": "网桥"}}\n</tool_call>',
    '<function_calls>\n<invoke name="find">\n</invoke>\n</function_calls>',
    "<function=find>\n<parameter=q>网桥</parameter>\n</function>",
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>find\n{"q":1}',
    "<|tool_calls_section_begin|><|tool_call_begin|>functions.find:0<|tool_call_end|>",
    '[TOOL_CALLS][{"name": "find"}]',
    "<|python_tag|>find.call(q=1)",
]


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize("before", ["", SAID])
@pytest.mark.parametrize("text", CALLS)
def test_a_call_of_a_tool_is_no_text(text: str, before: str, step: int) -> None:
    said, thoughts = shown(before + text, step)
    assert said == before
    assert thoughts.tool


@pytest.mark.parametrize(
    "text", ["<think>先看第一段，", "<think>看。</think><think>再看。", "<thi"]
)
def test_thoughts_that_never_end_leave_nothing(text: str) -> None:
    said, _ = shown(text, 2)
    assert said in ("", "<thi")


def test_thoughts_between_sentences_go_and_the_sentences_stay() -> None:
    said, _ = shown("网桥是虚拟的。<think>还有吗？</think>\n\n端口要发布。", 4)
    assert said == "网桥是虚拟的。\n\n端口要发布。"


@pytest.mark.parametrize("piece", ["先看第一段。", "x = 1 <b\n", "<th", "`", "[1]", "analysis"])
def test_a_character_is_held_back_or_let_go_and_never_kept_for_long(piece: str) -> None:
    """The work for a piece depends on what is held back, so that must stay short."""
    for opening in ("", "<think>", "思", "<|channel|>"):
        thoughts = Thoughts()
        thoughts.feed(opening)
        for _ in range(2000):
            thoughts.feed(piece)
            assert len(thoughts._held) < 400


@pytest.mark.parametrize("step", [1, 5, 1000])
@pytest.mark.parametrize("text", LATE)
def test_of_a_model_known_to_mark_the_end_alone_no_thought_is_shown(text: str, step: int) -> None:
    thoughts = Thoughts(late=True)
    pieces = [thoughts.feed(text[at : at + step]) for at in range(0, len(text), step)]
    said = "".join(piece.text for piece in (*pieces, thoughts.finish()))
    assert said.strip() == SAID
    assert not thoughts.withdrawn


def test_such_a_model_that_doesnt_think_is_shown_at_its_end() -> None:
    thoughts = Thoughts(late=True)
    assert thoughts.feed(SAID).text == ""
    assert thoughts.finish().text == SAID
