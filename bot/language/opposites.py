"""Words that turn a statement into its opposite, in Chinese and English. Pure."""

from __future__ import annotations

import re

_PAIRS = """
快 慢|多 少|大 小|高 低|长 短|强 弱|早 晚|深 浅|轻 重|宽 窄|新 旧|好 差|贵 便宜|稀疏 稠密
升高 降低|提高 降低|增加 减少|增大 减小|变大 变小|变快 变慢|变多 变少|加快 减慢|放大 缩小
扩大 缩小|上升 下降|递增 递减|升序 降序|最大 最小|最高 最低|最多 最少|最前 最后|至少 至多
上限 下限|之前 之后|以前 以后|前面 后面|第一 最后|首次 每次|开始 结束|提前 延后|前置 后置
同步 异步|阻塞 非阻塞|串行 并行|有序 无序|稳定 不稳定|静态 动态|固定 可变|有状态 无状态
持久 临时|允许 禁止|允许 不允许|支持 不支持|可以 不可以|需要 不需要|必须 不必|能够 无法|能 不能
会 不会|要 不用|有 没有|是 不是|存在 不存在|相同 不同|一样 不一样|相等 不等|一致 不一致
安全 不安全|可靠 不可靠|共享 独立|共享 自己|共享 各自|共享 单独|共用 独立|共用 自己|共用 各自
共用 单独|共用 独占|公用 独立|共享 独占|公有 私有|公开 私密|公钥 私钥|对称 非对称|加密 解密
明文 密文|签名 验签|客户端 服务端|客户端 服务器|前端 后端|发送方 接收方|生产者 消费者|主动 被动
请求 响应|本地 远程|上游 下游|主库 从库|主节点 从节点|父进程 子进程|父类 子类|读 写|读取 写入
输入 输出|上传 下载|插入 删除|压缩 解压|内部 外部|内存 磁盘|用户态 内核态|宿主机 容器|物理 虚拟
硬件 软件|全局 局部|外层 内层|显式 隐式|手动 自动|默认 手动|永久 临时|强 弱|乐观 悲观|正向 反向
顺序 随机|精确 近似|局部 全局|绝对 相对|训练 推理|冻结 更新|编码 解码|监督 无监督|过拟合 欠拟合
精确率 召回率|均值 方差|前向 反向|稠密 稀疏|横向 纵向|水平 垂直|单 双|奇数 偶数|正 负|成功 失败
打开 关闭|启用 禁用|开启 关闭|创建 销毁|加锁 解锁|只读 可写|全部 部分|所有 个别|一个 多个
单个 多个|单线程 多线程|单进程 多进程|单机 集群|每个 整个|总是 从不|立即 稍后|马上 延迟|一次 多次
before after|first last|always never
more less|faster slower|higher lower|larger smaller|increase decrease|increases decreases
synchronous asynchronous|blocking non-blocking|shared private|shared isolated|static dynamic
client server|sender receiver|read write|reads writes|public private|allow forbid|allows forbids
with without|can cannot|is isn't|does doesn't|enabled disabled|same different|primary secondary
old new|inside outside|automatic manual|optimistic pessimistic|open closed
"""

PAIRS: tuple[tuple[str, str], ...] = tuple(
    (first, second)
    for line in _PAIRS.split("\n")
    for pair in line.split("|")
    if pair
    for first, second in [pair.split(" ")]
)
"""Each word with its opposite; a word may have several."""

NEGATIONS = re.compile(
    r"没有|没(?![错什了])|不(?![仅但过断管论少错足妨如只单光同])|无法|无需|无须|毫无|并非|而非"
    r"|尚未|从未|绝非|\b(?:not|never|no(?=\s+[a-z])|cannot|without)\b|n't\b",
    re.IGNORECASE,
)
"""Words that deny the clause they stand in."""
