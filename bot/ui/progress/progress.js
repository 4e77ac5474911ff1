// The progress in the browser: what its buttons do, what is unfolded, and what the tab says.
// The mock interview is another tab; it is asked through window.interviewBus.
(() => {
  "use strict";
  const { find, all, set, near, on, sure } = window.dom;
  const send = window.dom.bus("progressBus");
  const openFolds = window.dom.keepFolds("#progress-tab .pg-fold");
  const focus = window.dom.keepFocus({ area: "#progress", hold });

  function draw() {
    const badge = find(".due-badge[data-due]");
    const tab = find("#progress-tab-button");
    if (badge && tab) {
      set(tab, "data-count", badge.dataset.due);
      set(tab, "aria-label", badge.dataset.label);
    }
    openFolds();
    focus.keep();
  }

  // An element itself, or its like in the row that took its row's place.
  function hold(element) {
    const { pg, interview, questions } = element.dataset;
    const home = "#progress-tab-button";
    if (element.matches("summary")) {
      const name = CSS.escape(element.parentElement.dataset.fold);
      return [`#progress .pg-fold[data-fold="${name}"] > summary`, home];
    }
    if (!pg) return [];
    const kind = `#progress [data-pg="${pg}"]`;
    const own = interview
      ? `[data-interview="${CSS.escape(interview)}"]`
      : questions
        ? `[data-questions="${CSS.escape(questions)}"]`
        : "";
    if (!element.closest("ul")) return [kind + own, home];
    const place = all(kind).indexOf(element);
    return [kind + own, () => near(kind, place), home];
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

  const acts = {
    go: () => toInterview(),
    review: (button) =>
      toInterview("submit", { do: "review", questions: button.dataset.questions.split(" ") }),
    open: (button) =>
      toInterview("select", { do: "open", interview: button.dataset.interview }),
    read: () => send("clear"),
    remove: (button) => send("delete", { interview: button.dataset.interview }),
  };

  const asked = (button, event) => sure(button) || event.stopPropagation();
  on("click", "#progress-tab [data-sure]", asked, true);
  on("click", "[data-pg]", (button) => acts[button.dataset.pg](button));
  window.dom.watch(draw, { attributes: ["data-due", "data-label", "data-fold"] });
})();
