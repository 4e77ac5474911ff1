// The list of gaps in the browser: what its buttons and those below declined answers do.
// The list that the server sent tells which questions are on it; the panel opens in page.js.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => document.querySelectorAll(selector);
  const send = (data) => window.notesBus && window.notesBus("apply", data);

  // Kept here and not in the elements, which the server redraws.
  const unfolded = new Set();
  let overOpen = false;
  let said = { turn: "", words: "", bad: false };
  let held = null; // what has the focus in the list, to be found again in the next one

  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const write = (element, words) => {
    if (element.textContent !== words) element.textContent = words;
  };

  function draw() {
    const list = find(".gap-list");
    if (!list) return;
    if (list.dataset.turn) {
      const { turn, say, bad } = list.dataset;
      said = { turn, words: say, bad: bad === "1" };
    }
    const button = find("#gaps-button");
    if (button) set(button, "data-count", list.dataset.count);
    const keys = new Set(list.dataset.keys.split(" "));
    for (const row of all(".gap-add")) drawRow(row, keys);
    for (const gap of all("#gaps .gap")) drawGap(gap);
    const over = find(".gap-over");
    if (over && over.open !== overOpen) over.open = overOpen;
    if (held) keepFocus();
  }

  function drawRow(row, keys) {
    const add = row.querySelector('[data-gap-do="add"]');
    const there = keys.has(add.dataset.key);
    add.classList.toggle("there", there);
    write(add, there ? add.dataset.there : add.dataset.add);
    const see = row.querySelector('[data-gap-do="see"]');
    if (see.hidden === there) see.hidden = !there;
    const spoken = said.turn === add.dataset.turn && said.bad !== there;
    const words = row.querySelector(".gap-said");
    write(words, spoken ? said.words : "");
    words.classList.toggle("bad", said.bad);
  }

  function drawGap(gap) {
    const open = unfolded.has(gap.dataset.gap);
    gap.classList.toggle("open", open);
    const question = gap.querySelector(".gap-question");
    const more = gap.querySelector(".gap-more");
    set(more, "aria-expanded", String(open));
    write(more, open ? more.dataset.less : more.dataset.more);
    if (open || !question.clientHeight) return;
    const whole = question.scrollHeight <= question.clientHeight + 1;
    if (more.hidden !== whole) more.hidden = whole;
  }

  function hold(element) {
    const gap = element.closest(".gap");
    if (!gap) return { same: element.matches("summary") ? "summary" : ".gap-foot button" };
    const list = gap.closest(".gaps");
    const kind = list.classList.contains("left") ? "left" : "over";
    const act = `[data-gap-do="${element.dataset.gapDo}"]`;
    return {
      same: `.gaps.${kind} .gap[data-gap="${gap.dataset.gap}"] ${act}`,
      next: `.gaps.${kind} .tick`,
      index: [...list.children].indexOf(gap),
    };
  }

  function keepFocus() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const others = held.next ? all(held.next) : [];
    const near = others[Math.min(held.index, others.length - 1)];
    const element = find(`#gap-list ${held.same}`) || near || find("#gaps-close");
    held = null;
    if (element && !element.closest("[inert]")) element.focus();
  }

  function leave(button) {
    send({ do: button.dataset.gapDo, gap: button.closest(".gap").dataset.gap });
  }

  function makeSure(button) {
    if (button.classList.contains("sure")) return leave(button);
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

  function save(button) {
    const file = new Blob([button.dataset.text], { type: "text/markdown;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = button.dataset.name;
    link.hidden = true;
    button.after(link); // inside the panel: a click elsewhere would close it
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const acts = {
    add: (button) => send({ do: "add", turn: button.dataset.turn }),
    see: () => find("#gaps-button").click(),
    more: (button) => {
      const gap = button.closest(".gap").dataset.gap;
      if (!unfolded.delete(gap)) unfolded.add(gap);
      draw();
    },
    done: leave,
    open: leave,
    remove: makeSure,
    export: save,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-gap-do]");
    if (button) acts[button.dataset.gapDo](button);
  });
  document.addEventListener("focusin", (event) => {
    held = event.target.closest("#gap-list") ? hold(event.target) : null;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("#gap-list")) held = null;
  });
  // Does not bubble.
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches(".gap-over")) overOpen = event.target.open;
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
    attributeFilter: ["class", "data-keys", "data-turn", "data-say"],
  });
  window.addEventListener("resize", later);
  later();
})();
