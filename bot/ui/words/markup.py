"""The words beside what a note shows: boxes without a title, tasks, drawings."""

from __future__ import annotations

ZH: dict[str, str] = {
    "box_note": "备注",
    "box_info": "信息",
    "box_summary": "摘要",
    "box_quote": "引用",
    "box_example": "例子",
    "box_question": "问题",
    "box_todo": "待办",
    "box_details": "展开",
    "box_tip": "提示",
    "box_success": "完成",
    "box_important": "重要",
    "box_warning": "注意",
    "box_danger": "危险",
    "task_done": "已完成",
    "task_open": "未完成",
    "diagram": "流程图（{kind} 源码）",
}

EN: dict[str, str] = {
    "box_note": "Note",
    "box_info": "Info",
    "box_summary": "Summary",
    "box_quote": "Quote",
    "box_example": "Example",
    "box_question": "Question",
    "box_todo": "To do",
    "box_details": "Details",
    "box_tip": "Tip",
    "box_success": "Done",
    "box_important": "Important",
    "box_warning": "Warning",
    "box_danger": "Danger",
    "task_done": "done",
    "task_open": "not done",
    "diagram": "Diagram ({kind} source)",
}

STATIC: tuple[str, ...] = ()
