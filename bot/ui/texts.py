"""Every word the page says, in Chinese and English."""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]

# {} fields are filled by `say`; keys that end in _one are for exactly one thing.
ZH: dict[str, str] = {
    "title": "笔记面试官",
    "chat": "聊天",
    # composer
    "ask_label": "问题",
    "ask_placeholder": "问一个问题…",
    "send": "发送",
    "stop": "停止",
    "new_chat": "新聊天",
    "earlier": "以往的聊天",
    "keys": "Enter 发送 · Shift+Enter 换行 · Esc 停止",
    "editing": "正在修改上一个问题，发送后会替换原来的回答。",
    "cancel": "取消",
    # earlier chats
    "search_label": "搜索聊天",
    "search_placeholder": "搜索问题和回答…",
    "close": "关闭",
    "delete": "删除",
    "delete_named": "删除聊天“{title}”",
    "delete_sure": "确认删除",
    "no_chats": "还没有聊天。",
    "no_match": "没有聊天包含“{words}”。",
    # empty page
    "what": "从你自己的笔记里找答案，每句话都标出依据；笔记里没有的，就直说没有。",
    "try": "试试这些问题（来自你的笔记）：",
    "no_notes": "还没有笔记。把 .md 文件放进下面这个文件夹，然后运行 python -m ingest：",
    "sample": "先载入示例笔记",
    "sample_running": "正在载入示例笔记…",
    # a turn
    "you": "你的问题",
    "searching": "正在笔记里找…",
    "reading": "找到 {n} 节，正在写…",
    "stopped": "已停止，回答没有写完。",
    "unsupported": "笔记里没有找到依据",
    "mark": "依据 {n}：{place}",
    "basis": "依据 {n} 节",
    "found_in": "{s} s 找到",
    "wrote": "{model} 写了 {s} s",
    "wrote_local": "本地模型写了 {s} s",
    "quoted": "摘自笔记原文，没有用语言模型",
    "no_basis": "这段回答没有依据",
    "llm_local": "本地模型",
    "next": "面试官追问：",
    "copy": "复制",
    "copied": "已复制",
    "retry": "重试",
    "edit": "修改问题",
    # gaps
    "gaps": "待补清单",
    "gap_add": "记到待补清单",
    "gap_there": "已在待补清单",
    "gap_see": "看清单",
    "gap_added": "已记下。",
    "gap_again": "这个问题已经在清单里了。",
    "gap_reopened": "之前勾掉过，现在重新打开了。",
    "gap_lost": "这个回答没有存下来，请再问一次。",
    "gaps_broke": "待补清单暂时读写不了；看看磁盘有没有空间，再试一次。",
    "gaps_hint": "笔记里还没有答案的问题。补好笔记后勾掉。",
    "gaps_none": "还没有待补的问题。",
    "gaps_none_hint": "笔记答不上来时，回答下面会有“记到待补清单”按钮；记下的问题都会列在这里。",
    "gaps_all_done": "都补好了。",
    "gaps_open": "待补",
    "gaps_done": "已补",
    "gap_tick": "标为已补：{question}",
    "gap_untick": "改回待补：{question}",
    "gap_remove": "移除",
    "gap_remove_named": "移除“{question}”",
    "gap_remove_sure": "确认移除",
    "gap_near": "最接近：{place}",
    "gap_chance": "笔记能答的可能约 {percent}%",
    "gap_export": "导出为待办笔记",
    "gap_note_title": "待补的笔记",
    "gap_note_counts": "待补 {open} 个，已补 {done} 个。每个问题下面是当时笔记里最接近的几节。",
    "gap_note_far": "没有接近的笔记",
    # side panel
    "sources": "依据",
    "found": "找到的段落",
    "nearest": "最接近的段落（不是依据）",
    "lines": "第 {a}–{b} 行",
    "line": "第 {a} 行",
    "more": "展开",
    "less": "收起",
    "editor": "在编辑器打开",
    "image": "图片：{alt}",
    "no_alt": "无说明",
    # status
    "status": "状态",
    "notes": "{n} 篇",
    "sections": "{n} 节",
    "detail_folder": "笔记文件夹",
    "detail_notes": "笔记",
    "detail_counts": "{notes} 篇，{sections} 节，{chunks} 段",
    "detail_embedder": "向量模型",
    "detail_llm": "语言模型",
    "state_off": "不使用",
    "state_loading": "载入中",
    "state_ready": "就绪",
    "state_missing": "缺失",
    "llm_off": "不用语言模型",
    "status_unknown": "暂时读不到状态",
    # errors
    "broke": "出了意料之外的问题，回答中断了；可以重试，细节在程序的日志里。",
    "sample_broke": "示例笔记没有载入，细节在程序的日志里。",
    "chats_broke": "聊天记录暂时读不到；这一页仍然可以提问。",
    "busy": "上一个回答还没写完，先停止它或者等一等。",
    "too_long": "问题太长（{n} 字），最多 {limit} 字。",
}

EN: dict[str, str] = {
    "title": "Notes Interviewer",
    "chat": "Chat",
    "ask_label": "Question",
    "ask_placeholder": "Ask a question…",
    "send": "Send",
    "stop": "Stop",
    "new_chat": "New chat",
    "earlier": "Earlier chats",
    "keys": "Enter sends · Shift+Enter new line · Esc stops",
    "editing": "You are editing your last question; sending replaces its answer.",
    "cancel": "Cancel",
    "search_label": "Search chats",
    "search_placeholder": "Search questions and answers…",
    "close": "Close",
    "delete": "Delete",
    "delete_named": "Delete the chat “{title}”",
    "delete_sure": "Really delete",
    "no_chats": "No chats yet.",
    "no_match": "No chat contains “{words}”.",
    "what": "Answers from your own notes, each sentence with its source; "
    "what the notes don’t say, it says so.",
    "try": "Try one of these, made from your notes:",
    "no_notes": "There are no notes yet. Put .md files into this folder, "
    "then run python -m ingest:",
    "sample": "Load the sample notes first",
    "sample_running": "Loading the sample notes…",
    "you": "Your question",
    "searching": "Looking through the notes…",
    "reading": "{n} sections found, writing…",
    "reading_one": "One section found, writing…",
    "stopped": "Stopped; the answer is not finished.",
    "unsupported": "No support found in the notes",
    "mark": "Source {n}: {place}",
    "basis": "{n} sources",
    "basis_one": "1 source",
    "found_in": "found in {s} s",
    "wrote": "{model} wrote for {s} s",
    "wrote_local": "the local model wrote for {s} s",
    "quoted": "quoted from the notes, no language model",
    "no_basis": "This answer has no source",
    "llm_local": "local model",
    "next": "An interviewer might ask next:",
    "copy": "Copy",
    "copied": "Copied",
    "retry": "Retry",
    "edit": "Edit question",
    "gaps": "Gaps",
    "gap_add": "Add to gaps",
    "gap_there": "In the gaps list",
    "gap_see": "See the list",
    "gap_added": "Noted.",
    "gap_again": "This question is on the list already.",
    "gap_reopened": "It was ticked off before; it is open again now.",
    "gap_lost": "This answer was not stored; please ask once more.",
    "gaps_broke": "The list can’t be read or stored just now; "
    "see that the disk has room, then try again.",
    "gaps_hint": "Questions your notes don’t answer yet. Tick them off once the note is written.",
    "gaps_none": "No gaps yet.",
    "gaps_none_hint": "When the notes have no answer, “Add to gaps” stands below it; "
    "what you add is listed here.",
    "gaps_all_done": "Nothing is missing any more.",
    "gaps_open": "Open",
    "gaps_done": "Done",
    "gap_tick": "Mark as done: {question}",
    "gap_untick": "Open again: {question}",
    "gap_remove": "Remove",
    "gap_remove_named": "Remove “{question}”",
    "gap_remove_sure": "Really remove",
    "gap_near": "Nearest: {place}",
    "gap_chance": "{percent}% likely in the notes",
    "gap_export": "Export as a to-do note",
    "gap_note_title": "Gaps in my notes",
    "gap_note_counts": "{open} open, {done} done. "
    "Below each question: the sections that were nearest then.",
    "gap_note_far": "No note is near",
    "sources": "Sources",
    "found": "Sections found",
    "nearest": "Nearest sections (not sources)",
    "lines": "lines {a}–{b}",
    "line": "line {a}",
    "more": "Expand",
    "less": "Collapse",
    "editor": "Open in editor",
    "image": "Image: {alt}",
    "no_alt": "no description",
    "status": "Status",
    "notes": "{n} notes",
    "notes_one": "1 note",
    "sections": "{n} sections",
    "sections_one": "1 section",
    "detail_folder": "Notes folder",
    "detail_notes": "Notes",
    "detail_counts": "{notes} notes, {sections} sections, {chunks} chunks",
    "detail_embedder": "Embedding model",
    "detail_llm": "Language model",
    "state_off": "not used",
    "state_loading": "loading",
    "state_ready": "ready",
    "state_missing": "missing",
    "llm_off": "no language model",
    "status_unknown": "The state can’t be read just now",
    "broke": "Something unexpected went wrong and the answer broke off; "
    "you can retry, the log of the program says more.",
    "sample_broke": "The sample notes were not loaded; the log of the program says more.",
    "chats_broke": "Earlier chats can’t be read just now; you can still ask questions here.",
    "busy": "The last answer is still being written; stop it or wait a moment.",
    "too_long": "The question is too long ({n} characters); {limit} are allowed.",
}

_WORDS: dict[Language, dict[str, str]] = {"zh": ZH, "en": EN}


def say(language: Language, key: str, **values: object) -> str:
    """The words for `key`; with n=1 those for one thing, where they differ. KeyError if unknown."""
    words = _WORDS[language]
    if values.get("n") == 1 and f"{key}_one" in words:
        key = f"{key}_one"
    return words[key].format(**values)


def language_of(accepted: str | None) -> Language:
    """The page's language for an Accept-Language header: the first of zh and en, else en."""
    wishes: list[tuple[float, int, Language]] = []
    for position, part in enumerate((accepted or "").split(",")):
        tag, _, weight = part.strip().lower().partition(";q=")
        language: Language | None = "zh" if tag[:2] == "zh" else "en" if tag[:2] == "en" else None
        if language and (not tag[2:] or tag[2] == "-"):
            try:
                wishes.append((-float(weight or 1), position, language))
            except ValueError:
                continue
    return min(wishes)[2] if wishes else "en"


STATIC = (
    *("chat", "ask_label", "ask_placeholder", "send", "stop", "new_chat", "earlier"),
    *("search_label", "search_placeholder", "close", "gaps"),
)


def static_labels() -> dict[str, dict[str, str]]:
    """Words by locale for labels that the browser itself translates."""
    en, zh = ({key: words[key] for key in STATIC} for words in (EN, ZH))
    # Gradio brings zh-CN and zh-TW along, and looks there first.
    return {"en": en, "zh": zh, "zh-CN": zh, "zh-TW": zh}
