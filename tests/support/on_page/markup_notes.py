"""A folder of notes with every kind of markup in it, and one whose author means harm."""

# ruff: noqa: E501 - people write long lines
from __future__ import annotations

import struct
import zlib
from pathlib import Path

KINDS = r"""# 潮汐力

月球的潮汐力使地球上的海水涨落，强度是 $F = \frac{2GMr}{d^3}$，每多一倍距离就弱 $2^3$ 倍。

$$
\Delta g = \frac{G M}{(d-r)^2} - \frac{G M}{d^2} \approx \frac{2 G M r}{d^3} + \frac{3 G M r^2}{d^4} + \frac{4 G M r^3}{d^5} + \frac{5 G M r^4}{d^6} + \frac{6 G M r^5}{d^7}
$$

<table>
<tr><th colspan="2" align="center">天体</th><th>周期</th></tr>
<tr><td rowspan="2">月球</td><td>H<sub>2</sub>O<br>按 <kbd>Ctrl</kbd></td><td align="right">12 小时 25 分</td></tr>
<tr><td>第二行</td><td>x<sup>2</sup></td></tr>
</table>

<details>
<summary>点击展开</summary>

近月一侧和背月一侧各有一个**隆起**。

</details>

> [!warning] 小心大潮
> 新月和满月时，日月的引力叠加。

:::tip 记法
小潮在上下弦。
:::

!!! note "观察"
    - 港口的水位尺

- [ ] 读 [[潮汐锁定#为什么|锁定的原因]]
- [x] 算过 [距离](力学/距离.md#测量)，参见[[没有这一篇|旧笔记]]

==潮差== 有脚注[^1]。%%草稿%% ^block-1

[^1]: 开阔的洋面只有半米。

![潮汐](图/tide.png) ![[moon.png|120]] ![远处](https://tracker.example/a.png)

```mermaid
graph LR; 月球 --> 海水
```

| 很 | 宽 | 的 | 表 | 格 | 有 | 许 | 多 | 列 |
|:--|:-:|--:|---|---|---|---|---|---|
| 第一列很长的内容 | 第二列很长的内容 | 第三列很长的内容 | 第四列很长的内容 | 第五列 | 第六列 | 第七列 | 第八列 | 第九列 |

<details>
<summary>为什么一天有两次潮？</summary>

因为背月一侧也隆起。

</details>
"""

LOCKED = """# 潮汐锁定

卫星总以同一面朝向行星。

## 为什么

潮汐使自转变慢，直到与公转同步。

## 例子

月球。
"""

DISTANCE = """# 距离

天文学的尺度。

## 测量

激光测月：反射镜把光送回来。
"""

_RUN = "document.title='PWNED'"
HOSTILE = rf"""# 恶意的笔记

<script>{_RUN}</script><img src=x onerror="{_RUN}"><svg onload="{_RUN}"></svg>

<details open ontoggle="{_RUN}"><summary onclick="{_RUN}">展开</summary>内</details>

<div style="position:fixed;inset:0;z-index:99" id="tabs" class="gaps-open status-open" onclick="{_RUN}">盖住</div>

<iframe src="https://tracker.example/"></iframe><object data="https://tracker.example/x.svg"></object>

<form action="https://tracker.example"><input name=a autofocus onfocus="{_RUN}"><button>送</button></form>

[一](javascript:{_RUN}) <a href="javascript:{_RUN}">二</a> <a href="data:text/html,<script>{_RUN}</script>">三</a>

$\href{{javascript:{_RUN}}}{{x}}$ $\text{{<img src=x onerror={_RUN}>}}$ $\style{{position:fixed}}{{y}}$ $\rule{{900em}}{{900em}}$

<math><maction actiontype="statusline" href="javascript:{_RUN}">四</maction><mtext><table><mglyph><style><img src=x onerror="{_RUN}"></style></table></math>

```mermaid
graph TD; A-->B; click A "javascript:{_RUN}"
```

![密](../secret.png) ![密](/etc/passwd) ![[secret.png]] ![密](图/leads-out.png) <img src="file:///etc/passwd">

<img src="https://tracker.example/p.png"> <img srcset="https://tracker.example/q.png"> ![r](//tracker.example/r.png)

![图](图/evil.svg) <span class="jump" data-jump="a.md" data-section="0" data-own="0">假的</span>

> [!note] <img src=x onerror="{_RUN}">
> 里面

[[恶意的笔记|<img src=x onerror="{_RUN}">]] <link rel=stylesheet href="https://tracker.example/c.css"><style>body{{display:none}}</style>
"""

EVIL_SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" onload="{_RUN}">
<script>{_RUN}; fetch('https://tracker.example/s')</script>
<image href="https://tracker.example/i.png" width="9" height="9"/>
<rect width="60" height="40" fill="teal"/></svg>"""


def make_notes(root: Path) -> Path:
    """Write them into a folder; something secret lies beside it."""
    for name in ("力学", "图", "附件/深处"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "潮汐.md").write_text(KINDS, "utf-8")
    (root / "潮汐锁定.md").write_text(LOCKED, "utf-8")
    (root / "力学/距离.md").write_text(DISTANCE, "utf-8")
    (root / "恶意.md").write_text(HOSTILE, "utf-8")
    (root / "图/tide.png").write_bytes(_picture(320, 120, (40, 80, 140)))
    (root / "附件/深处/moon.png").write_bytes(_picture(1600, 900, (120, 120, 120)))
    (root.parent / "secret.png").write_bytes(_picture(20, 20, (200, 0, 0)))
    (root / "图/evil.svg").write_text(EVIL_SVG, "utf-8")
    (root / "图/leads-out.png").symlink_to(root.parent / "secret.png")
    return root


def _picture(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG of one colour."""

    def part(kind: bytes, data: bytes) -> bytes:
        said = kind + data
        return struct.pack(">I", len(data)) + said + struct.pack(">I", zlib.crc32(said))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(colour) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")
