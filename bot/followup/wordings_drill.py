"""The wordings that a single point is asked for with, without a language model. Data; see
`wordings`.

A line takes a whole question (`ask`), or names a topic (`about`), or a word that leads to the
point, or is open: what is known decides.
"""

from __future__ import annotations

from bot.followup.wordings_ask import Wordings

DRILLING: dict[str, Wordings] = {
    "drill missed": {
        "zh": (
            "还有一点没说到：{ask}",
            "再追问一句：{ask}",
            "顺着往下问：{ask}",
            "笔记里还有一点。{ask}",
        ),
        "en": (
            "One thing is still open. {ask}",
            "A follow-up: {ask}",
            "Let me ask more narrowly. {ask}",
            "Your notes say a little more. {ask}",
        ),
    },
    "drill missed topic": {
        "zh": (
            "还有一点没说到：{about}，能讲讲吗？",
            "再说说{about}，笔记里是怎么写的？",
            "再追问一句：关于{about}，你记得什么？",
            "那{about}呢？讲讲看。",
        ),
        "en": (
            "One thing is still open: {about}. What can you say about it?",
            "And what about {about}? What do your notes say?",
            "A follow-up: what do you remember about {about}?",
            "Tell me a little about {about}.",
        ),
    },
    "drill missed more": {
        "zh": (
            "关于{about}，还有一点没说到，是什么？",
            "{about}这边还差一点，再想想？",
            "除了刚才说的，{about}还有什么可说的？",
        ),
        "en": (
            "About {about}, one thing is still open. What is it?",
            "There is one more thing to say about {about}. Can you recall it?",
            "Beyond what you said, what else is there about {about}?",
        ),
    },
    "drill missed word": {
        "zh": (
            "还有一点没说到，它和“{word}”有关，是什么？",
            "这里还提到过“{word}”，是怎么说的？",
            "再想想，“{word}”在这里是怎么回事？",
        ),
        "en": (
            "One thing is still open; it has to do with “{word}”. What is it?",
            "Your notes mention “{word}” here. What do they say?",
            "Think of “{word}”. How does it come in here?",
        ),
    },
    "drill missed open": {
        "zh": (
            "还有一点没说到，你想得起来吗？",
            "笔记里这里还有一点，再想想是什么？",
            "除了刚才说的，还有什么？",
        ),
        "en": (
            "One thing is still open. Can you recall it?",
            "Your notes have one more thing to say here. What is it?",
            "Beyond what you said, what else is there?",
        ),
    },
    "drill partial": {
        "zh": ("有一点只说了一部分：{ask}", "这里能再具体些吗？{ask}", "说得再完整一点：{ask}"),
        "en": (
            "One point was only said in part. {ask}",
            "Can you be more precise? {ask}",
            "A little more fully: {ask}",
        ),
    },
    "drill partial topic": {
        "zh": (
            "{about}这一点只说了一部分，能说得更具体些吗？",
            "{about}，再说得完整一点？",
            "关于{about}，还差一点，是什么？",
        ),
        "en": (
            "You said a part about {about}. Can you be more precise?",
            "A little more about {about}, please?",
            "About {about}, something is still missing. What is it?",
        ),
    },
    "drill partial more": {
        "zh": (
            "关于{about}，有一点只说了一部分，能再具体些吗？",
            "{about}这边还可以说得更完整，再补一句？",
            "方向对了，{about}再往细处说一点？",
        ),
        "en": (
            "About {about}, one point was only said in part. Can you be more precise?",
            "There is a little more to say about {about}. Can you add it?",
            "That is the right way. Can you say more about {about}?",
        ),
    },
    "drill partial word": {
        "zh": (
            "有一点只说了一部分，它和“{word}”有关，能补全吗？",
            "说到“{word}”的那一点，能再具体些吗？",
            "“{word}”在这里是怎么回事，再说完整些？",
        ),
        "en": (
            "One point was only said in part; it has to do with “{word}”. Can you complete it?",
            "The point about “{word}”: can you be more precise?",
            "How does “{word}” come in here? A little more fully.",
        ),
    },
    "drill partial open": {
        "zh": (
            "有一点只说了一部分，能说得更具体些吗？",
            "刚才的话里有一处还不完整，再补充一下？",
            "方向对了，再往细处说一点？",
        ),
        "en": (
            "One point was only said in part. Can you be more precise?",
            "Something in your answer is not complete yet. Can you add to it?",
            "That is the right way. Can you go into more detail?",
        ),
    },
    "drill opposed": {
        "zh": (
            "你说“{said}”，再想想：{ask}",
            "刚才那句“{said}”，确定吗？{ask}",
            "回到“{said}”这句：{ask}",
        ),
        "en": (
            "You said “{said}”. Think again: {ask}",
            "“{said}”: are you sure? {ask}",
            "Back to “{said}”. {ask}",
        ),
    },
    "drill opposed topic": {
        "zh": (
            "你说“{said}”，再想想：{about}真的是这样吗？",
            "关于{about}，你刚才说“{said}”，确定吗？",
            "回到“{said}”这句，{about}到底是怎样的？",
        ),
        "en": (
            "You said “{said}”. Think again: is that so for {about}?",
            "About {about}: you said “{said}”. Are you sure?",
            "Back to “{said}”: how is it really with {about}?",
        ),
    },
    "drill opposed more": {
        "zh": (
            "你说“{said}”，再想想，{about}真的是这样吗？",
            "刚才那句“{said}”，放在{about}上对吗？",
            "回到“{said}”，你的笔记是这样说{about}的吗？",
        ),
        "en": (
            "You said “{said}”. Does that hold for {about}?",
            "“{said}”: is that right for {about}?",
            "Back to “{said}”. Is that what your notes say about {about}?",
        ),
    },
    "drill opposed open": {
        "zh": (
            "你说“{said}”，再想想，真的是这样吗？",
            "刚才那句“{said}”，你确定吗？",
            "回到“{said}”这句，笔记里是这么说的吗？",
        ),
        "en": (
            "You said “{said}”. Think again: is that so?",
            "“{said}”: are you sure of that?",
            "Back to “{said}”. Is that what your notes say?",
        ),
    },
    "drill silent": {
        "zh": ("再问一个细节：{ask}", "接着问：{ask}", "{ask}"),
        "en": ("One more detail: {ask}", "And then: {ask}", "{ask}"),
    },
    "drill silent topic": {
        "zh": ("{about}，再展开讲讲？", "关于{about}，还有要补充的吗？", "请再说说{about}。"),
        "en": (
            "Could you say more about {about}?",
            "Anything to add about {about}?",
            "Please go on about {about}.",
        ),
    },
    "drill silent more": {
        "zh": ("{about}还有什么可说的？", "关于{about}，请再补充一点。", "请接着说{about}。"),
        "en": (
            "What else is there to say about {about}?",
            "Please add something about {about}.",
            "Please continue with {about}.",
        ),
    },
    "drill silent word": {
        "zh": (
            "“{word}”在这里是怎么回事？",
            "请再说说和“{word}”有关的部分。",
            "笔记里还写到“{word}”，有要补充的吗？",
        ),
        "en": (
            "How does “{word}” come in here?",
            "Please go on about what has to do with “{word}”.",
            "Your notes mention “{word}” too. Anything to add?",
        ),
    },
    "drill silent open": {
        "zh": ("还有要补充的吗？", "请再展开讲讲。", "除此之外呢？"),
        "en": ("Anything to add?", "Please go on.", "And beyond that?"),
    },
}
