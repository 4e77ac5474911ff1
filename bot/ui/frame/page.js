// What the page does in the browser itself: marks and cards, folding, copying, keys.
// Everything else is asked of the server through window.notesBus (see page.py).
(() => {
  "use strict";
  const { find, all, seen, set, write, sure, sends } = window.dom;
  const send = window.dom.bus("notesBus");
  const writing = () => Boolean(find("#talk .writing"));
  const box = () => find("#box textarea");
  const narrow = () => !window.matchMedia("(min-width: 1000px)").matches;
  const behavior = () =>
    window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  // What the reader has opened. Kept here and not in the elements, which the server redraws.
  const openCards = new Set();
  const openSides = new Set();
  let lit = "";
  let shownTurn = "";
  const drawers = { drawer: "#earlier", gaps: "#gaps-button" }; // each with what opens it
  let panel = ""; // "", "status" or the id of a drawer
  let before = null; // had the focus before the panel opened

  const toggle = (element, name, on) => element.classList.toggle(name, on);

  function draw() {
    const title = find("h1.title");
    if (title && document.documentElement.lang !== title.dataset.lang) {
      document.documentElement.lang = title.dataset.lang;
      document.title = title.textContent;
    }
    drawPanels();
    const foot = find("#composer");
    if (foot) {
      const height = `${foot.offsetHeight}px`;
      if (document.body.style.getPropertyValue("--foot") !== height) {
        document.body.style.setProperty("--foot", height);
      }
    }
    for (const side of all(".side[data-turn]")) {
      const open = openSides.has(side.dataset.turn);
      toggle(side, "open", open);
      set(side.querySelector(".side-fold"), "aria-expanded", String(open));
    }
    for (const card of all(".card")) drawCard(card);
    for (const mark of all(".mark[data-card]")) toggle(mark, "lit", mark.dataset.card === lit);
    const talk = find("#talk .talk");
    const turn = talk ? talk.dataset.turn : "";
    if (turn !== shownTurn) {
      shownTurn = turn;
      lit = "";
      if (turn) toLastTurn();
      else window.scrollTo(0, 0);
    }
  }

  function drawPanels() {
    toggle(document.body, "status-open", panel === "status");
    set(find("button.status-button"), "aria-expanded", String(panel === "status"));
    for (const [name, selector] of Object.entries(drawers)) {
      const on = panel === name;
      toggle(document.body, `${name}-open`, on);
      const opener = find(selector);
      const drawer = find(`#${name}`);
      if (!opener || !drawer) continue;
      set(opener, "aria-expanded", String(on));
      set(opener, "aria-controls", name);
      set(drawer, "role", "dialog");
      set(drawer, "aria-label", opener.textContent.trim());
      if (drawer.inert === on) drawer.inert = !on;
    }
  }

  function drawCard(card) {
    toggle(card, "lit", card.id === lit);
    const open = openCards.has(card.id);
    toggle(card, "open", open);
    const passage = card.querySelector(".passage");
    const more = card.querySelector(".more");
    set(more, "aria-expanded", String(open));
    write(more, open ? more.dataset.less : more.dataset.more);
    if (open || !passage.clientHeight) return;
    toggle(card, "whole", passage.scrollHeight <= passage.clientHeight + 1);
    const quote = passage.querySelector("mark");
    if (quote) passage.scrollTop = Math.max(0, quote.offsetTop - passage.offsetTop - 28);
  }

  function toLastTurn() {
    const past = find("#past .turn");
    const live = find("#live");
    if (!past || !live) return window.scrollTo(0, 0);
    const head = find(".tab-wrapper");
    const top = live.getBoundingClientRect().top + window.scrollY;
    window.scrollTo(0, top - (head ? head.offsetHeight : 0));
  }

  function show(element) {
    element.scrollIntoView({ block: "nearest", behavior: behavior() });
  }

  function light(card, fromCard) {
    lit = card;
    const element = document.getElementById(card);
    if (!element) return;
    const side = element.closest(".side");
    if (!fromCard && narrow()) openSides.add(side.dataset.turn);
    draw();
    const mark = find(`.mark[data-card="${CSS.escape(card)}"]`);
    if (!fromCard) show(element);
    else if (mark) show(mark);
  }

  function open(name) {
    if (name && !panel) before = document.activeElement;
    const opened = panel !== name;
    panel = name;
    draw();
    if (name in drawers && opened) {
      const first = find(name === "gaps" ? "#gaps-close" : "#search textarea, #search input");
      if (first) first.focus();
    }
    if (!name && before) {
      // It was in sight when the panel opened; scrolling to it would move the page.
      if (before.isConnected) before.focus({ preventScroll: true });
      before = null;
    }
  }

  async function copy(button) {
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // No clipboard without https, except on this machine: the old way still works.
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => {
      if (button.textContent === button.dataset.copied) button.textContent = words;
    }, 1500);
  }

  const acts = {
    retry: (button) => !writing() && send("retry", { retry: button.dataset.turn }),
    edit: (button) => {
      if (writing()) return;
      send("edit", { turn: button.dataset.turn });
      box().focus();
    },
    cancel: () => {
      send("clear");
      box().focus();
    },
    open: (button) => {
      send("select", { chat: button.dataset.chat });
      before = box();
      open("");
    },
    delete: (button) => sure(button) && send("delete", { chat: button.dataset.chat }),
    sample: (button) => {
      button.disabled = true;
      button.textContent = button.dataset.running;
      send("upload");
    },
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest && event.target.closest(selector);
    const button = at("button");
    if (panel in drawers && !at(`#${panel}`) && !at(drawers[panel])) open("");
    if (panel === "status" && !at("#status")) open("");
    if (button && button.dataset.ask) {
      if (!writing()) send("submit", { ask: button.dataset.ask });
    } else if (button && button.dataset.act) acts[button.dataset.act](button);
    else if (button && button.dataset.copy) copy(button);
    else if (button && button.dataset.card) light(button.dataset.card, false);
    else if (button && button.classList.contains("more")) {
      const card = button.closest(".card").id;
      if (!openCards.delete(card)) openCards.add(card);
      draw();
    } else if (button && button.classList.contains("side-fold")) {
      const turn = button.closest(".side").dataset.turn;
      if (!openSides.delete(turn)) openSides.add(turn);
      draw();
    } else if (button && button.classList.contains("status-button")) {
      open(panel === "status" ? "" : "status");
    } else if (at("#earlier")) open(panel === "drawer" ? "" : "drawer");
    else if (at("#gaps-button")) open(panel === "gaps" ? "" : "gaps");
    else if (at("#drawer-close, #gaps-close")) open("");
    else if (at("#new-chat") && box()) box().focus();
    else if (at(".card") && !at("a") && !String(window.getSelection())) {
      const card = at(".card");
      if (card.querySelector(".mark")) light(card.id, true);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (panel) open("");
      else if (writing()) {
        const stop = find("#stop");
        if (seen(stop)) stop.click();
      } else {
        const cancel = find('[data-act="cancel"]');
        if (cancel) cancel.click();
      }
    } else if (sends(event) && event.target === box()) {
      event.preventDefault();
      const button = find("#send");
      if (seen(button)) button.click();
    }
  });

  window.addEventListener("resize", draw);
  window.dom.watch(draw, { texts: true, attributes: ["class", "aria-expanded", "data-turn"] });
})();
