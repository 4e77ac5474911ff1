// The tab of the notes in the browser: what is open in the outline, dropped files, keys.
// The server draws; it is told all that is open each time, through window.deskBus (notes_tab.py).
(() => {
  "use strict";
  const { find, all, on } = window.dom;
  const send = window.dom.bus("deskBus");
  const tab = () => find("#desk");
  const seen = () => window.dom.seen(tab());
  const head = () => find(".desk-head");
  const BUSY_MS = 400;
  const IDLE_MS = 2400;
  const TYPING_MS = 120;
  const LOST_MS = 5000;
  const STEP = 200; // rows of a note that are drawn at first, see outline_view.py

  // Kept here and not in the elements, which the server redraws.
  let words = "";
  let toggled = new Set();
  let more = {};
  let section = null; // [file, position in its outline]
  let generation = "";
  let asked = 0; // when the state was asked for last
  let typing = 0;
  let turn = 0; // of the last drawing asked for
  let drawn = 0; // of the last one that came
  let sent = 0; // when it was asked for
  let waiting = false; // something has been opened since
  const openFolds = window.dom.keepFolds("#desk .fold"); // of the diff and the warnings
  const pending = new Map(); // dropped files by name, until it is decided what becomes of them
  let drags = 0;
  let leapt = ""; // the key of the row that a link elsewhere leads to, until it is drawn

  // One at a time, and the last one always: gradio's own way to this loses what is sent along.
  function tree() {
    waiting = turn !== drawn && Date.now() - sent < LOST_MS;
    if (waiting) return;
    turn += 1;
    sent = Date.now();
    send("input", { words, toggled: [...toggled], more, section, turn });
  }

  function poll() {
    asked = Date.now();
    send("change", { mark: head() ? head().dataset.mark : "" });
  }

  setInterval(() => {
    if (document.hidden || !seen() || !head()) return;
    if (waiting && Date.now() - sent >= LOST_MS) tree();
    const wait = head().dataset.busy === "1" ? BUSY_MS : IDLE_MS;
    if (Date.now() - asked >= wait) poll();
  }, 200);

  function draw() {
    const now = head();
    if (!now) return;
    if (generation && now.dataset.generation !== generation) tree();
    generation = now.dataset.generation;
    const outline = find("#outline [data-turn]");
    drawn = outline ? Number(outline.dataset.turn) : 0;
    if (waiting && drawn === turn) tree();
    openFolds();
    const gaps = find("#gaps-button");
    const own = find("#notes-gaps");
    if (gaps && own && own.dataset.count !== (gaps.dataset.count || "0")) {
      own.dataset.count = gaps.dataset.count || "0";
    }
    land();
    focus.keep();
  }

  const focus = window.dom.keepFocus({
    area: "#desk [data-key]",
    hold: (element) => {
      const key = CSS.escape(element.closest("[data-key]").dataset.key);
      return [`#desk [data-key="${key}"]:not(:disabled)`, "#desk-work .work-acts button"];
    },
    give: (element) => element.focus({ preventScroll: true }),
  });

  // ---- the outline ----

  function toggle(node) {
    if (!toggled.delete(node)) toggled.add(node);
    tree();
  }

  function choose(button) {
    const { file, at } = button.dataset;
    const same = section && section[0] === file && section[1] === Number(at);
    section = same ? null : [file, Number(at)];
    tree();
  }

  // A link of some note leads to this section, wherever on the page it stands.
  function open(file, at) {
    const button = find("#notes-tab-button");
    if (!button) return;
    button.click();
    once(
      () => window.deskBus && find("#outline [data-few]"),
      (outline) => reveal(file, at, outline.dataset.few === "1"),
    );
  }

  function reveal(file, at, few) {
    const field = find("#notes-search textarea, #notes-search input");
    if (field) field.value = "";
    if (words) toggled = new Set();
    words = "";
    toggled.add(file);
    const folders = file.split("/").slice(0, -1);
    for (let depth = 1; depth <= folders.length; depth += 1) {
      const folder = `${folders.slice(0, depth).join("/")}/`;
      if (few) toggled.delete(folder);
      else toggled.add(folder);
    }
    if (at >= STEP) more[file] = Math.max(more[file] || 0, Math.floor(at / STEP));
    section = [file, at];
    leapt = `${file}:${at}`;
    tree();
  }

  // The parts of the tab are made when it is first opened, which takes a moment.
  function once(there, use, tries = 200) {
    const found = there();
    if (found) use(found);
    else if (tries) setTimeout(() => once(there, use, tries - 1), 50);
  }

  function land() {
    const row = leapt && find(`#outline .row.chosen[data-key="${CSS.escape(leapt)}"]`);
    if (!row) return;
    leapt = "";
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }

  window.desk = { open };

  function closeSection() {
    const row = find("#outline .row.chosen");
    section = null;
    if (row) row.focus({ preventScroll: true });
    tree();
  }

  function look(_, event) {
    if (event.isComposing) return;
    clearTimeout(typing);
    const typed = event.target.value.trim();
    typing = setTimeout(() => {
      if (typed === words) return;
      words = typed;
      toggled = new Set();
      more = {};
      section = null;
      tree();
    }, TYPING_MS);
  }

  on("input", "#notes-search", look);
  on("compositionend", "#notes-search", look);

  function move(row, key) {
    const rows = all("#outline .row");
    const at = rows.indexOf(row);
    const open = row.getAttribute("aria-expanded") === "true";
    if (key === "ArrowDown" && rows[at + 1]) rows[at + 1].focus();
    else if (key === "ArrowUp" && rows[at - 1]) rows[at - 1].focus();
    else if (key === "ArrowRight" && !open) row.click();
    else if (key === "ArrowLeft" && open) row.click();
    else if (key === "ArrowLeft") {
      const above = row.closest("li").parentElement.closest("li");
      if (above) above.querySelector(".row").focus();
    } else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (!seen()) return;
    if (event.key === "Escape" && section && !find(".gaps-open, .drawer-open, .status-open")) {
      closeSection();
    } else if (event.target.matches("#outline .row") && move(event.target, event.key)) {
      event.preventDefault();
    } else if (event.key === "Enter" && event.target.matches('#desk [role="switch"]')) {
      event.preventDefault();
      event.target.click();
    }
  });

  // ---- buttons ----

  on("click", "#desk", (_, event) => {
    const at = (selector) => event.target.closest(`#desk ${selector}`);
    const act = at("[data-note-act]");
    const node = at("[data-node]");
    const heading = at("[data-at]");
    const rest = at("[data-more]");
    const answer = at("[data-drop]");
    if (act) {
      asked = Date.now();
      send("apply", { do: act.dataset.noteAct, on: act.dataset.on });
    } else if (node) toggle(node.dataset.node);
    else if (heading) choose(heading);
    else if (rest) {
      more[rest.dataset.more] = (more[rest.dataset.more] || 0) + 1;
      tree();
    } else if (at("[data-close]")) closeSection();
    else if (answer) decide(answer);
  });
  // ---- dropped files ----

  function base64(buffer) {
    const bytes = new Uint8Array(buffer);
    let binary = "";
    for (let at = 0; at < bytes.length; at += 0x8000) {
      binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
    return btoa(binary);
  }

  async function read(file, limit) {
    const known = { name: file.name, modified: file.lastModified, data: "" };
    // What is too large or no note is named all the same, so that the server says why not.
    if (!/\.(md|markdown)$/i.test(file.name)) return known;
    try {
      const part = file.size > limit ? file.slice(0, limit + 1) : file;
      return { ...known, data: base64(await part.arrayBuffer()) };
    } catch {
      return { ...known, name: `${file.name}/` }; // a folder
    }
  }

  async function take(list) {
    const zone = find(".drop-zone");
    const files = [...list];
    if (!zone || !files.length) return;
    const { maxFile, maxFiles, maxBytes, tooMany } = zone.dataset;
    const bytes = files.reduce((sum, file) => sum + Math.min(file.size, Number(maxFile)), 0);
    const problem = zone.querySelector(".drop-problem");
    const refused = files.length > Number(maxFiles) || bytes > Number(maxBytes);
    problem.hidden = !refused;
    problem.textContent = refused ? tooMany : "";
    if (refused) return;
    for (const file of files) pending.set(file.name, await read(file, Number(maxFile)));
    handOver();
  }

  function handOver() {
    asked = Date.now();
    send("upload", { files: [...pending.values()] });
  }

  function decide(button) {
    const { drop, name, seen: mark } = button.dataset;
    const file = pending.get(name);
    if (drop === "cancel") pending.delete(name);
    else if (file) pending.set(name, { ...file, how: drop, seen: mark });
    handOver();
  }

  function settle() {
    for (const told of all("#dropped [data-told]")) pending.delete(told.dataset.told);
  }

  const withFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  const mark = (on) => document.body.classList.toggle("dropping", on);
  document.addEventListener("dragenter", (event) => {
    if (!withFiles(event) || !seen()) return;
    drags += 1;
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!withFiles(event) || !drags) return;
    drags -= 1;
    if (!drags) mark(false);
  });
  document.addEventListener("dragover", (event) => {
    if (withFiles(event)) event.preventDefault(); // else the browser would leave the page
  });
  document.addEventListener("drop", (event) => {
    if (!withFiles(event)) return;
    event.preventDefault();
    drags = 0;
    mark(false);
    if (seen()) take(event.dataTransfer.files);
  });
  on("change", '#drop input[type="file"]', (field) => {
    take([...field.files]);
    field.value = "";
  });

  window.dom.watch(settle, { within: "#dropped" });
  window.dom.watch(draw);
})();
