"""A cross-encoder as an option, with a real one of random weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ModelUnavailable
from bot.search.rank import Candidate, Ranked
from bot.search.rerank import CrossEncoderReranker, reordered
from bot.search.retrieve import NotesRetriever


def ranked(name: str, score: float) -> Ranked:
    candidate = Candidate(id=name, section=name, cosine=0.8, dense=score, lexical=0.0)
    return Ranked(candidate=candidate, score=score)


def test_the_first_ones_change_places_and_the_rest_stays() -> None:
    before = [ranked("a", 9.0), ranked("b", 8.0), ranked("c", 7.0), ranked("d", 6.0)]
    after = reordered(before, [0.1, 0.9, 0.5])
    assert [(r.candidate.id, r.score) for r in after] == [
        ("b", 9.0),
        ("c", 8.0),
        ("a", 7.0),
        ("d", 6.0),
    ]
    assert reordered(before, []) == before


def test_equal_scores_keep_the_order() -> None:
    before = [ranked("a", 2.0), ranked("b", 1.0)]
    assert reordered(before, [0.5, 0.5]) == before


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer that has learned nothing, in a folder; the same one every time."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("cross")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"容器网络镜像层索引？"]
    (folder / "vocab.txt").write_text("\n".join(words), "utf-8")
    tokenizer = BertTokenizer(vocab_file=str(folder / "vocab.txt"))
    tokenizer.save_pretrained(str(folder))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        initializer_range=1.0,  # with the usual small weights all pairs can score alike
    )
    config.num_labels = 1
    with torch.random.fork_rng():
        torch.manual_seed(7)
        BertForSequenceClassification(config).save_pretrained(str(folder))
    return folder


def test_a_model_in_a_folder_scores_pairs_the_same_each_time(cross_encoder: Path) -> None:
    reranker = CrossEncoderReranker(str(cross_encoder))
    scores = reranker.scores("容器网络？", ["网络", "镜像层", "索引"])
    assert len(set(scores)) > 1
    assert reranker.scores("容器网络？", ["网络", "镜像层", "索引"]) == pytest.approx(scores)


def test_retrieval_takes_the_order_of_the_reranker(
    cross_encoder: Path, retriever: NotesRetriever
) -> None:
    class Backwards:
        def scores(self, question: str, texts: list[str]) -> list[float]:
            return [float(at) for at in range(len(texts))]

    plain = retriever.find("容器和虚拟机有什么区别？", k=10)
    turned = retriever.model_copy(update={"reranker": Backwards()}).find(
        "容器和虚拟机有什么区别？", k=10
    )
    assert [p.section for p in turned.passages] == [p.section for p in plain.passages][::-1]
    scores = [p.score for p in turned.passages]
    assert scores == sorted(scores, reverse=True)
    real = retriever.model_copy(update={"reranker": CrossEncoderReranker(str(cross_encoder))}).find(
        "容器和虚拟机有什么区别？", k=3
    )
    assert {p.section for p in real.passages} <= {p.section for p in plain.passages}


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"RERANKER=.*nowhere.*can't be read"):
        CrossEncoderReranker(str(tmp_path / "nowhere")).load()
