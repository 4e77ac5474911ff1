// Typing with an input method (Chinese, Japanese, Korean …), for every box of the page at once: keys
// that belong to it reach nothing else. Enter then takes a candidate and Escape closes their list;
// neither sends, stops or leaves anything, whatever is held down with it.
// This is the first script of the page: its listeners run before all others, gradio's too, which ask
// nobody whether something is being composed.
(() => {
  "use strict";
  const COMPOSING = 229; // the key code of what went to the input method
  // Safari ends the composition before it tells of the key that ended it. On Android the key after
  // the end is a new one: the keyboard composes every word, and its Enter is meant.
  const LATE_MS = /android/i.test(navigator.userAgent) ? 0 : 100;

  let field = null; // what is composed in
  let ended = -Infinity; // when the last composition ended, until a key has come after that
  let taken = ""; // the key that went to the input method, until it is up

  const name = (event) => event.code || event.key;

  function composing(event) {
    if (event.isComposing || event.keyCode === COMPOSING) return true;
    if (field && field === event.target) return true;
    return event.type === "keydown" && event.timeStamp - ended < LATE_MS;
  }

  function key(event) {
    const theirs = composing(event) || (event.type !== "keydown" && name(event) === taken);
    if (event.type !== "keypress") {
      taken = event.type === "keydown" && theirs ? name(event) : "";
      ended = -Infinity;
    }
    if (theirs) event.stopImmediatePropagation();
  }

  const listen = (kind, act) => window.addEventListener(kind, act, true);
  for (const kind of ["keydown", "keypress", "keyup"]) listen(kind, key);
  listen("compositionstart", (event) => (field = event.target));
  listen("compositionend", (event) => {
    field = null;
    ended = event.timeStamp;
  });
  // A composition that was lost, with its box or its window, has no end: plain typing is one.
  listen("blur", (event) => {
    if (event.target === field || event.target === window) field = null;
  });
  listen("input", (event) => {
    if (event.isTrusted && !event.isComposing) field = null;
  });
})();
