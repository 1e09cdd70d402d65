// A finding and its box belong together, whichever is touched.
import { current } from "./bench-viewer.js";

// Which finding is marked, and on which page: it stays marked when the same page comes again.
let marked = {};

function mark(number, { focus = false } = {}) {
  for (const old of document.querySelectorAll("[data-finding].now, .passes .now")) old.classList.remove("now");
  const finding = document.getElementById(`f${number}`);
  if (!finding) return;
  finding.classList.add("now");
  marked = { title: document.title, id: finding.id };
  current()?.mark(`b${number}`);
  if (focus) finding.focus({ preventScroll: true });
  finding.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = [...document.querySelectorAll("[data-finding]")];
  if (!all.length) return;
  const at = all.findIndex((one) => one.classList.contains("now"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  mark(next.id.slice(1), { focus: true });
}

export function setUpFindings() {
  if (marked.title === document.title) document.getElementById(marked.id)?.classList.add("now");
  else marked = {};
  for (const one of document.querySelectorAll(".passes li")) one.tabIndex = -1;
}

export function listenToFindings() {
  document.addEventListener("click", (event) => {
    const by = event.target.closest?.("[data-finding-step]");
    if (by) step(Number(by.dataset.findingStep));
    const link = event.target.closest?.("[data-show]");
    if (link && document.getElementById(`b${link.dataset.show}`)) {
      event.preventDefault();
      mark(link.dataset.show);
      return;
    }
    const box = event.target.closest?.(".spot-box[href]");
    if (box) {
      event.preventDefault();
      mark(box.dataset.of.slice(1), { focus: true });
      return;
    }
    const finding = event.target.closest?.("[data-finding]");
    if (finding && !event.target.closest("a, button, input, label, select, textarea, summary")) {
      mark(finding.id.slice(1));
    }
  });
  document.addEventListener("bench-box", (event) => mark(event.detail, { focus: true }));
}
