"""What of an answer was shown while it grew is what is left of it in the end."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering.answer_length import comparable
from bot.answering.kept_text import KeptText
from bot.language.markup import pieces

ONE, TWO, THREE = "网桥把容器接到同一个网段。", "端口要另外发布。", "镜像由只读的层叠成。"
ASKED = "容器怎么联网？"


def grown(text: str, step: int, sentences: int | None = None) -> tuple[list[str], str]:
    """What was shown piece by piece, and what is left in the end."""
    kept = KeptText(ASKED, sentences)
    shown = [kept.grown(text[:end]) for end in range(step, len(text) + 1, step)]
    shown.append(kept.grown(text, last=True))
    return shown, kept.text(text)


@pytest.mark.parametrize("step", [1, 4, 1000])
@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"好的，{ONE}{TWO}", ONE + TWO),
        (f"当然！根据你的笔记，{ONE}", ONE),
        (f"Sure! Based on the provided notes, {ONE}", ONE),
        (f"根据[1]，{ONE}", ONE),
        (f"{ASKED}\n\n{ONE}", ONE),
        (f"那么，容器要怎么联网呢？{ONE}", ONE),
        (f"{ONE}{TWO}{ONE}{THREE}", ONE + TWO + THREE),
        (f"{ONE}{TWO}\n\n总之，网桥把容器接到同一个网段，端口要发布。", ONE + TWO),
        (f"好的做法是发布端口。{TWO}", f"好的做法是发布端口。{TWO}"),
        (f"根据端口，{TWO}", f"根据端口，{TWO}"),
        (f"{ONE}总之，镜像由层叠成。", f"{ONE}总之，镜像由层叠成。"),
        (f"网桥是什么？{ONE}", f"网桥是什么？{ONE}"),
        ("好的，", "好的，"),
    ],
)
def test_what_goes_was_never_shown(text: str, left: str, step: int) -> None:
    shown, kept = grown(text, step)
    assert "".join(shown).strip() == left
    assert kept == left


@pytest.mark.parametrize("chunks", [[ONE] * 6, [f"{ONE[:-1]}[1]。"] * 6, [ONE + TWO] * 4])
def test_whole_sentences_at_a_time_are_not_shown_twice_either(chunks: list[str]) -> None:
    kept, text = KeptText(ASKED), ""
    shown = ""
    for chunk in chunks:
        text += chunk
        shown += kept.grown(text)
    assert shown + kept.grown(text, last=True) == chunks[0]


def test_nothing_is_shown_behind_the_last_allowed_sentence() -> None:
    shown, _ = grown(f"{ONE}{TWO}{THREE}", 1, sentences=2)
    assert "".join(shown[:-1]) == ONE + TWO


def test_a_sentence_that_says_something_else_is_held_back_for_a_few_characters() -> None:
    kept = KeptText(ASKED)
    text = ONE + THREE
    behind = [end - len("".join(seen)) for end, seen in _so_far(kept, text)]
    assert max(behind) <= 8


def _so_far(kept: KeptText, text: str) -> list[tuple[int, list[str]]]:
    seen: list[str] = []
    found = []
    for end in range(1, len(text) + 1):
        seen.append(kept.grown(text[:end]))
        found.append((end, list(seen)))
    return found


PARTS = st.sampled_from(
    [ONE, TWO, THREE, ASKED, "总之，", "如下：", "\n", "- ", "```\n", "好的，", "[1]", " "]
)


@example(f"{ONE}如下：{TWO}[1]{ONE}{THREE}", 2)
@given(st.lists(PARTS, max_size=14).map("".join), st.integers(1, 9))
def test_every_sentence_that_was_shown_is_left(text: str, step: int) -> None:
    shown, kept = grown(text, step)
    left = comparable(kept)
    for piece in pieces("".join(shown)):
        assert not piece.is_claim or comparable(piece.text) in left


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["。", "好。", "网桥\n", "x ", ONE])
def test_the_work_is_linear_in_the_length(piece: str) -> None:
    kept, text = KeptText(ASKED), ""
    for _ in range(16_000 // len(piece)):
        text += piece
        kept.grown(text)
    assert kept._read <= 24 * len(text) + 8000
