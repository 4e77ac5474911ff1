// What the scripts of the page share, as window.dom: finding and changing elements, one watch over
// the page for all of them, the focus that outlives a redraw, and buttons that ask first.
(() => {
  "use strict";
  const find = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const seen = (element) => Boolean(element && element.offsetParent !== null);

  // What is right already is left alone: every change is seen by the watch again.
  const set = (element, name, value) => {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const write = (element, words) => {
    if (element.textContent !== words) element.textContent = words;
  };

  // The one at this place among its like, or the last.
  const near = (selector, place) => {
    const like = all(selector);
    return like[Math.min(place, like.length - 1)];
  };

  // What a tab asks of the server: `name` is there once gradio has made the tab.
  const bus = (name) => (event, data) => window[name] && window[name](event, data || {});

  // ---- events ----

  const at = (event, selector) => event.target.closest && event.target.closest(selector);

  const on = (kind, selector, act, capture = false) =>
    document.addEventListener(
      kind,
      (event) => {
        const element = at(event, selector);
        if (element) act(element, event);
      },
      capture,
    );

  const sends = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey);

  // A letter that presses a button, wherever no text is being typed; `which` finds the button.
  function key(letter, which) {
    document.addEventListener("keydown", (event) => {
      const { target, repeat, ctrlKey, metaKey, altKey } = event;
      if ((event.key || "").toLowerCase() !== letter || repeat || ctrlKey || metaKey || altKey) return;
      if (target.isContentEditable || (target.matches && target.matches("input, textarea, select"))) return;
      const button = which(target);
      if (!button || button.disabled) return;
      event.preventDefault();
      button.click();
    });
  }

  // ---- changes ----

  const watchers = [];
  const watched = new Set();
  const observer = new MutationObserver((changes) => {
    // Not requestAnimationFrame: it never comes in a tab that is not in front.
    for (const { wants, draw } of watchers) if (changes.some(wants)) queueMicrotask(draw);
  });

  // Draw now, and whenever elements come or go in what `within` selects, one of these attributes
  // changes anywhere, or, with `texts`, a text does.
  function watch(draw, { within = "", attributes = [], texts = false } = {}) {
    const wants = ({ type, target, attributeName }) => {
      if (type === "attributes") return attributes.includes(attributeName);
      if (type === "characterData") return texts;
      return !within || (target.closest && target.closest(within));
    };
    watchers.push({ wants, draw });
    for (const name of attributes) watched.add(name);
    observer.observe(document.documentElement, {
      childList: true,
      subtree: true,
      characterData: true,
      attributeFilter: [...watched],
    });
    draw();
  }

  // The folds that are open, in elements that the server redraws; gives what opens them again.
  function keepFolds(selector) {
    const open = new Set();
    const remember = (fold, is) => (is ? open.add(fold.dataset.fold) : open.delete(fold.dataset.fold));
    // The toggle event comes after the click, and a redraw in between would fold it again. It
    // does not bubble.
    on("click", `${selector} > summary`, ({ parentElement: fold }) => remember(fold, !fold.open));
    const toggled = ({ target }) => {
      if (target.matches(selector) && target.isConnected) remember(target, target.open);
    };
    document.addEventListener("toggle", toggled, true);
    return () => {
      for (const fold of all(selector)) {
        const is = open.has(fold.dataset.fold);
        if (fold.open !== is) fold.open = is;
      }
    };
  }

  // ---- focus ----

  const free = (element) => seen(element) && !element.closest("[inert]");

  // Where the focus goes when what had it is gone: `ways` are selectors or functions, the best
  // first. `lead` sets them; `hold` tells those of what gets the focus in the `area`. `keep` gives
  // the focus on, if nothing has it.
  function keepFocus({ area = "", hold, give = (element) => element.focus() }) {
    let ways = [];
    const lead = (given) => (ways = given);
    if (hold) {
      const held = (event) => lead(at(event, area) ? hold(event.target) : []);
      document.addEventListener("focusin", held);
    }
    document.addEventListener("pointerdown", (event) => {
      if (!area || !at(event, area)) lead([]);
    });
    function keep() {
      const holder = document.activeElement;
      if (!ways.length || (holder && holder !== document.body)) return;
      const found = ways.map((way) => (typeof way === "string" ? find(way) : way())).find(free);
      if (!found) return;
      if (!hold) lead([]); // else the new holder tells where it goes on
      give(found);
    }
    return { lead, keep };
  }

  // ---- buttons ----

  // What can't be undone is asked about: the first click asks, and the second one is sure, unless
  // the focus has left in between.
  function sure(button) {
    if (button.classList.contains("sure")) return true;
    const words = button.textContent;
    const label = button.getAttribute("aria-label");
    button.classList.add("sure");
    button.textContent = button.dataset.sure;
    if (label) button.setAttribute("aria-label", `${button.dataset.sure}: ${label}`);
    const back = () => {
      if (!button.classList.contains("sure")) return; // gradio has made another button of it
      button.classList.remove("sure");
      button.textContent = words;
      if (label) button.setAttribute("aria-label", label);
    };
    button.addEventListener("blur", back, { once: true });
    return false;
  }

  // `holder` is a part of the panel it was asked for in: a click elsewhere would close that.
  function save(content, type, name, holder) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.hidden = true;
    holder.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  window.dom = {
    ...{ find, all, seen, set, write, near, bus, at, on, sends, key },
    ...{ watch, keepFolds, keepFocus, sure, save },
  };
})();
