// The progress in the browser: what its buttons do, what is unfolded, and what the tab says.
// The mock interview is another tab; it is asked through window.interviewBus.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => document.querySelectorAll(selector);
  const send = (event, data) => window.progressBus && window.progressBus(event, data);

  // Kept here and not in the elements, which the server redraws.
  const unfolded = new Set();
  let held = null; // what has the focus, to be found again in the next drawing

  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  function draw() {
    const badge = find(".due-badge[data-due]");
    const tab = find("#progress-tab-button");
    if (badge && tab) {
      set(tab, "data-count", badge.dataset.due);
      set(tab, "aria-label", badge.dataset.label);
    }
    for (const fold of all("#progress-tab .pg-fold")) {
      const open = unfolded.has(fold.dataset.fold);
      if (fold.open !== open) fold.open = open;
    }
    if (held) keepFocus();
  }

  function keepFocus() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const rows = held.row ? all(held.row) : [];
    const element = find(held.same) || rows[Math.min(held.index, rows.length - 1)];
    held = null;
    if (element) element.focus();
    else find("#progress-tab-button").focus();
  }

  // How to find an element again: itself, or its like in the row that took its row's place.
  function hold(element) {
    if (element.matches("summary")) {
      const name = element.parentElement.dataset.fold;
      return { same: `#progress .pg-fold[data-fold="${CSS.escape(name)}"] > summary` };
    }
    const { pg, interview, questions } = element.dataset;
    if (!pg) return null;
    const kind = `#progress [data-pg="${pg}"]`;
    const list = element.closest("ul");
    const own = interview
      ? `[data-interview="${CSS.escape(interview)}"]`
      : questions
        ? `[data-questions="${CSS.escape(questions)}"]`
        : "";
    return {
      same: kind + own,
      row: list ? kind : "",
      index: list ? [...all(kind)].indexOf(element) : 0,
    };
  }

  function toInterview(event, data) {
    const tab = find("#interview-tab-button");
    if (!tab) return;
    tab.click();
    tab.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    if (event) once(() => window.interviewBus, (bus) => bus(event, data));
  }

  // The parts of a tab are made when it is first opened, which takes a moment.
  function once(there, use, tries = 200) {
    if (there()) use(there());
    else if (tries) setTimeout(() => once(there, use, tries - 1), 50);
  }

  function remember(fold, open) {
    if (open) unfolded.add(fold.dataset.fold);
    else unfolded.delete(fold.dataset.fold);
  }

  // What can't be undone is asked about: the first click asks, the second one does it.
  function ask(event) {
    const button = event.target.closest && event.target.closest("#progress-tab [data-sure]");
    if (!button || button.classList.contains("sure")) return;
    event.stopPropagation();
    const words = button.textContent;
    const label = button.getAttribute("aria-label");
    button.classList.add("sure");
    button.textContent = button.dataset.sure;
    button.setAttribute("aria-label", `${button.dataset.sure}: ${label}`);
    button.addEventListener(
      "blur",
      () => {
        button.classList.remove("sure");
        button.textContent = words;
        button.setAttribute("aria-label", label);
      },
      { once: true },
    );
  }

  const acts = {
    go: () => toInterview(),
    review: (button) =>
      toInterview("submit", { do: "review", questions: button.dataset.questions.split(" ") }),
    open: (button) =>
      toInterview("select", { do: "open", interview: button.dataset.interview }),
    remove: (button) => send("delete", { interview: button.dataset.interview }),
  };

  document.addEventListener("click", ask, true);
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest && event.target.closest(selector);
    const button = at("[data-pg]");
    if (button) acts[button.dataset.pg](button);
    const summary = at("#progress-tab .pg-fold > summary");
    // Its toggle event comes later, and a drawing in between would fold it again.
    if (summary) remember(summary.parentElement, !summary.parentElement.open);
  });
  document.addEventListener("focusin", (event) => {
    held = event.target.closest("#progress") ? hold(event.target) : null;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("#progress")) held = null;
  });
  // Does not bubble.
  document.addEventListener(
    "toggle",
    (event) => {
      const fold = event.target;
      if (!fold.matches("#progress-tab .pg-fold")) return;
      remember(fold, fold.open);
    },
    true,
  );

  let due = false;
  const later = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      draw();
    });
  };
  new MutationObserver(later).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-due", "data-label", "data-fold"],
  });
  later();
})();
