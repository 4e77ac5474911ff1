"""The project's own sections stand as notes, and each judged card finds its section in them."""

from __future__ import annotations

from pathlib import Path

from places import ROOT

from bot.training.gate.cards import cards_of
from bot.training.gate.own_notes import OWN, write_own_notes


def test_every_card_of_the_own_notes_finds_its_section(tmp_path: Path) -> None:
    write_own_notes(tmp_path)
    for author in OWN:
        cards = list(cards_of(author, ROOT / "data" / "cards", tmp_path / author))
        assert len(cards) > 800
        assert all(card.section.heading_path for card in cards)
        with_text = [card for card in cards if card.ask == "yes"]
        assert all(card.section.body.text.strip() for card in with_text)
        assert {card.judged for card in cards} == {"good", "odd", "shameful"}
