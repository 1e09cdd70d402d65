// The decision: one key passes at once; another opens the reasons, digits tick them, Enter writes down.
let mending = false;
let timer = 0;

const form = () => document.querySelector("[data-decide]");
export const isMending = () => mending && Boolean(form());

export function mend(on) {
  const here = form();
  if (!here) return;
  mending = on;
  here.classList.toggle("mend-mode", on);
  const choice = here.querySelector("[value=mend]");
  if (on) choice.checked = true;
  else for (const one of here.querySelectorAll("[name=word]")) one.checked = one.defaultChecked;
}

export function pass() {
  form().querySelector("[value=pass]").checked = true;
  form().requestSubmit();
}

export function write() {
  mend(true);
  form().querySelector("textarea").focus();
}

// A key while the reasons are open; true when it meant something there.
export function reasonKey(key) {
  const here = form();
  if (/^[1-9]$/.test(key)) here.querySelectorAll("[name=reasons]")[key - 1]?.click();
  else if (key === "enter") here.requestSubmit();
  else if (key === "escape") mend(false);
  else return false;
  return true;
}

// In the sentence to the citizen: Ctrl+Enter writes it down, Escape goes back to the reasons.
export function noteKey(event) {
  if (!event.target.matches("[data-decide] textarea")) return;
  if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault();
    form().requestSubmit();
  } else if (event.key === "Escape") {
    event.target.blur();
  }
}

// The decision scrolls to the line of the checklist that is next, where it scrolls by itself.
export function nextLine() {
  const line = document.querySelector("#checklist [open] li.now");
  const pane = line?.closest(".deciding");
  if (!pane || getComputedStyle(pane).overflowY === "visible") return;
  pane.scrollTop = Math.max(0, line.offsetTop + line.offsetHeight - pane.clientHeight);
}

export function setUpDecision() {
  mending = false;
  const chosen = form()?.querySelector("[name=word]:checked");
  if (form()?.matches("[data-mending]") || (chosen?.value === "mend" && !chosen.defaultChecked)) mend(true);
  nextLine();
  clearTimeout(timer);
  const bar = document.querySelector("[data-undo]");
  if (bar) timer = setTimeout(() => bar.remove(), Number(bar.dataset.undo) * 1000);
}

export function listenToDecision() {
  // A click and not a change: what is chosen already can be clicked again to see all reasons.
  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-decide] [name=word]") || !event.target.checked) return;
    mending = event.target.value === "mend";
    form().classList.toggle("mend-mode", mending);
  });
}
