"""Builds every part once and connects them. The one place where parts meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.language_models import BaseChatModel

from bot.answering import abstain
from bot.answering.answer import Answerer
from bot.config import Settings
from bot.core.background_value import BackgroundValue, ReportProgress
from bot.core.courtesy import Courtesy
from bot.core.question import Language
from bot.core.turn import Answer, AnswerEvent, Done, History, ModelState, Status, Waiting
from bot.errors import BadInput, BotError, ModelUnavailable
from bot.grading.grade import Grader
from bot.grading.notes_grading import Grading
from bot.language_model import LLM_WAIT_S, LanguageModel
from bot.models.loaded_llm import is_own
from bot.notes.first_reading import FirstReading, with_notice
from bot.notes.folder import NotesFolder
from bot.notes.indexing import LONG_S, Indexing
from bot.search.index import Index
from bot.search.rerank import CrossEncoderReranker
from bot.search.retrieve import NotesRetriever
from bot.search.text_vectors import meaning_of
from bot.sentences import Message
from bot.suggest.starters import Starters
from ingest.errors import IngestError
from ingest.index.manifest import Manifest, read_manifest, stamp
from ingest.text.characters import folded

if TYPE_CHECKING:
    from bot.authoring.worker import WritingParts
    from bot.notes.notes_desk import Ingest, NotesDesk
    from bot.storage.chats import ChatStore
    from bot.study.study import Study
    from ingest.embedding.embedder import ReportStage
    from ingest.report import IngestReport

SAMPLE_NOTES = Path(__file__).resolve().parent.parent / "data" / "notes"

STARTERS = 3
"""Questions that the empty page shows."""

BEAT_S = 0.4
"""Between two signs of life to whoever waits for an answer."""


class App:
    """What the page, `ask` and `eval` share. Nothing is loaded before `start` or the first use."""

    def __init__(
        self,
        settings: Settings,
        *,
        engine: Callable[[ReportProgress], Answerer] | None = None,
        llm: Callable[[ReportProgress], BaseChatModel | None] | None = None,
        llm_wait_s: float = LLM_WAIT_S,
        sample_notes: Path = SAMPLE_NOTES,
    ) -> None:
        """`engine` and `llm` make what answers and what writes, in place of what the settings
        name."""
        self.settings = settings
        self._sample_notes = sample_notes
        self.folder = NotesFolder(settings, lambda: self._read_manifest()[0], sample_notes)
        self._indexing = Indexing(settings, lambda: self.folder.wanted)
        self._first = FirstReading(
            lambda progress: self._indexing.run(progress, wait_s=LONG_S),
            self.folder,
            lambda: self._read_manifest()[0],
        )
        self._engine: BackgroundValue[Answerer] = BackgroundValue(
            settings.embedding_model, engine or self._make_engine
        )
        self._llm = LanguageModel(settings, llm, llm_wait_s)
        self._manifest: tuple[tuple[int, int], Manifest | None] = ((0, 0), None)
        self._tried = (0, 0)
        self._starters = Starters(self.answerer, lambda: stamp(settings.index_dir))
        self._courtesy = Courtesy()

    def start(self) -> None:
        """Load the models in the background, and read the notes if that was never done, or not to
        its end."""
        self._first.begin()
        self._engine.start()
        self._llm.start()
        self._starters.prepare(STARTERS)

    def answerer(self) -> Answerer:
        """The answerer, waited for. Raises BotError, IngestError."""
        self._retry()
        made = self._engine.get()
        assert made is not None, "an engine without an error has a value"
        return made

    def _retry(self) -> None:
        """Make the engine again where an ingest mended what it lacked, or swapped the model, or
        where notes came."""
        status = self._engine.state().status
        if status == "missing" and self._first.notes_came():
            self._read_first()
            return
        wrong = status == "missing" or (status == "ready" and self._is_of_another_model())
        if wrong and stamp(self.settings.index_dir) != self._tried:
            self._engine.restart()

    def _read_first(self) -> None:
        self._first.begin()
        self._engine.restart()

    def _is_of_another_model(self) -> bool:
        made, (manifest, _) = self._engine.get(0.0), self._read_manifest()
        own = made.retriever.embedder.fingerprint if made else ""
        return manifest is not None and manifest.fingerprint != own

    @property
    def retriever(self) -> NotesRetriever:
        """A LangChain retriever over the notes, waited for."""
        return self.answerer().retriever

    def llm(self, wait_s: float | None = None) -> BaseChatModel | None:
        """The language model, None for `none` or if it isn't ready. Raises BotError."""
        return self._llm.get(wait_s)

    def grading(self) -> Grading:
        """Grades answers to questions about the notes. A language model judges only where the
        settings let it; all else is an estimate by code. Raises BotError."""
        return Grading(self.retriever, self._llm.judge())

    def study(self, chats: ChatStore) -> Study:
        """Interviews and progress over the notes, kept beside the index and in `chats`.

        Nothing is loaded before the first interview; close it before the chats. Raises BotError.
        """
        from bot.search.whole_sections import IndexSections
        from bot.study.study import open_study

        meaning = lru_cache(maxsize=1)(meaning_of)  # it keeps the vectors it has read
        return open_study(
            chats,
            self.settings.index_dir / "interviews.sqlite3",
            read=IndexSections(lambda: self.retriever.index).read,
            state=lambda: stamp(self.settings.index_dir),
            grader=lambda: Grader(meaning=meaning(self.retriever.embedder)),
            judge=lambda: self._llm.judge(0.0),
            trusted=self._llm.judges,
            model=self._llm.speaker,
            leads=not is_own(self.settings.llm),
            writing=self._writing(),
            courtesy=self._courtesy,
        )

    def _writing(self) -> WritingParts:
        """What a language model writes cards with; nothing is loaded."""
        from bot.authoring.bench import check_bench, finder
        from bot.authoring.store import WritingModel
        from bot.authoring.worker import WritingParts

        settings = self.settings
        return WritingParts(
            name=WritingModel(settings.llm, settings.llm_base_url or ""),
            model=self.llm,
            find=lambda: finder(self.retriever),
            bench=lambda: check_bench(
                settings, self._indexing.embedder(lambda stage, done, total: None)
            ),
        )

    def ingest(self, dry_run: bool, progress: ReportStage) -> IngestReport:
        """Bring the index up to date, or only look what would change. Raises IngestError."""
        return self._indexing.run(progress, dry_run=dry_run)

    def desk(self, ingest: Ingest | None = None) -> NotesDesk:
        """Keeps the index up to date for the page; nothing is loaded. Close it at the end.

        `ingest` is called in place of the own one.
        """
        from bot.notes.own_desk import OwnDesk

        return OwnDesk(
            self.settings.index_dir,
            folder=lambda: self.folder.wanted,
            own_folder=self.folder.use_own,
            manifest=self._read_manifest,
            ingest=ingest or self.ingest,
            sample=self.use_sample_notes,
            refusal=self.folder.refusal,
        )

    def ask(self, question: str, history: History = ()) -> Iterator[AnswerEvent]:
        """Answer with the language model of the settings; see Answerer.ask."""
        question = folded(question).strip()
        if not question:
            raise BadInput("question_empty")
        try:
            self._retry()
            while (answerer := self._engine.get(BEAT_S)) is None:
                yield Waiting(self._first.state())
            before, _ = self._read_manifest()
            with self._courtesy.in_front():
                for event in answerer.ask(question, history, self._llm.chosen):
                    yield with_notice(event, before) if isinstance(event, Done) else event
        except IngestError as error:
            raise BotError(error.message) from error

    def answer(self, question: str, history: History = ()) -> Answer:
        """The finished answer, for those who don't stream."""
        for event in self.ask(question, history):
            if isinstance(event, Done):
                return event.answer
        raise BotError("answer_stopped")

    def demand_llm(self) -> None:
        """Wait for the language model of the settings. Raises BotError if it can't be had."""
        self._llm.get()

    def status(self) -> Status:
        """What is loaded and what is missing; cheap."""
        self._retry()
        manifest, problem = self._read_manifest()
        wanted = self.folder.wanted
        engine = self._engine.state()
        lack = "" if manifest and manifest.notes else self._first.lack
        if manifest and manifest.files and not manifest.notes and not self._first.state():
            lack = "readable"
        if lack:  # no fault of the model's, which waits for notes
            error = self._first.error
            engine, problem = ModelState(engine.name, "off"), error.message if error else None
        elif engine.status == "missing":
            problem = engine.detail
        elif manifest and manifest.notes:
            unread = self._first.error if manifest.waiting else None
            problem = unread.message if unread else self.folder.problem()
        return Status(
            notes_folder=str(self.folder.shown if manifest and manifest.notes else wanted),
            notes=manifest.notes if manifest else 0,
            sections=manifest.sections if manifest else 0,
            chunks=manifest.chunks if manifest else 0,
            embedder=engine,
            llm=self._llm.state(),
            problem=problem,
            reading=self._first.state(),
            lack=lack,
        )

    def examples(self, limit: int, language: Language) -> list[str]:
        """Questions that the notes answer, those in `language` first; none rather than odd."""
        ready = self._engine.state().status == "ready"
        return self._starters.questions(limit, language) if ready else []

    def use_sample_notes(self) -> None:
        """Index the notes that come with the program in place of the missing ones."""
        if not self._sample_notes.is_dir():
            raise BadInput("sample_missing")
        self.folder.use_sample()
        self._read_first()
        self._engine.get()

    def _read_manifest(self) -> tuple[Manifest | None, Message | None]:
        seen = stamp(self.settings.index_dir)
        if self._manifest[0] != seen:
            try:
                self._manifest = (seen, read_manifest(self.settings.index_dir))
            except IngestError as error:
                return None, error.message
        return self._manifest[1], None

    def _make_engine(self, report: ReportProgress) -> Answerer:
        settings = self.settings
        self._tried = stamp(settings.index_dir)
        self._first.wait_for_notes()
        embedder = self._indexing.reading(self._read_manifest()[0], report)
        report("load", 0, 0)
        index = Index(settings.index_dir, embedder)
        index.open()
        embedder.load()
        reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
        if reranker:
            reranker.load()
        retriever = NotesRetriever(index=index, embedder=embedder, reranker=reranker)
        calibration = abstain.load(settings.index_dir, embedder.name)
        return Answerer(retriever, calibration, passages=settings.passages, friendly=self._friendly)

    def _friendly(self, error: Exception) -> ModelUnavailable:
        from bot.models.llm import friendly

        return friendly(error, self.settings.llm)


def build(settings: Settings) -> App:
    """The program's parts for these settings; nothing is loaded yet."""
    return App(settings)
