"""What language models wrote of sections, and which of them may: in the database of the chats."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from bot.authoring.card import Outcome, SectionOutcome
from bot.authoring.check import CheckFigures
from bot.authoring.prompts import PROMPT_VERSION
from bot.core.passage import Passage
from bot.core.question import digest
from bot.models.failure import shown_url
from bot.notes.text import content_hash
from bot.sentences import Message
from bot.storage.database import Json, Store

_tables = sa.MetaData()
_sections = sa.Table(
    "authored_sections",
    _tables,
    sa.Column("section", sa.String(32), primary_key=True),
    sa.Column("model", sa.String(200), primary_key=True),
    sa.Column("prompt", sa.String(16), primary_key=True),
    sa.Column("changed", sa.Float, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("outcome", Json[SectionOutcome](SectionOutcome), nullable=False),
)
_checks = sa.Table(
    "model_checks",
    _tables,
    sa.Column("model", sa.String(200), primary_key=True),
    sa.Column("prompt", sa.String(16), primary_key=True),
    sa.Column("changed", sa.Float, nullable=False),
    sa.Column(
        "figures",
        Json[CheckFigures](CheckFigures, leave_out=frozenset({"cards"})),
        nullable=False,
    ),
)


@dataclass(frozen=True)
class WritingModel:
    """A model as cards and checks are kept under: its name and where it is asked."""

    setting: str
    base_url: str = ""

    @property
    def key(self) -> str:
        """Without anything that looks like a key."""
        return f"{self.setting} {shown_url(self.base_url)}".strip()[:200]


def section_hash(passage: Passage) -> str:
    """Names what a section says and is headed by: another one is written anew."""
    return digest(passage.title, *passage.heading_path, content_hash(passage.text), length=32)


class AuthoringStore(Store):
    """Reads and writes cards and checks. They belong to the notes and to all who read them."""

    tables = _tables
    problem = Message.of("authoring_store_broke")

    def put(self, section: str, model: WritingModel, outcome: SectionOutcome) -> None:
        """Keep what came of a section; over what the same model made of it before."""
        self._put(
            _sections,
            {"section": section, "model": model.key},
            {"kind": outcome.kind, "outcome": outcome},
        )

    def outcomes(self, model: WritingModel) -> dict[str, SectionOutcome]:
        """What a model made of sections, asked as it is asked today, by their hashes."""
        query = sa.select(_sections.c.section, _sections.c.outcome).where(
            (_sections.c.model == model.key) & (_sections.c.prompt == PROMPT_VERSION)
        )
        with self._begin() as connection:
            rows = connection.execute(query).all()
        return {section: outcome for section, outcome in rows if outcome is not None}

    def kinds(self, model: WritingModel) -> dict[str, Outcome]:
        """What came of the sections that a model was asked about, by their hashes; quick."""
        query = sa.select(_sections.c.section, _sections.c.kind).where(
            (_sections.c.model == model.key) & (_sections.c.prompt == PROMPT_VERSION)
        )
        with self._begin() as connection:
            rows = connection.execute(query).all()
        return {row.section: row.kind for row in rows}

    def standing(self) -> dict[str, SectionOutcome]:
        """For each section, by its hash, the newest card or word that there is nothing to ask, of
        a model that passes its check."""
        query = sa.select(
            _sections.c.section, _sections.c.outcome, _sections.c.model, _sections.c.prompt
        ).order_by(_sections.c.changed)
        with self._begin() as connection:
            passing = self._passing(connection)
            rows = connection.execute(query).all() if passing else ()
        return {
            section: outcome
            for section, outcome, model, prompt in rows
            if (model, prompt) in passing and outcome is not None and outcome.fault is None
        }

    def mark(self) -> tuple[object, ...]:
        """Changes when `standing` does; quick."""
        with self._begin() as connection:
            return tuple(
                value
                for table in (_sections, _checks)
                for value in connection.execute(
                    sa.select(sa.func.count(), sa.func.max(table.c.changed)).select_from(table)
                ).one()
            )

    def forget(self) -> None:
        """Delete all cards; what code makes of the sections is back. Checks stay."""
        with self._begin() as connection:
            connection.execute(sa.delete(_sections))

    def keep_check(self, model: WritingModel, figures: CheckFigures) -> None:
        """Keep how a model did in the check; over the last time."""
        self._put(_checks, {"model": model.key}, {"figures": figures})

    def check(self, model: WritingModel) -> CheckFigures | None:
        """How a model did, asked as it is asked today; None if it was not tried."""
        query = sa.select(_checks.c.figures).where(
            (_checks.c.model == model.key) & (_checks.c.prompt == PROMPT_VERSION)
        )
        with self._begin() as connection:
            found: CheckFigures | None = connection.execute(query).scalar()
        return found

    def _passing(self, connection: sa.Connection) -> Collection[tuple[str, str]]:
        rows = connection.execute(sa.select(_checks.c.model, _checks.c.prompt, _checks.c.figures))
        return {(model, prompt) for model, prompt, figures in rows if figures and figures.passed}

    def _put(self, table: sa.Table, key: dict[str, str], values: dict[str, object]) -> None:
        key = {**key, "prompt": PROMPT_VERSION}
        values = {**values, "changed": self._now()}
        same = sa.and_(*(table.c[name] == value for name, value in key.items()))
        with self._begin() as connection:
            if connection.execute(sa.update(table).where(same).values(values)).rowcount:
                return
            try:
                with connection.begin_nested():
                    connection.execute(sa.insert(table).values({**key, **values}))
            except sa.exc.IntegrityError:  # another process was quicker: the later one counts
                connection.execute(sa.update(table).where(same).values(values))
