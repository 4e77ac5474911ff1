// The mock interview in the browser: its buttons, the clock, drafts, saving files.
// Everything else is asked of the server through window.interviewBus (see interview_tab.py).
(() => {
  "use strict";
  const { find, all, seen, set, on, sends } = window.dom;
  const send = window.dom.bus("interviewBus");
  const bar = () => find("#iv-head .iv-bar");
  const box = () => find("#iv-box textarea");
  const DRAFT = "notes-interviewer-draft";
  const SEEN = "notes-interviewer-seen"; // the interview of this page, for when it is loaded anew

  const focus = window.dom.keepFocus({});
  let timer = { element: null, until: 0 };
  let stage = ""; // screen, question and number of lines that were drawn last
  let place = ""; // screen or phase, and step, that were drawn last
  let drawn = null; // the bar itself, which is drawn again when something was refused too
  let homeless = false; // the focus may have been lost since that changed
  let speaking = false; // what the interviewer is saying was drawn last
  let running = ""; // the interview that was drawn last
  let sent = ""; // the interview and step that were answered last: their draft is over
  let saved = ""; // the file that was saved last
  let answered = false; // the last thing that was done is an answer
  let used = null; // the button that was pressed last, until the focus has left it
  let repeating = false; // a key is held down, which presses a button again and again
  let acted = false; // something was done on this page, so its focus may be moved

  function draw() {
    const now = bar();
    const button = find("#interview-tab-button");
    const badge = find("#iv-badge [data-badge]");
    set(button, "data-badge", badge ? badge.dataset.badge : "");
    set(button, "data-short", badge ? badge.dataset.short : "");
    drawClock();
    keepDraft();
    saveFile();
    keepSeen(now ? now.dataset.interview : "");
    tell(now ? JSON.parse(now.dataset.told) : []);
    if (document.activeElement.matches("#iv-subjects input")) offer(document.activeElement);
    const report = find("#iv-report .iv-report");
    keepFocus(report ? "report" : now ? now.dataset.phase : "setup", now ? now.dataset.step : "");
    set(box(), "aria-describedby", "iv-asked");
    focus.keep();
    const live = find("#iv-saying .iv-live");
    if (live && !speaking && acted) toWords(live);
    speaking = Boolean(live);
    const lines = all(":is(#iv-past, #iv-now) .iv-said").length;
    const next = report ? "report" : now ? `${now.dataset.interview} ${lines}` : "setup";
    if (next === stage) return;
    stage = next;
    if (!acted) return;
    if (report) toTop(report.querySelector("h2"));
    else if (now) toLatest();
    else window.scrollTo(0, 0);
  }

  function keepSeen(interview) {
    if (interview && interview !== running) sessionStorage.setItem(SEEN, interview);
    running = interview;
  }

  function toTop(element) {
    window.scrollTo(0, 0);
    element.focus({ preventScroll: true });
  }

  // After an answer that answer comes to the top: the verdicts and the next question follow it.
  function toLatest() {
    const mine = all(`${answered ? "#iv-run" : "#iv-now"} .iv-said.me`);
    const last = mine.at(-1) || find("#iv-now .iv-said");
    if (last && seen(last)) last.scrollIntoView({ block: "start", behavior: "auto" });
  }

  // What is being said is seen above the box.
  function toWords(live) {
    const under = live.getBoundingClientRect().bottom - find("#iv-composer").getBoundingClientRect().top;
    if (under > 0) window.scrollBy(0, under);
  }

  // What is told is added to what was, so that only the new is read out.
  function tell(parts) {
    const region = find("#iv-told");
    if (!region) return;
    const line = find("#iv-line");
    const told = line && line.textContent.trim() ? [...parts, line.textContent.trim()] : parts;
    const before = [...region.children];
    if (before.some((row, place) => row.textContent !== told[place])) region.replaceChildren();
    for (const words of told.slice(region.children.length)) {
      const row = document.createElement("p");
      row.textContent = words;
      region.append(row);
    }
  }

  // What had the focus may be drawn again, or hidden: it goes to what is to be done next.
  const HOMES = {
    asking: "#iv-box textarea",
    drilling: "#iv-box textarea",
    paused: '.iv-paused [data-iv="resume"]',
    reading: ".iv-tools [data-iv]:not(:disabled)",
    setup: "#iv-start",
  };

  function keepFocus(phase, step) {
    if (`${phase} ${step}` !== place || bar() !== drawn) {
      homeless = acted;
      setTimeout(draw, 150); // what is only hidden loses the focus without a mutation
    }
    place = `${phase} ${step}`;
    drawn = bar();
    const home = HOMES[phase] ? find(HOMES[phase]) : null;
    const held = document.activeElement; // hidden elements keep the focus for a moment
    // Gradio changes a button that is there into the next one: what was pressed may stay focused.
    const kept = held !== document.body && held !== used && held.checkVisibility();
    if (!homeless || !seen(home) || kept) return;
    used = null;
    home.focus({ preventScroll: true }); // and again, if it is lost before anything is done
  }

  for (const kind of ["pointerdown", "keydown"]) {
    const started = (event) => {
      homeless = false;
      repeating = Boolean(event.repeat);
    };
    document.addEventListener(kind, started, true);
  }

  function drawClock() {
    const element = find(".iv-clock");
    if (!element || element === timer.element) return;
    timer = { element, until: performance.now() + 1000 * Number(element.dataset.left) };
  }

  setInterval(() => {
    const { element, until } = timer;
    if (!element || !element.isConnected || element.dataset.running !== "1") return;
    const left = (until - performance.now()) / 1000;
    const whole = Math.floor(Math.abs(left));
    const words = `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
    element.classList.toggle("over", left < 0);
    element.textContent = left < 0 ? `${element.dataset.over} ${words}` : words;
  }, 250);

  // An answer that is being written outlives a reload, and whatever else is done meanwhile: a hint
  // or a pause leads to another step, and it stays in the box.
  function keepDraft() {
    const now = bar();
    const area = box();
    if (!now || !area || now.dataset.phase === "working") return;
    const { interview, step } = now.dataset;
    if (`${interview} ${step}` === sent) return;
    const [at, ...lines] = (sessionStorage.getItem(`${DRAFT} ${interview}`) || "").split("\n");
    const draft = lines.join("\n");
    if (!draft) return;
    if (area.value) {
      if (area.value === draft && at !== step) keepAt(interview, step, draft);
    } else if (at === step) {
      area.value = draft;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function keepAt(interview, step, words) {
    sessionStorage.setItem(`${DRAFT} ${interview}`, `${step}\n${words}`);
  }

  document.addEventListener("input", (event) => {
    if (event.target !== box() || !bar()) return;
    const { interview, step } = bar().dataset;
    keepAt(interview, step, event.target.value);
  });

  function saveFile() {
    const file = find("#iv-file [data-base64]");
    if (!file || file.dataset.id === saved) return;
    saved = file.dataset.id;
    const bytes = Uint8Array.from(atob(file.dataset.base64), (c) => c.charCodeAt(0));
    window.dom.save(bytes, file.dataset.type, file.dataset.name, document.body);
  }

  // What ends something says what it costs first; only another click does it, not the second one of
  // a double click nor a key that is held down.
  function makeSure(button, again) {
    if (window.dom.sure(button)) return !again;
    const spoken = find(".iv-sure");
    if (!spoken) return false;
    spoken.textContent = [button.dataset.sure, button.title].filter(Boolean).join(": ");
    button.addEventListener("blur", () => (spoken.textContent = ""), { once: true });
    return false;
  }

  // The first subject that fits what is typed is the one that Enter takes, from when there is one.
  function offer(box) {
    const listed = document.getElementById(box.getAttribute("aria-controls"));
    const open = box.getAttribute("aria-expanded") === "true" && listed && listed.children.length;
    if (!open || !box.value.trim() || box.hasAttribute("aria-activedescendant")) return;
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  }

  const SUBJECTS = "#iv-subjects input";
  on("input", SUBJECTS, (field) => setTimeout(offer, 0, field));
  // typing.js keeps keys back till then
  on("compositionend", SUBJECTS, (field) => setTimeout(offer, 150, field));
  const none = (field) => !field.hasAttribute("aria-activedescendant") && !field.value.trim();
  const taken = (field, event) => {
    if (event.key === "Enter" && none(field)) event.stopPropagation(); // an empty name is none
  };
  on("keydown", SUBJECTS, taken, true);

  // What is done is done to the interview that is seen here, at the step that is seen.
  function here(what) {
    const now = bar();
    if (now) send("submit", { do: what, interview: now.dataset.interview, step: now.dataset.step });
  }

  // A mark of a model answer opens the note below it, at the words that it stands for.
  on("click", ".iv-model [data-said]", (button) => {
    const item = button.closest(".iv-past");
    const words = all(`mark[data-said="${CSS.escape(button.dataset.said)}"]`, item);
    const source = words.length && words[0].closest(".iv-source");
    if (!source) return;
    source.open = true;
    for (const other of all("mark.lit", item)) other.classList.remove("lit");
    for (const word of words) word.classList.add("lit");
    source.querySelector("summary").focus({ preventScroll: true });
    words[0].scrollIntoView({ block: "center", behavior: "auto" });
  });

  // What is said of a question that is over; the focus stays with it.
  function judge(button) {
    const { iv, interview, number, why } = button.dataset;
    send("submit", { do: iv, interview, number, why });
    const own = `.iv-bad [data-number="${CSS.escape(number)}"]`;
    focus.lead([iv === "why" ? `${own}[data-why="${CSS.escape(why)}"]` : own]);
  }

  const acts = {
    open: (button) => send("select", { do: "open", interview: button.dataset.interview }),
    setup: () => {
      sessionStorage.removeItem(SEEN);
      send("select", { do: "setup" });
    },
    mark: judge,
    unmark: judge,
    why: judge,
    export: (button) => {
      const { interview, kind } = button.dataset;
      send("download", { interview, kind });
    },
  };

  on("click", "#iv-send, #iv-start", (button) => {
    acted = true;
    answered = button.id === "iv-send";
    if (answered && bar()) sent = `${bar().dataset.interview} ${bar().dataset.step}`;
  });
  on("click", "[data-iv]", (button, event) => {
    if (button.dataset.sure && !makeSure(button, repeating || event.detail > 1)) return;
    acted = true;
    answered = false;
    used = button;
    const act = acts[button.dataset.iv];
    if (act) act(button);
    else here(button.dataset.iv);
  });

  on("keydown", "#iv-box textarea", (_, event) => {
    if (!sends(event)) return;
    event.preventDefault();
    const button = find("#iv-send");
    if (seen(button) && !button.disabled) button.click();
  });

  on("keydown", "#iv-box textarea", (area, event) => event.key === "Escape" && area.blur());
  window.dom.key("b", () => all('.iv-bar [data-iv="bad"]').find(seen));
  window.dom.watch(draw, { texts: true });
})();
