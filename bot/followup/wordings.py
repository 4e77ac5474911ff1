"""The wordings of every line that the interviewer says without a language model. Data.

Each kind has at least three, in both languages the same number.
"""

from __future__ import annotations

from bot.followup.wordings_ask import ASKING, Wordings
from bot.followup.wordings_drill import DRILLING

REPLYING: dict[str, Wordings] = {
    "good": {
        "zh": (
            "答得不错，{total} 个要点说到了 {hit} 个。",
            "很清楚，{total} 个要点里有 {hit} 个都答出来了。",
            "这题你掌握得好：{hit}/{total} 个要点。",
            "主要的都说到了（{hit}/{total}）。",
        ),
        "en": (
            "Good: {hit} of {total} points.",
            "That was clear; {hit} of {total} points are there.",
            "You know this one: {hit} of {total} points.",
            "Most of it is there, {hit} of {total}.",
        ),
    },
    "half": {
        "zh": (
            "说到了一部分，{total} 个要点答出 {hit} 个。",
            "方向是对的，{hit}/{total} 个要点，还可以更完整。",
            "有几点说到了（{hit}/{total}），还差一些。",
            "答出了 {hit} 个要点，一共 {total} 个。",
        ),
        "en": (
            "Part of it is there: {hit} of {total} points.",
            "You are on the way, with {hit} of {total} points.",
            "Some of it was said ({hit} of {total}); some is still open.",
            "{hit} points out of {total}.",
        ),
    },
    "low": {
        "zh": (
            "笔记里的要点大多还没说到（{hit}/{total}）。",
            "这题还有不少可以补的：{total} 个要点答出 {hit} 个。",
            "离笔记里的答案还有距离，{hit}/{total} 个要点。",
        ),
        "en": (
            "Most of what your notes say is still missing ({hit} of {total}).",
            "There is more to say here: {hit} of {total} points so far.",
            "That is some way from your notes, {hit} of {total} points.",
        ),
    },
    "opposed": {
        "zh": (
            "有一处和你的笔记正好相反，要留意。",
            "其中一点说反了。",
            "有一个说法和笔记对不上。",
        ),
        "en": (
            "One thing you said is the opposite of your notes.",
            "One point came out the wrong way round.",
            "One statement does not agree with your notes.",
        ),
    },
    "missing": {
        "zh": ("没说到的有：{names}。", "还可以说说：{names}。", "漏掉的是：{names}。"),
        "en": ("Not mentioned: {names}.", "You could add: {names}.", "What was left out: {names}."),
    },
    "beyond": {
        "zh": (
            "另外有些话笔记里没有写，不计分。",
            "笔记之外的部分不算分也不扣分。",
            "还有一些是笔记没有提到的，没有计入。",
        ),
        "en": (
            "Some of it is not in your notes and does not count either way.",
            "What goes beyond your notes was left out of the score.",
            "The rest is not in your notes, so it was neither rewarded nor punished.",
        ),
    },
    "neutral": {
        "zh": ("好的，记下了。", "嗯，明白。", "好，我知道了。", "收到。"),
        "en": ("Noted, thank you.", "All right.", "I see.", "Thank you, got that."),
    },
    "better": {
        "zh": ("对，这就补上了。", "这一点现在说清楚了。", "没错，就是这个。"),
        "en": ("Yes, that fills the gap.", "That is clear now.", "Right, that was it."),
    },
    "not better": {
        "zh": (
            "这一点还是没说到，记得回去看看。",
            "还差一点，笔记里写的不是这个。",
            "这里先放一放，报告里会列出来。",
        ),
        "en": (
            "Still not quite it; do look it up again.",
            "Not what your notes say there.",
            "Let's leave it for now; the report will list it.",
        ),
    },
    "start": {
        "zh": ("可以从这里想起：{names}。", "想想这些：{names}。", "比如说说 {names}。"),
        "en": (
            "You could start from: {names}.",
            "Think of these: {names}.",
            "For example, say something about: {names}.",
        ),
    },
    "start anywhere": {
        "zh": (
            "笔记里这题有 {total} 个要点，先说最有把握的一个。",
            "一共 {total} 个要点，说出一个也算。",
            "要点有 {total} 个，想到哪个先说哪个。",
        ),
        "en": (
            "Your notes have {total} points on this; begin with the one you are surest of.",
            "There are {total} points, and each one counts.",
            "Of {total} points, say whichever comes to mind first.",
        ),
    },
    "offer": {
        "zh": (
            "需要的话可以要一个提示（−{cost} 分），也可以跳过。",
            "想不起来就点提示，会扣 {cost} 分；跳过也行。",
            "可以先看一个提示（扣 {cost} 分），再试着说两句。",
        ),
        "en": (
            "You may ask for a hint (−{cost} points), or skip.",
            "A hint costs {cost} points; skipping is fine too.",
            "Try a hint (−{cost}) and then a sentence or two.",
        ),
    },
    "hint": {
        "zh": (
            "提示：笔记这样开头——“{words}……”",
            "笔记里有一句是“{words}……”，接下去是什么？",
            "从这里想起：“{words}……”",
        ),
        "en": (
            "A hint: your notes begin “{words}…”",
            "One sentence of your notes starts “{words}…”. How does it go on?",
            "Start from here: “{words}…”",
        ),
    },
    "no hint": {
        "zh": ("没有更多提示了。", "提示都给过了。", "这题能提示的就这些。"),
        "en": (
            "There are no more hints.",
            "You have had every hint.",
            "That is all I can hint at.",
        ),
    },
    "note": {
        "zh": (
            "笔记打开了，这题到此为止，看完再继续。",
            "这是你的笔记原文，读一遍再往下走。",
            "先看笔记吧，之后说的不再计分。",
        ),
        "en": (
            "Here is your note. This question ends here; go on when you have read it.",
            "This is what you wrote. Read it, then go on.",
            "Read the note first; what you say from here on does not count.",
        ),
    },
    "late": {
        "zh": (
            "时间到了，扣 {cost} 分。",
            "这次超时了（−{cost}）。",
            "超过了时间，按 −{cost} 分算。",
        ),
        "en": (
            "Time was up, which costs {cost} points.",
            "That came late (−{cost}).",
            "Over the time: {cost} points less.",
        ),
    },
    "timeout": {
        "zh": ("时间到，我们继续。", "这题时间用完了，先往下走。", "到时间了，下一题再来。"),
        "en": (
            "Time is up; let's go on.",
            "The time for this one is over.",
            "Out of time. On to what comes next.",
        ),
    },
    "skip": {
        "zh": ("好，跳过。", "没关系，先过。", "行，这题先放下。"),
        "en": ("Fine, we skip it.", "No problem, let's leave it.", "All right, we move on."),
    },
    "deeper": {
        "zh": (
            "答得好，再往深处想一想，不计分：{question}",
            "这题到这里就够了。还可以想想（不计分）：{question}",
            "留一个更深的问题，不计分：{question}",
        ),
        "en": (
            "Well answered. To think about, not for the score: {question}",
            "That is all this one wanted. A deeper one to think about, not scored: {question}",
            "I leave you with a deeper one, not scored: {question}",
        ),
    },
    "bad": {
        "zh": ("好，这题不算，换一题。", "记下了，这题作废。", "明白，这题不再问了。"),
        "en": (
            "Fine, that one doesn't count.",
            "Noted; we drop that question.",
            "Understood, it won't be asked again.",
        ),
    },
    "fault empty": {
        "zh": (
            "这里还没有回答，写一两句你记得的就行。",
            "还没看到内容，想到什么先写什么。",
            "空着有点可惜，说个大概也可以。",
        ),
        "en": (
            "There is no answer here yet. A sentence or two will do.",
            "Nothing has come in yet; start with whatever you remember.",
            "It is still empty. A rough idea is fine.",
        ),
    },
    "fault unknown": {
        "zh": (
            "没关系，不知道就是今天最值得看的一节。",
            "记不清很正常，试着从名字猜一猜也行。",
            "不急，先说说它大概解决什么问题。",
        ),
        "en": (
            "That's fine: it is the section most worth reading today.",
            "Not remembering is normal; a guess from its name will do.",
            "No hurry. What might it be good for?",
        ),
    },
    "fault gibberish": {
        "zh": (
            "这段没看懂，换几句完整的话再说一次吧。",
            "没能读出意思，请用完整的句子说说。",
            "这些字连不成句，再写一遍好吗？",
        ),
        "en": (
            "That could not be made out. Say it again in a few whole sentences.",
            "I can't read a statement in that; please write it out.",
            "Those words don't make a sentence yet. Once more?",
        ),
    },
    "fault repeated": {
        "zh": (
            "这是题目本身，试着用自己的话回答它。",
            "题目我知道，想听的是你的回答。",
            "这里重复了问题，接着往下说说看。",
        ),
        "en": (
            "That is the question itself. Try to answer it in your own words.",
            "I know the question; I'd like your answer to it.",
            "This repeats the question. Go on from there.",
        ),
    },
    "fault orders": {
        "zh": (
            "分数只看回答说到了哪些要点，写给评分的话不算。",
            "评分的规则改不了，说说题目吧。",
            "这些话不是回答，我们回到题目上。",
        ),
        "en": (
            "Only what an answer says about the question counts; words to the grader don't.",
            "The rules of grading stay as they are. What about the question?",
            "That is no answer. Let's go back to the question.",
        ),
    },
}

WORDINGS: dict[str, Wordings] = {**ASKING, **DRILLING, **REPLYING}
