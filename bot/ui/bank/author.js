// The language model that writes questions: its buttons, and the list of the bank once it is done.
(() => {
  "use strict";
  const { find, on } = window.dom;
  const send = window.dom.bus("progressBus");
  const hold = ({ dataset }) => [
    `#bank-author [data-author="${dataset.author}"]`,
    "#bank-author [data-author]",
    '#bank [data-key="door"]',
  ];
  const focus = window.dom.keepFocus({ area: "#bank-author", hold });
  let before = "";

  function draw() {
    const part = find("#bank-author .author");
    const state = part ? part.dataset.state : "";
    const ended = before === "running" && state !== "running";
    const taken = find("#bank .bk-form");
    if (ended && !taken && find('#bank [data-key="door"][aria-expanded="true"]')) {
      send("apply", { do: "open" });
    }
    before = state;
    focus.keep();
  }

  on("click", "#bank-author [data-author]", (button) => {
    send("submit", { do: button.dataset.author });
  });
  window.dom.watch(draw, { within: "#bank-author", attributes: ["data-state"] });
})();
