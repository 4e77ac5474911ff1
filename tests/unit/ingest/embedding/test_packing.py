"""Linear layers with packed weights: the same numbers, and the old layers where they aren't."""

from __future__ import annotations

import platform

import numpy as np
import pytest
import torch
from torch import nn

from ingest.embedding import packing
from ingest.embedding.embedder import SentenceEmbedder
from ingest.embedding.encoder import Encoder, read_encoder
from ingest.embedding.number_format import EXACT, HALF, Format
from ingest.embedding.packing import PackedLinear, pack, restore

pytestmark = pytest.mark.slow

TEXTS = ("容器共用宿主机的内核，虚拟机各带一份。", "TCP 三次握手", "What is copy-on-write?" * 40)

x86 = pytest.mark.skipif(
    platform.machine() not in packing._X86 or not packing.has_onednn(),
    reason="weights are packed on x86 only",
)


def packs(dtype: str) -> bool:
    """Whether torch packs weights of that number format on this processor."""
    return bool(pack(nn.Sequential(nn.Linear(8, 8)).to(getattr(torch, dtype))))


@x86
@pytest.mark.skipif(
    platform.system() != "Linux" or not torch.cpu.get_capabilities().get("avx2"),
    reason="tried on Linux with AVX2",
)
def test_torchs_own_operators_still_pack() -> None:
    """Where they don't, all goes on with plain weights: only this test would notice."""
    otherwise = (
        f"torch {torch.__version__} does otherwise than {packing.TRIED_WITH}, with which "
        "ingest/embedding/packing.py was tried: look at `PackedLinear` there and at what torch's "
        "compiler puts in place of linear layers now. Then raise TRIED_WITH."
    )
    layer = nn.Linear(24, 40)
    rows = torch.randn(3, 17, 24)
    with torch.inference_mode():
        expected = layer(rows)
        try:
            found = PackedLinear(layer)(rows)
        except (RuntimeError, AttributeError, TypeError) as error:
            raise AssertionError(otherwise) from error
    assert found.shape == expected.shape, otherwise
    assert torch.allclose(found, expected, atol=1e-5), otherwise


class Small(nn.Module):
    """A linear layer, one inside another module, and an heir of the class."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(24, 40)
        self.inner = nn.Sequential(nn.GELU(), nn.Linear(40, 8, bias=False))
        self.attention = nn.MultiheadAttention(8, 2)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.inner(self.first(rows))
        return result


@x86
@pytest.mark.parametrize(("dtype", "within"), [(torch.float32, 1e-5), (torch.bfloat16, 2e-2)])
@pytest.mark.parametrize("shape", [(24,), (1, 24), (1, 17, 24), (3, 130, 24)])
def test_the_products_are_the_same(
    dtype: torch.dtype, within: float, shape: tuple[int, ...]
) -> None:
    if not packs(str(dtype).removeprefix("torch.")):
        pytest.skip("not packed in this number format")
    model = Small().to(dtype).eval()
    rows = torch.randn(shape).to(dtype)
    with torch.inference_mode():
        plain = model(rows)
        assert len(pack(model)) == 2
        packed = model(rows)
    assert packed.shape == plain.shape
    assert packed.dtype == dtype
    assert torch.allclose(packed.float(), plain.float(), atol=within)


@x86
def test_only_what_is_exactly_linear_is_replaced_and_comes_back() -> None:
    model = Small()
    before = dict(model.named_modules())
    replaced = pack(model)
    assert [name for _, name, _ in replaced] == ["first", "1"]
    assert isinstance(model.get_submodule("first"), PackedLinear)
    assert model.attention.out_proj is before["attention.out_proj"]
    restore(replaced)
    assert dict(model.named_modules()) == before


@x86
def test_where_one_layer_cant_be_packed_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Sometimes(PackedLinear):
        def __init__(self, layer: nn.Linear) -> None:
            if layer.bias is None:
                raise RuntimeError("unsupported")
            super().__init__(layer)

    monkeypatch.setattr(packing, "PackedLinear", Sometimes)
    model = Small()
    assert pack(model) == []
    assert type(model.first) is type(model.inner[1]) is nn.Linear


def test_other_processors_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    model = Small()
    assert pack(model) == []
    assert type(model.first) is nn.Linear


def vectors(encoder: Encoder) -> np.ndarray:
    return encoder.encode(TEXTS, [20, 10, 200], "passage: ")[0]


def packed_layers(encoder: Encoder) -> int:
    return sum(isinstance(module, PackedLinear) for module in encoder._model.modules())


@x86
@pytest.mark.parametrize("dtype", [EXACT, HALF])
def test_the_built_in_models_vectors_stay_what_they_are(
    embedder: SentenceEmbedder, dtype: str
) -> None:
    if not packs(dtype):
        pytest.skip("not packed in this number format")
    packed = read_encoder(embedder.model.folder, wanted=Format(dtype, packed=True))
    plain = read_encoder(embedder.model.folder, wanted=Format(dtype))
    assert packed_layers(packed) >= 72  # twelve layers of six, and what pools them
    assert packed_layers(plain) == 0
    assert (packed.format.packed, plain.format.packed) == (True, False)
    least = 0.9995 if dtype == HALF else 0.999999
    assert float((vectors(packed) * vectors(plain)).sum(axis=1).min()) > least


@x86
@pytest.mark.parametrize("fault", ["raises", "wrong", "not a number"])
def test_a_model_that_packing_would_break_keeps_its_layers(
    embedder: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    expected = embedder.embed_passages(TEXTS)

    def broken(self: PackedLinear, rows: torch.Tensor) -> torch.Tensor:
        if fault == "raises":
            raise RuntimeError("could not create a primitive")
        width = 1536 if self.weight.shape[0] == 1536 else 384
        rows = torch.randn(*rows.shape[:-1], width, dtype=rows.dtype)
        return rows if fault == "wrong" else rows * float("nan")

    monkeypatch.setattr(PackedLinear, "forward", broken)
    encoder = read_encoder(embedder.model.folder, wanted=Format(EXACT, packed=True))
    assert packed_layers(encoder) == 0
    assert not encoder.format.packed
    found = vectors(encoder)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)
    assert float((found * expected).sum(axis=1).min()) > 0.999
