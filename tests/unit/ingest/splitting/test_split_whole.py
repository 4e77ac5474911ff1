"""What has a shape of its own stays in one chunk where it fits, whatever stands around it."""

from __future__ import annotations

import pytest
from splitting import SMALL, split
from splitting import count_fixture as count_fixture

from ingest.splitting.cut import CountTokens
from ingest.splitting.split import SplitSettings

PROSE = "容器共用宿主机的内核，所以启动很快。写时复制让镜像层可以共用。" * 2
BLOCKS = {
    "table": "| 模式 | 网络 |\n| --- | --- |\n| host | 宿主机 |\n| bridge | 网桥 |",
    "list": "- 拉取镜像\n- 创建容器\n  - 分配网络\n  - 挂载目录\n- 启动进程",
    "numbers": "1. 拉取镜像\n2. 创建容器\n3. 启动进程\n4. 等待退出",
    "quote": "> 容器不是虚拟机。\n> 它是一个进程，\n>\n> 只是看到的世界不同。",
    "code": "```sh\ndocker run -d nginx\n\ndocker ps\ndocker logs web\n```",
    "indented": "    docker run -d nginx\n\n    docker ps\n    docker logs web",
    "formula": "$$\nP(A|B) = \\frac{P(B|A) P(A)}{P(B)}\n$$",
}


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_block_that_fits_is_whole_in_one_chunk(
    kind: str, before: int, count: CountTokens
) -> None:
    block = BLOCKS[kind]
    assert count([block])[0] < SMALL.chunk_tokens - 10  # with the headings there is room for it
    paragraphs = [PROSE] * before
    chunks = split("\n\n".join(["## 节", *paragraphs, block, PROSE, PROSE]), count)
    assert len(chunks) > 1
    holding = [chunk for chunk in chunks if block in chunk.text]
    first = block.split("\n")[0]
    assert holding, [chunk.text for chunk in chunks if first in chunk.text]


@pytest.mark.parametrize("kind", BLOCKS)
def test_with_room_for_all_of_it_a_section_with_a_block_is_one_chunk(
    kind: str, count: CountTokens
) -> None:
    sizes = SplitSettings(chunk_tokens=256, overlap_tokens=0)
    (chunk,) = split(f"## 节\n\n{PROSE}\n\n{BLOCKS[kind]}\n", count, sizes)
    assert BLOCKS[kind] in chunk.text
