"""Embedders: opening is light, vectors come back in order, prompts and prints follow the model."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from places import ROOT

from ingest.embedding import number_format
from ingest.embedding.embedder import SentenceEmbedder, Vectors, open_embedder
from ingest.embedding.encoder import BATCH_TOKENS, batches
from ingest.embedding.model import BGE_ZH_QUERY, read_model
from ingest.errors import EmbeddingModelError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def embedder(cache: Path) -> SentenceEmbedder:
    return open_embedder("e5-small", cache)


def run(script: str, *arguments: str) -> str:
    """What a new Python prints."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_opening_and_counting_need_no_torch(embedder: SentenceEmbedder, cache: Path) -> None:
    script = """
import sys
from pathlib import Path
from ingest.embedding.embedder import open_embedder
embedder = open_embedder("e5-small", Path(sys.argv[1]))
print(embedder.fingerprint, embedder.dimension, embedder.max_tokens)
print(embedder.count_tokens("Docker 和虚拟机有什么区别？"), embedder.loaded)
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""
    said = run(script, str(cache)).splitlines()
    assert said == [f"{embedder.fingerprint} 384 512", "9 False", "[]"]


STATE = """
import json, os, sys
from pathlib import Path

def state():
    import torch, threadpoolctl
    from transformers.utils import logging
    return json.dumps([dict(os.environ), torch.get_num_threads(), torch.get_num_interop_threads(),
        [pool["num_threads"] for pool in threadpoolctl.threadpool_info()],
        torch.get_default_dtype().__str__(), logging.get_verbosity()], sort_keys=True)
"""


def test_making_an_embedder_or_an_encoder_changes_nothing_outside_of_it(cache: Path) -> None:
    script = """
from ingest.embedding.embedder import SentenceEmbedder, open_embedder
from ingest.embedding.encoder import Encoder, read_encoder
before = state()
embedder = open_embedder("e5-small", Path(sys.argv[1]), threads=1)
SentenceEmbedder("x", embedder.model, 1)
assert state() == before
read = read_encoder(embedder.model.folder, 2)
before = state()
Encoder(read._model, read.format, None, 7)
assert state() == before
"""
    assert run(STATE + script, str(cache)) == ""


def test_reading_a_model_sets_what_it_needs_and_keeps_what_the_user_has_set(cache: Path) -> None:
    script = """
from ingest.embedding.embedder import open_embedder
os.environ["GOMP_SPINCOUNT"] = "20000"
open_embedder("e5-small", Path(sys.argv[1]), threads=1).load()
found = {name: os.environ[name] for name in ("GOMP_SPINCOUNT", "DO_NOT_TRACK")}
assert found == {"GOMP_SPINCOUNT": "20000", "DO_NOT_TRACK": "1"}, found
assert json.loads(state())[1] == 1
"""
    assert run(STATE + script, str(cache)) == ""


def test_nothing_is_asked_of_the_network_and_nothing_printed(cache: Path) -> None:
    script = """
import socket, sys
from pathlib import Path
def refuse(*_):
    raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = refuse
from ingest.embedding.embedder import open_embedder
embedder = open_embedder("e5-small", Path(sys.argv[1]))
assert embedder.embed_query("网络").shape == (384,)
"""
    assert run(script, str(cache)) == ""


def test_vectors_come_in_the_order_of_their_texts(embedder: SentenceEmbedder) -> None:
    texts = ["容器" * n for n in (200, 1, 40, 5, 90, 3)] + ["", "network bridge " * 30]
    done: list[int] = []
    vectors = embedder.embed_passages(texts, on_done=done.append)
    assert sum(done) == len(texts)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    alone = np.stack([embedder.embed_passages([text])[0] for text in texts])
    assert np.allclose((vectors * alone).sum(axis=1), 1, atol=1e-3)


def test_many_texts_are_shared_out_and_put_together_again(embedder: SentenceEmbedder) -> None:
    texts = [f"第 {n} 节：" + "写时复制和镜像分层。" * (n % 12) for n in range(60)]
    vectors = embedder.embed_passages(texts)
    for at in (0, 11, 35, 59):
        assert vectors[at] @ embedder.embed_passages([texts[at]])[0] > 0.999


def test_no_texts_give_no_rows(embedder: SentenceEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_text_beyond_the_limit_is_cut_off(embedder: SentenceEmbedder) -> None:
    vector = embedder.embed_passages(["网桥和路由" * 2000])[0]
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-4


def test_the_passage_that_answers_is_nearest(embedder: SentenceEmbedder) -> None:
    passages = [
        "容器和宿主机共用内核，虚拟机各带一份自己的内核。",
        "TCP 三次握手确认双方都能收发。",
        "Adam 把动量和自适应学习率合在一起。",
    ]
    similar = embedder.embed_passages(passages) @ embedder.embed_query("Docker 和虚拟机的区别？")
    assert int(similar.argmax()) == 0


def test_questions_and_passages_get_different_prompts(embedder: SentenceEmbedder) -> None:
    text = "什么是命名空间？"
    assert embedder.embed_query(text) @ embedder.embed_passages([text])[0] < 0.999


def test_a_changed_result_doesnt_change_the_kept_one(embedder: SentenceEmbedder) -> None:
    first = embedder.embed_query("什么是 cgroup？")
    kept = first.copy()
    first[:] = 0
    assert (embedder.embed_query("什么是 cgroup？") == kept).all()


def test_counting_many_is_counting_each(embedder: SentenceEmbedder) -> None:
    texts = ["", "docker run -p 8080:80", "写时复制", "a" * 300]
    assert embedder.count_many(texts) == [embedder.count_tokens(text) for text in texts]
    assert embedder.count_tokens("") == 0


def test_counts_stay_the_same_when_the_model_is_read(cache: Path) -> None:
    embedder = open_embedder("e5-small", cache)
    texts = ["", "<s>和<mask>是特殊词元</s>", "ＡＢＣ～ \u200b x", "写时复制" * 400]
    before = embedder.count_many(texts)
    embedder.load()
    assert embedder.count_many(texts) == before
    assert before[-1] > embedder.max_tokens


def test_threads_that_come_together_load_one_model(cache: Path) -> None:
    embedder = open_embedder("e5-small", cache)
    vectors: list[Vectors] = []
    threads = [
        threading.Thread(target=lambda: vectors.append(embedder.embed_query("线程")))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(vectors) == 3
    assert embedder.format.dtype in ("float32", "bfloat16")
    kept = (cache / number_format.FOLDER_NAME).glob(f"{embedder.fingerprint}-*.json")
    assert list(kept)  # which format is quicker isn't measured again
    assert all((vector == vectors[0]).all() for vector in vectors)


def test_a_folder_is_a_model_too(embedder: SentenceEmbedder) -> None:
    folder = embedder.model.folder
    by_path = open_embedder(str(folder), folder)
    assert by_path.fingerprint != embedder.fingerprint
    assert (by_path.dimension, by_path.max_tokens) == (384, 512)
    assert (by_path.embed_query("镜像") == embedder.embed_query("镜像")).all()


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelError, match="holds no sentence-transformers model"):
        open_embedder(str(tmp_path), tmp_path)


def test_a_name_that_cant_be_a_hub_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelError, match="neither a folder nor a name"):
        open_embedder("models/that/are not there", tmp_path)


def test_a_hub_model_that_cant_be_had_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EmbeddingModelError, match="nobody/nothing is not on this machine"):
        open_embedder("nobody/nothing", tmp_path)


def described(folder: Path, **files: object) -> Path:
    """A model folder with these JSON files."""
    folder.mkdir(exist_ok=True)
    for name, content in {"config": {"hidden_size": 8}, **files}.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "own", "prompts"),
    [
        ("intfloat/multilingual-e5-small", {}, ("query: ", "passage: ")),
        ("intfloat/e5-base-v2", {}, ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", {}, ("", "")),
        ("BAAI/bge-small-zh-v1.5", {}, (BGE_ZH_QUERY, "")),
        ("BAAI/bge-m3", {}, ("", "")),
        ("intfloat/e5-base", {"query": "Q: ", "document": "D: "}, ("Q: ", "D: ")),
        ("any/model", {"query": "", "passage": "P: "}, ("", "P: ")),
        ("any/model", {"query": "", "document": ""}, ("", "")),
    ],
)
def test_prompts_are_the_models_own_or_its_familys(
    tmp_path: Path, name: str, own: dict[str, str], prompts: tuple[str, str]
) -> None:
    folder = described(tmp_path, config_sentence_transformers={"prompts": own})
    model = read_model(folder, name)
    assert (model.query_prompt, model.passage_prompt) == prompts


def test_width_and_limit_are_read_from_the_folder(tmp_path: Path) -> None:
    folder = described(
        tmp_path,
        config={"hidden_size": 768, "max_position_embeddings": 8194},
        sentence_bert_config={"max_seq_length": 8192},
        tokenizer_config={"model_max_length": 1e30},
        modules=[{"path": "", "type": "Transformer"}, {"path": "2_Dense", "type": "Dense"}],
    )
    assert (read_model(folder, "x").dimension, read_model(folder, "x").max_tokens) == (768, 8192)
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense/config.json").write_text('{"in_features": 768, "out_features": 256}')
    assert read_model(folder, "x").dimension == 256


def test_the_fingerprint_follows_content_and_prompts_not_place(tmp_path: Path) -> None:
    folder = described(tmp_path / "model")
    (folder / "model.safetensors").write_bytes(bytes(5_000_000))
    first = read_model(folder, "x").fingerprint
    (tmp_path / "other").mkdir()
    copy = tmp_path / "other/model"
    shutil.copytree(folder, copy)
    assert read_model(copy, "x").fingerprint == first
    assert read_model(folder, "some-e5-base").fingerprint != first
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(2_000_000)
        file.write(bytes([1]) * 200_000)
    assert read_model(folder, "x").fingerprint != first


def test_a_folder_that_cant_be_read_is_said_so(tmp_path: Path) -> None:
    folder = described(tmp_path, config={"hidden_size": 8, "model_type": "bert"})
    with pytest.raises(EmbeddingModelError, match="can't be read"):
        open_embedder(str(folder), tmp_path).load()


def test_batches_hold_every_text_once_and_stay_small() -> None:
    lengths = [300, 5, 0, 512, 40, 9000, 300, 17, 2] * 9
    made = batches(lengths, 512)
    assert sorted(index for batch in made for index in batch) == list(range(len(lengths)))
    for batch in made:
        longest = max(min(lengths[index], 512) for index in batch)
        assert len(batch) == 1 or len(batch) * max(longest, 1) <= BATCH_TOKENS
    assert batches([], 512) == []


def test_two_embedders_of_one_model_share_its_memory(
    embedder: SentenceEmbedder, cache: Path
) -> None:
    embedder.load()
    other = open_embedder(embedder.name, cache)
    other.load()
    assert other._encoder is embedder._encoder
    text = "容器共用宿主机的内核。"
    np.testing.assert_array_equal(other.embed_passages([text]), embedder.embed_passages([text]))
