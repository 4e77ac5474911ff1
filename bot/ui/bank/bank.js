// The question bank in the browser: what its buttons and fields send, what was typed and not sent
// yet, and where the focus goes when the server has redrawn a part.
(() => {
  "use strict";
  const { find, all, on, sends } = window.dom;
  const send = window.dom.bus("progressBus");
  const PAUSE_MS = 200; // after the last letter, before it is looked for

  // Kept here and not in the elements, which the server redraws.
  const drafts = new Map();
  const known = new WeakSet();
  const focus = window.dom.keepFocus({ give });
  let eager = ""; // what is to have it as soon as it is there

  const key = (name) => `#bank [data-key="${CSS.escape(name)}"]`;

  function draw() {
    for (const field of all("#bank [data-draft]")) {
      if (known.has(field)) continue;
      known.add(field);
      const name = field.dataset.draft;
      if (!drafts.has(name)) continue;
      if (field.type === "radio") field.checked = field.value === drafts.get(name);
      else if (field.type === "checkbox") field.checked = drafts.get(name);
      else field.value = drafts.get(name);
    }
    const wanted = eager && find(eager);
    if (wanted) {
      eager = "";
      focus.lead([]);
      wanted.focus();
    }
    focus.keep();
  }

  function give(element) {
    element.focus({ preventScroll: true });
    const row = element.matches("button") && element.closest(".bk-question");
    for (const part of [element, row]) if (part) part.scrollIntoView({ block: "nearest" });
  }

  function keep(field) {
    if (field.type === "checkbox") drafts.set(field.dataset.draft, field.checked);
    else drafts.set(field.dataset.draft, field.value);
  }

  let timer = 0;
  function soon(act) {
    clearTimeout(timer);
    timer = setTimeout(act, PAUSE_MS);
  }

  function typed(event) {
    const field = event.target;
    if (!field.closest("#bank")) return;
    if (field.dataset.draft) keep(field);
    if (event.isComposing) return;
    if (field.closest(".bk-find")) soon(search);
    else if (field.name === "where") soon(() => send("key_up", { where: field.value }));
  }

  function search() {
    const wanted = {};
    for (const field of all(".bk-find [name]")) wanted[field.name] = field.value;
    if (Object.keys(wanted).length) send("input", wanted);
  }

  const text = (part, within) => {
    const field = within.querySelector(`[data-part="${part}"]`);
    return field ? field.value : "";
  };

  // What stands in the form that a button ends.
  function written(button) {
    if (button.dataset.bk === "add") {
      const form = find(".bk-own");
      const chosen = find('[name="bk-section"]:checked');
      return {
        text: text("text", form),
        new: text("new", form),
        where: form.querySelector('[name="where"]').value,
        section: chosen ? chosen.value : "",
      };
    }
    if (button.dataset.bk !== "save") return {};
    const form = button.closest(".bk-form");
    const sent = { text: text("text", form), new: text("new", form), points: {}, counts: {} };
    for (const field of all('[data-part="point"]', form)) {
      sent.points[field.dataset.point] = field.value;
    }
    for (const field of all('[data-part="counts"]', form)) {
      sent.counts[field.dataset.point] = field.checked;
    }
    return sent;
  }

  function leadOn(button) {
    const { bk, question, key: own } = button.dataset;
    const stub = button.closest(".bk-question.bad");
    const after = stub ? key(`mark-${stub.dataset.question}`) : key(own);
    const wrong = '#bank [aria-invalid="true"]';
    const where = {
      edit: ["#bank .bk-form:not(.bk-own) textarea"],
      save: [wrong, key(`edit-${question}`)],
      cancel: [key(`edit-${question}`)],
      write: ["#bank .bk-own textarea"],
      add: [wrong, '#bank [name="where"]'],
      unwrite: [key("write")],
      mark: ['#bank .bk-question.bad [data-bk="why"]'],
      unmark: [after, '#bank .bk-bad [data-bk="unmark"]'],
    }[bk];
    const row = question ? [key(`edit-${question}`)] : [];
    const next = [...(where || [key(own)]), ...row, key("write"), key("door")];
    focus.lead(next);
    eager = bk === "write" ? next[0] : "";
    if (bk === "write" && find(eager)) draw();
  }

  on("click", "#bank [data-bk]", (button) => {
    leadOn(button);
    const { bk, question, edit, mark, why, name, lines } = button.dataset;
    if (bk === "export") window.dom.save(lines, "application/jsonl", name, document.body);
    else send("apply", { do: bk, question, edit, mark, why, ...written(button) });
  });
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", (event) => typed({ target: event.target }));
  on("keydown", '#bank :is([data-form="add"], [data-form="save"])', (form, event) => {
    const own = form.dataset.form === "add";
    const press = (name) => {
      const button = find(`#bank [data-bk="${name}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    if (sends(event)) press(own ? "add" : "save");
    else if (event.key === "Escape") press(own ? "unwrite" : "cancel");
  });
  window.dom.key("b", (at) => {
    const row = at.closest && at.closest("#bank .bk-question");
    return row && row.querySelector('[data-bk="mark"]');
  });
  document.addEventListener("pointerdown", () => (eager = ""));
  window.dom.watch(draw);
})();
