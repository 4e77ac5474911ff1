"""What program and ingest say to their command line in English, in Chinese for the page.

Each pattern matches the whole sentence; its groups are the fields of the words beside it.
"""

_BUILD = r"Build it again: (?P<command>`[^`]*`)\."
_REBUILD = "请重新建立：{command}。"
_ALLOWED = r"Allowed: none, local, .*"
_MODELS = "可以是 none、local、.gguf 文件的路径，或 ollama:qwen3:8b 这样的“厂商:模型”。"
_OTHER_LLM = "也可以把 LLM 设为别的模型或 none。"
_INSTALL = r'Run `pip install "notes-interviewer\[local\]"`.*'
_INSTALL_IT = '请运行 `pip install "notes-interviewer[local]"`，或者把 LLM 设为 none。'

CHINESE = (
    (r"No notes are indexed at (?P<at>.*)\. Run (?P<command>`.*`) first\.",
     "{at} 还没有索引。请先运行 {command}。"),
    (r"There is no notes folder at (?P<at>.*)\. Name the folder .*",
     "没有笔记文件夹 {at}。请建好它，或者换一个文件夹。"),
    (r"There are no markdown files \(.*\) in (?P<at>.*)\. Name the folder .*",
     "{at} 里没有 Markdown 文件（.md、.markdown）。请把笔记放进去。"),
    (rf"The index at (?P<at>.*) can't be read\. {_BUILD}", "索引 {at} 读不了。" + _REBUILD),
    (rf"The index at (?P<at>.*) is damaged\. {_BUILD}", "索引 {at} 损坏了。" + _REBUILD),
    (r"The index at (?P<at>.*) can't be opened: (?P<why>.*)\. Reading needs a folder .*",
     "索引 {at} 打不开：{why}。要读它，也得能写它的文件夹：请加上写的权限，或者复制一份。"),
    (r"The index at (?P<at>.*) was made by another version\. Bring it up to date: "
     r"(?P<command>`.*`)\.", "索引 {at} 是另一个版本建立的。请更新：{command}。"),
    (r"The index at (?P<at>.*) was made with (?P<old>.*), not with (?P<new>.*)\. "
     r"Run (?P<command>`.*`) to .*",
     "索引 {at} 是用 {old} 建立的，不是 {new}。请运行 {command} 重新计算。"),
    (r"The index at (?P<at>.*) is being written again and again\. .*",
     "索引 {at} 正在反复写入。等它写完再问。"),
    (rf"The collection (?P<name>\S+) measures (?P<what>\S+), not cosine\. {_BUILD}",
     "集合 {name} 用的是 {what}，不是余弦。" + _REBUILD),
    (rf"The vectors of the index at (?P<at>.*) are missing\. {_BUILD}",
     "索引 {at} 的向量不见了。" + _REBUILD),
    (rf"The vectors at (?P<at>.*?) can't be read \((?P<why>.*)\)\. {_BUILD}",
     "{at} 的向量读不了（{why}）。" + _REBUILD),
    (rf"The word index at (?P<at>.*) can't be read\. {_BUILD}", "词索引 {at} 读不了。" + _REBUILD),
    (r"Another process \(process (?P<pid>\d+), since (?P<since>.*)\) is writing to the index at "
     r"(?P<at>.*)\. Try again when it has finished\.",
     "另一个进程（{pid}，{since} 开始）正在写索引 {at}。等它结束再试。"),
    (r"Another process is writing to the index at (?P<at>.*)\. Try again .*",
     "另一个进程正在写索引 {at}。等它结束再试。"),
    (r"Can't write the index at (?P<at>[^:]*): (?P<why>.*)\. Free some space .*",
     "索引 {at} 写不了：{why}。请腾出空间，或者换一个文件夹。"),
    (r"The embedding model (?P<name>\S+) is not on this machine and can't be downloaded "
     r"\((?P<why>.*)\)\. .* or set EMBEDDING_MODEL=(?P<own>\S+)\.",
     "这台机器上没有向量模型 {name}，也下载不了（{why}）。"
     "请检查名字和网络，或者设 EMBEDDING_MODEL={own}。"),
    (r"The embedding model in (?P<at>.*) can't be read \((?P<why>.*)\)\. Set .*",
     "{at} 里的向量模型读不了（{why}）。请把 EMBEDDING_MODEL 设为别的模型。"),
    (r"CHUNK_TOKENS is (?P<n>\d+), but (?P<name>.*) reads no more than (?P<most>\d+) tokens at "
     r"once\. Set it to (?P<ok>\d+) or less\.",
     "CHUNK_TOKENS 是 {n}，但 {name} 一次最多读 {most} 个 token。请设为 {ok} 以下。"),
    (r"The chat can't be read or stored just now; .*",
     "聊天现在读不了也存不了。请看看磁盘还有没有空间、有没有别的程序占着它，然后再试。"),
    (r"The list of gaps can't be read or stored just now; .*",
     "缺口清单现在读不了也存不了。请看看磁盘还有没有空间、有没有别的程序占着它，然后再试。"),
    (r"The chats at (?P<at>.*) can't be opened \((?P<why>.*)\)\. .*",
     "聊天记录 {at} 打不开（{why}）。请检查路径，以及文件夹能不能写。"),
    (rf"The local language model is not installed\. {_INSTALL}",
     "没有安装本地模型。" + _INSTALL_IT),
    (rf"Packages of the local language model are missing: (?P<names>.*) \(of (?P<n>\d+)\)\. "
     rf"{_INSTALL}", "本地模型缺少安装包：{names}（共 {n} 个）。" + _INSTALL_IT),
    (rf"Running a language model here needs the package xllamacpp\. {_INSTALL}",
     "在本机运行语言模型需要 xllamacpp 这个包。" + _INSTALL_IT),
    (r"The language model needs (?P<n>\S+) GB in (?P<at>.*), (?P<free>\S+) GB are free\. .*",
     "语言模型在 {at} 需要 {n} GB，只剩 {free} GB。请腾出空间，"
     "或者用 NOTES_CACHE_DIR 换一个文件夹。"),
    (r"The language model can't be written to (?P<at>[^:]*): (?P<why>.*)\. Free the place, .*",
     "语言模型写不进 {at}：{why}。请腾出空间，或者用 NOTES_CACHE_DIR 换一个文件夹。"),
    (r"The language model (?P<name>\S+) can't be loaded \((?P<why>.*)\)\. .*",
     "语言模型 {name} 装不进来（{why}）。内存够吗？" + _OTHER_LLM),
    (r"The language model (?P<name>\S+) failed: (?P<why>.*)\. Ask again, .*",
     "语言模型 {name} 出了问题：{why}。请再问一次。" + _OTHER_LLM),
    (r"The language model (?P<name>\S+) refused: (?P<why>.*)\.", "语言模型 {name} 拒绝了：{why}。"),
    (r"The prompt has (?P<n>.*) tokens, but the language model reads (?P<most>\d+)\. .*",
     "提示词有 {n} 个 token，模型最多读 {most} 个。请问得短一些，或者开始新的聊天。"),
    (r"(?P<at>.*) is not a GGUF file\. Set .*",
     "{at} 不是 GGUF 文件。请把 LLM 设为 local 或别的模型。"),
    (rf"LLM is empty\. {_ALLOWED}", "LLM 是空的。" + _MODELS),
    (rf"LLM=(?P<name>.*) is not known\. {_ALLOWED}", "不认识 LLM={name}。" + _MODELS),
    (rf"LLM=(?P<name>.*): there is no file (?P<at>.*)\. {_ALLOWED}",
     "LLM={name}：没有文件 {at}。" + _MODELS),
    (r"LLM=(?P<name>.*) needs the package (?P<package>\S+)\. Run .*",
     "LLM={name} 需要 {package} 这个包。请运行 `pip install {package}`，"
     "或者把 LLM 设为 local 或 none。"),
    (r"LLM=(?P<name>.*) needs a key\. Set LLM_API_KEY\.",
     "LLM={name} 需要密钥。请设置 LLM_API_KEY。"),
    (r"LLM=(?P<name>.*) can't be used: (?P<why>.*)", "LLM={name} 用不了：{why}"),
    (r"(?P<name>\S+) gave no answer in time\. .*",
     "{name} 没有及时回答。它开着吗？LLM_TIMEOUT_S 决定等多久。"),
    (r"(?P<name>\S+) can't be reached\. Is its server up, .*",
     "连不上 {name}。它的服务开着吗？LLM_BASE_URL 对吗？"),
    (r"(?P<name>\S+): its server failed \(status (?P<n>\d+)\)\. .*",
     "{name}：它的服务出错了（状态 {n}）。过一会儿再试。"),
    (r"RERANKER=(?P<name>.*) can't be read \((?P<why>.*)\)\. .*",
     "RERANKER={name} 读不了（{why}）。请写交叉编码器的文件夹或名字，或者留空。"),
)  # fmt: skip
