// The list of gaps in the browser: what its buttons and those below declined answers do.
// The list that the server sent tells which questions are on it; the panel opens in page.js.
(() => {
  "use strict";
  const { find, all, set, write, near, on, sure, save } = window.dom;
  const ask = window.dom.bus("notesBus");
  const send = (data) => ask("apply", data);

  // Kept here and not in the elements, which the server redraws.
  const unfolded = new Set();
  let said = { turn: "", words: "", bad: false };
  const openFolds = window.dom.keepFolds(".gap-over");
  const focus = window.dom.keepFocus({ area: "#gap-list", hold });

  function draw() {
    const list = find(".gap-list");
    if (!list) return;
    if (list.dataset.turn) {
      const { turn, say, bad } = list.dataset;
      said = { turn, words: say, bad: bad === "1" };
    }
    set(find("#gaps-button"), "data-count", list.dataset.count);
    const keys = new Set(list.dataset.keys.split(" "));
    for (const row of all(".gap-add")) drawRow(row, keys);
    for (const gap of all("#gaps .gap")) drawGap(gap);
    openFolds();
    focus.keep();
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

  // The same button of the same gap, or its like in the gap that took its place.
  function hold(element) {
    const gap = element.closest(".gap");
    const same = element.matches("summary") ? "summary" : ".gap-foot button";
    if (!gap) return [`#gap-list ${same}`, "#gaps-close"];
    const list = gap.closest(".gaps");
    const kind = list.classList.contains("left") ? "left" : "over";
    const place = [...list.children].indexOf(gap);
    const own = `.gap[data-gap="${gap.dataset.gap}"] [data-gap-do="${element.dataset.gapDo}"]`;
    const next = () => near(`.gaps.${kind} .tick`, place);
    return [`#gap-list .gaps.${kind} ${own}`, next, "#gaps-close"];
  }

  function leave(button) {
    send({ do: button.dataset.gapDo, gap: button.closest(".gap").dataset.gap });
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
    remove: (button) => sure(button) && leave(button),
    export: (button) => {
      const { text, name } = button.dataset;
      save(text, "text/markdown;charset=utf-8", name, button.parentElement);
    },
  };

  on("click", "[data-gap-do]", (button) => acts[button.dataset.gapDo](button));
  window.addEventListener("resize", draw);
  window.dom.watch(draw, { attributes: ["class", "data-keys", "data-turn", "data-say"] });
})();
