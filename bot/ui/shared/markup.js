// Links in a note that lead to another note: they open its section in the tab of the notes.
(() => {
  "use strict";
  const { on } = window.dom;
  const go = (link) => window.desk.open(link.dataset.jump, Number(link.dataset.section));

  on("click", ".jump", (link, event) => {
    event.preventDefault(); // in a summary it would fold as well
    go(link);
  });
  on("keydown", ".jump", (link, event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go(link);
  });
})();
