"""How the gate does on an author that it was not trained with. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from sklearn.metrics import roc_auc_score

from bot.bank.gate.boosted import GateModel
from bot.bank.gate.judge import Judgement, judged
from bot.bank.makers.reading import SectionReading
from bot.core.question import QuestionKind
from bot.training.gate.cards import Card
from bot.training.gate.fit import features_of, fit
from bot.training.gate.misplaced import misplaced

JUDGED = ("good", "odd", "shameful")
DEEP = (
    QuestionKind.WHY,
    QuestionKind.DIFFERENCE,
    QuestionKind.TRADE_OFF,
    QuestionKind.SCENARIO,
)

Place = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class AuthorMeasure:
    """What a gate asks of one author's notes, and what is known of it."""

    author: str
    sections: int
    auc_good: float
    auc_shameful: float
    asked: int
    """Sections with a question above the bar."""
    judged: Mapping[str, int]
    """Of the questions asked that were judged, how many were what."""
    coverage: float
    """Of the sections that should be asked about, the share that is."""
    wrongly: float
    """Of the sections that should not, the share that is."""
    open: float
    """Of the questions asked, the share that asks to be told about something."""
    deep: float
    """The share that asks why, what differs, what speaks against, when or what if."""

    @property
    def shares(self) -> tuple[float, ...]:
        """Of the judged ones asked, those good, odd and shameful."""
        total = max(sum(self.judged.values()), 1)
        return tuple(self.judged.get(name, 0) / total for name in JUDGED)


def with_misplaced(cards: Sequence[Card]) -> list[Card]:
    """The cards, and a quarter as many made of sections under headings that are not theirs."""
    return [*cards, *misplaced(cards, len(cards) // 4, Random(0))]


def left_out(
    author: str,
    cards: Mapping[str, Sequence[Card]],
    sections: Sequence[SectionReading],
    bars: Sequence[float],
) -> list[AuthorMeasure]:
    """What a gate fitted on the other authors does on this one, for each bar."""
    others = with_misplaced([card for name, own in cards.items() if name != author for card in own])
    model = fit(
        [features_of(card) for card in others],
        [card.judged for card in others],
        [card.ask for card in others],
    )
    return measured(author, cards[author], sections, model, bars)


def measured(
    author: str,
    cards: Sequence[Card],
    sections: Sequence[SectionReading],
    model: GateModel,
    bars: Sequence[float],
) -> list[AuthorMeasure]:
    """What a gate does on an author's sections, for each bar."""
    chances = model.probabilities([features_of(card) for card in cards])
    labels = np.array([card.judged for card in cards])
    auc = [float(roc_auc_score(labels == name, chances[name])) for name in ("good", "shameful")]
    told = {(_place(card.section), card.candidate.text): card.judged for card in cards}
    should = _should_be_asked(cards)
    first = [(section, own) for section, own in zip(sections, judged(sections, model), strict=True)]
    return [_at(bar, author, auc, first, told, should) for bar in bars]


def _at(
    bar: float,
    author: str,
    auc: Sequence[float],
    found: Sequence[tuple[SectionReading, Sequence[Judgement]]],
    told: Mapping[tuple[Place, str], str],
    should: Mapping[Place, str],
) -> AuthorMeasure:
    asked: list[tuple[Place, Judgement]] = []
    covered: Counter[tuple[str, bool]] = Counter()
    for section, own in found:
        place = _place(section)
        best = next((one for one in own if one.passes(bar)), None)
        if place in should:
            covered[should[place], best is not None] += 1
        if best:
            asked.append((place, best))
    kinds = Counter(one.candidate.kind for _, one in asked)
    total = max(len(asked), 1)
    known = Counter(
        told[place, one.candidate.text]
        for place, one in asked
        if (place, one.candidate.text) in told
    )
    return AuthorMeasure(
        author=author,
        sections=len(found),
        auc_good=auc[0],
        auc_shameful=auc[1],
        asked=len(asked),
        judged=known,
        coverage=covered["yes", True] / max(covered["yes", True] + covered["yes", False], 1),
        wrongly=covered["no", True] / max(covered["no", True] + covered["no", False], 1),
        open=kinds[QuestionKind.OVERVIEW] / total,
        deep=sum(kinds[kind] for kind in DEEP) / total,
    )


def _place(section: SectionReading) -> Place:
    return section.heading_path, section.markdown


def _should_be_asked(cards: Sequence[Card]) -> dict[Place, str]:
    found: dict[Place, Counter[str]] = {}
    for card in cards:
        found.setdefault(_place(card.section), Counter())[card.ask] += 1
    return {place: counts.most_common(1)[0][0] for place, counts in found.items()}
