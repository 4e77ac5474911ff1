"""What a small model left out is quoted; what no note bears out goes."""

from __future__ import annotations

from bot.answering.cite import check
from bot.answering.supplement import MOST, borne_out, supplemented
from bot.core.passage import Passage
from bot.language.markup import pieces
from ingest.text.lexical import words


def passage(text: str, heading: str = "节") -> Passage:
    return Passage(
        section=heading,
        file="a.md",
        title="笔记",
        heading_path=(heading,),
        lines=(1, 1 + text.count("\n")),
        text=text,
        score=5.0,
    )


NETWORK = passage("用 `--net=none` 指定。\n\n这种容器**只有 lo 回环网卡**，没有别的网卡。")


def asked(question: str) -> dict[str, float]:
    return dict.fromkeys(words(question), 2.0)


def extended(answer: str, *passages: Passage, question: str = "容器 网卡", room: int = 8) -> str:
    chinese = not answer.isascii()
    return supplemented(answer, passages, asked(question), None, room, chinese=chinese)


def test_what_the_answer_lacks_is_quoted_in_the_notes_words() -> None:
    text = extended("用 `--net=none` 指定。", NETWORK)
    assert text == (
        "用 `--net=none` 指定。\n\n笔记原文：\n\n这种容器只有 lo 回环网卡，没有别的网卡。"
    )


def test_what_was_said_is_not_quoted_again() -> None:
    said = "用 `--net=none` 指定，容器里只有 lo 回环网卡，没有别的网卡。"
    assert extended(said, NETWORK) == said


def test_what_has_nothing_to_do_with_the_question_is_not_quoted() -> None:
    idle = "天气很好，适合出门散步，路边的花开得正好，孩子们在放风筝。" * 12
    text = extended("好。", passage(f"{idle}\n\n{NETWORK.text}"))
    assert "天气" not in text
    assert "只有 lo" in text


def test_an_answer_of_which_nothing_is_left_is_only_quotes() -> None:
    assert extended("", NETWORK).startswith("用 `--net=none` 指定。")


def test_no_more_is_added_than_there_is_room() -> None:
    many = [
        passage("".join(f"容器的网卡{n}号叫 eth{n}。" for n in range(9)), f"节{m}") for m in "甲乙"
    ]
    for room in (0, 1, 3, 8):
        text = extended("好。", *many, room=room)
        assert sum(piece.is_claim for piece in pieces(text)) <= min(room, MOST)
    assert extended("好。", *many, room=0) == "好。"


def test_a_list_is_quoted_with_its_signs_and_its_lead_in() -> None:
    text = extended("好。", passage("容器的网卡有：\n\n- 容器网卡 lo\n- 容器网卡 eth0\n"))
    assert "容器的网卡有：\n\n- 容器网卡 lo\n- 容器网卡 eth0" in text


def test_a_lead_in_to_nothing_is_not_quoted() -> None:
    text = extended("容器网卡 lo，eth0。", passage("容器的网卡有：\n\n- 容器网卡 lo\n"))
    assert text == "容器网卡 lo，eth0。"


def test_quotes_from_english_notes_are_called_so_in_english() -> None:
    own = passage("Containers share the kernel of their host.")
    text = extended("They are fast.", own, question="containers kernel")
    assert "From the notes:\n\nContainers share" in text


def left(text: str, *passages: Passage, question: str = "容器？") -> str:
    return borne_out(check(text, passages), passages, question)


def test_sentences_that_no_passage_supports_go() -> None:
    text = "容器只有 lo 回环网卡。量子计算机求解难题。\n\n- 叠加态并行求解。\n"
    assert left(text, NETWORK) == "容器只有 lo 回环网卡。"
    assert left("量子计算机求解难题。", NETWORK) == ""


def test_names_that_neither_passage_nor_question_has_go() -> None:
    text = "容器只有 eth0 和 lo 回环网卡，网卡叫 bridge 容器网卡。"
    assert left(text, NETWORK) == ""
    assert left(text, NETWORK, question="bridge 和 eth0 呢？") == text
    spelt_out = "容器只有 lo（loopback interface）回环网卡。"
    assert left(spelt_out, NETWORK) == spelt_out


def test_code_of_the_notes_stays_and_invented_code_goes_with_its_lead_in() -> None:
    own, invented = "```sh\ndocker run --net=none app\n```", "```sh\nip link delete vth1\n```"
    note = passage(f"容器没有别的网卡，这样启动：\n\n{own}")
    text = "容器没有别的网卡。\n\n步骤如下：\n\n"
    assert left(text + own, note).endswith(own)
    assert left(text + invented, note) == "容器没有别的网卡。"
