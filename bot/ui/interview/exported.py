"""A report as a file that a page can save."""

from __future__ import annotations

import base64
from datetime import tzinfo
from html import escape

from bot.core.days import day_of
from bot.reports.anki import as_apkg
from bot.reports.html import as_html
from bot.reports.markdown import as_markdown
from bot.reports.report import InterviewReport
from bot.storage.ids import new_id


def exported(made: InterviewReport, kind: str, zone: tzinfo) -> str:
    """The file as HTML for interview.js to save; `kind` is one of `report_view.KINDS`."""
    content, media = _file(made, kind, zone)
    day = day_of(made.ended, zone).isoformat()
    return (
        f'<span data-id="{new_id()}" data-name="{escape(f"interview-{day}.{kind}")}" '
        f'data-type="{media}" data-base64="{base64.b64encode(content).decode()}"></span>'
    )


def _file(made: InterviewReport, kind: str, zone: tzinfo) -> tuple[bytes, str]:
    if kind == "md":
        return as_markdown(made, zone).encode(), "text/markdown"
    if kind == "html":
        return as_html(made, zone).encode(), "text/html"
    return as_apkg(made), "application/octet-stream"
