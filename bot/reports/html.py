"""A report as one HTML file that needs nothing else and prints well. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo
from html import escape

from bot.interview.view import PointView
from bot.markup.line import line_html
from bot.reports.markdown import figure, score_lines, verdict_line, verdict_word
from bot.reports.report import InterviewReport, Item
from bot.reports.words import WORDS

BAR_WIDTH, BAR_GAP, PLOT_HEIGHT = 28, 12, 110
STYLE = """
:root{color-scheme:light dark;--ink:#1c1f23;--soft:#5b636d;--line:#d5dae0;--page:#fff;--bar:#3b6ea5}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#a3abb5;--line:#3a4149;--page:#16181b;
--bar:#7fb0e6}}
body{margin:2rem auto;max-width:46rem;padding:0 1rem;background:var(--page);color:var(--ink);
font:16px/1.65 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid var(--line)}
.soft,figcaption{color:var(--soft)}table{border-collapse:collapse}
td,th{border:1px solid var(--line);padding:.25rem .7rem;text-align:left}
details{border:1px solid var(--line);border-radius:6px;padding:.4rem .9rem;margin:.7rem 0}
summary{cursor:pointer;font-weight:600}blockquote{margin:.2rem 0 .2rem .2rem;padding-left:.8rem;
border-left:3px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere}
li{overflow-wrap:anywhere}svg{max-width:100%;height:auto}svg text{fill:var(--ink);font-size:11px}
rect{fill:var(--bar)}rect.estimated{fill:url(#hatch);stroke:var(--bar)}
@media print{:root{--ink:#000;--soft:#444;--page:#fff}body{margin:0;max-width:none}
details{break-inside:avoid;border:0;padding:0}summary{list-style:none}}
"""


def as_html(report: InterviewReport, zone: tzinfo) -> str:
    """The report as a page. Nothing that notes or answers hold is markup or runs in it."""
    words = WORDS[report.language]
    ended = datetime.fromtimestamp(report.ended, zone)
    title = f"{words['title']} {ended:%Y-%m-%d %H:%M}"
    language = "zh-CN" if report.language == "zh" else "en"
    parts = [
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        # Belt and braces: whatever should slip in, nothing is loaded and nothing runs.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
        f"<h1>{escape(title)}</h1>",
        f'<p class="soft">{_asked(report, words)}</p>',
        *_summary(report, words),
        *_reading(report, words),
        *_subjects(report, words),
        f"<h2>{words['questions']}</h2>",
        *(_item(item, words) for item in report.items),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _asked(report: InterviewReport, words: dict[str, str]) -> str:
    return words["asked"].format(asked=len(report.items), planned=report.planned)


def _summary(report: InterviewReport, words: dict[str, str]) -> list[str]:
    rows = score_lines(report.scores, words) or [words["none"]]
    if report.strongest:
        rows.append(f"{words['strongest']}: {report.strongest}")
        rows.append(f"{words['weakest']}: {report.weakest}")
    found = ["<ul>", *(f"<li>{escape(row)}</li>" for row in rows), "</ul>"]
    if report.counted:
        found += [f"<figure>{plot(report.counted, words)}"]
        caption = words["over_time"]
        if any(item.estimated for item in report.counted):
            caption += f" · {words['hatched']}"
        found += [f"<figcaption>{caption}</figcaption></figure>"]
    return found


def plot(items: tuple[Item, ...], words: dict[str, str]) -> str:
    """Scores by question as bars, estimates hatched."""
    step = BAR_WIDTH + BAR_GAP
    width, height = step * len(items) + BAR_GAP, PLOT_HEIGHT + 40
    said = ", ".join(f"{item.number}: {_score(item, words)}" for item in items)
    bars = []
    for at, item in enumerate(items):
        tall = max(item.score / 100 * PLOT_HEIGHT, 1)
        left, top = BAR_GAP + at * step, PLOT_HEIGHT - tall + 16
        kind = ' class="estimated"' if item.estimated else ""
        bars.append(
            f'<rect{kind} x="{left}" y="{top:.1f}" width="{BAR_WIDTH}" height="{tall:.1f}"/>'
            f'<text x="{left + BAR_WIDTH / 2}" y="{top - 3:.1f}" text-anchor="middle">'
            f"{item.score}</text>"
            f'<text x="{left + BAR_WIDTH / 2}" y="{PLOT_HEIGHT + 32}" text-anchor="middle">'
            f"{item.number}</text>"
        )
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(words["over_time"])}: {said}">'
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V6" stroke="var(--bar)" stroke-width="3"/>'
        f"</pattern></defs>{''.join(bars)}</svg>"
    )


def _score(item: Item, words: dict[str, str]) -> str:
    guessed = item.estimated and item.outcome == "answered"
    return words["estimate"].format(score=item.score) if guessed else str(item.score)


def _reading(report: InterviewReport, words: dict[str, str]) -> list[str]:
    if not report.read:
        return []
    few = "read" if len(report.read) == 3 else "read few"
    found = [f"<h2>{words[few]}</h2>", "<ol>"]
    for one in report.read:
        at = words["lines"].format(first=one.place.lines[0], last=one.place.lines[1])
        missed = "".join(f"<li>{words['lost']}: {escape(row)}</li>" for row in one.missed)
        found.append(
            f"<li><strong>{escape(one.place.place)}</strong> "
            f'<span class="soft">{escape(one.place.file)}, {at}</span><ul>{missed}</ul></li>'
        )
    return [*found, "</ol>"]


def _subjects(report: InterviewReport, words: dict[str, str]) -> list[str]:
    if not report.subjects:
        return []
    rows = "".join(
        f"<tr><td>{escape(row.name)}</td><td>{figure(row.scores, 'graded')}</td>"
        f"<td>{figure(row.scores, 'estimated')}</td></tr>"
        for row in report.subjects
    )
    head = "".join(
        f'<th scope="col">{words[name]}</th>' for name in ("subject", "graded", "estimated")
    )
    return [f"<h2>{words['subjects']}</h2>", f"<table><tr>{head}</tr>{rows}</table>"]


def _item(item: Item, words: dict[str, str]) -> str:
    heading = words["question"].format(number=item.number)
    found = [
        f"<details open><summary>{heading}: {escape(item.text)}</summary>",
        f"<p>{escape(verdict_line(item, words))}</p><ul>",
    ]
    found += [row for point in item.essentials for row in _point(point, words)]
    found.append("</ul>")
    if item.extras:
        found.append(f"<p>{words['extras']}</p><ul>")
        found += [row for point in item.extras for row in _point(point, words)]
        found.append("</ul>")
    if item.beyond:
        found.append(f'<p class="soft">{words["beyond"]}: {escape("; ".join(item.beyond))}</p>')
    for entry in item.log:
        if entry.kind in ("answer", "drill"):
            said = f"{words[entry.kind]}: {escape(entry.text)}"
            found.append(f"<blockquote>{said}</blockquote>")
    if item.answer:
        gap = "" if item.language == "zh" else " "
        sentences = gap.join(
            escape(words) + (f"<sup>[{n}]</sup>" if n else "") for words, n in item.numbered_answer
        )
        found.append(f"<p><strong>{words['model answer']}</strong>: {sentences}</p>")
    for number, place in enumerate(item.places, 1):
        sign = f"[{number}] " if item.answer else ""
        at = words["lines"].format(first=place.lines[0], last=place.lines[1])
        where = f"{words['source']}: {sign}{escape(place.place)} · {escape(place.file)}, {at}"
        found.append(f'<p class="soft">{where}</p>')
    return "\n".join([*found, "</details>"])


def _point(point: PointView, words: dict[str, str]) -> list[str]:
    found = [f"<li>{verdict_word(point, words)} · {escape(point.text)}"]
    if point.quote:
        quote = line_html(point.quote)
        found.append(f"<blockquote>{words['note']}: “{quote}”</blockquote>")
    if point.evidence:
        found.append(f"<blockquote>{words['you']}: “{escape(point.evidence)}”</blockquote>")
    if point.first is not point.verdict:
        change = words["drilled"].format(first=words[point.first], now=words[point.verdict])
        found.append(f'<div class="soft">{change}</div>')
    found.append("</li>")
    return found
