// Keys: the page says which key means what (data-keys); whatever carries that name in data-key is pressed.
import { isMending, mend, noteKey, pass, reasonKey, write } from "./bench-decide.js";
import { isBusy, sheet } from "./bench-page.js";
import { current } from "./bench-viewer.js";

const AGAIN = /^(zoom_|pan_|next_finding|previous_finding)/;
// While the reasons are open nothing leads to another page: what was ticked and typed would be lost.
const WHILE_MENDING = /^(zoom_|pan_|fit|turn|boxes|note|next_finding|previous_finding|help)/;
const BARE = { "+": "+", "?": "?" };
let keys = {};
let usual = {};
let on = true;

export function setUpKeys() {
  // A page that is no page of the bench, as the queue, tells its keys without becoming one.
  const here = sheet() ?? document.getElementById("page-keys");
  keys = here ? JSON.parse(here.dataset.keys) : BARE;
  usual = here ? JSON.parse(here.dataset.usual) : {};
  on = here?.dataset.on !== "no";
  document.body.classList.toggle("keys-off", !on);
}

// The key as the table writes it: letters small, Shift only where it makes no other sign.
export function nameOf(event) {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const ctrl = event.ctrlKey ? "ctrl+" : "";
  return `${ctrl}${event.shiftKey && key.length > 1 ? "shift+" : ""}${key}`;
}

const typing = (target) => target.closest?.(
  "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])",
);

const able = (one) => !one.disabled && one.getAttribute("aria-disabled") !== "true";

// What carries this name, or its usual key. What stands at each finding is meant for the one that is marked.
function bearer(name) {
  const wanted = [name, usual[name]].filter(Boolean).map((one) => `[data-key="${CSS.escape(one)}"]`).join(",");
  const all = [...document.querySelectorAll(wanted)].filter(able);
  const repeated = all.some((one) => one.closest("[data-finding]"));
  return repeated ? all.find((one) => one.closest("[data-finding].now")) : all[0];
}

const spokenFor = (key) => Object.values(usual).includes(key);

function press(name) {
  const found = name && bearer(name);
  if (!found) return false;
  if (name === "pass") pass();
  else if (name === "mend") mend(true);
  else if (name === "note") write();
  else if (name === "help") help();
  else found.click();
  return true;
}

// Only what can be pressed now.
function help() {
  const dialog = document.getElementById("keys");
  if (!dialog || dialog.open) return;
  const mending = isMending();
  for (const row of dialog.querySelectorAll("[data-help-for]")) {
    const name = row.dataset.helpFor;
    row.hidden = !bearer(name) || (mending && !WHILE_MENDING.test(name));
  }
  for (const group of dialog.querySelectorAll("[data-help-group]")) {
    group.hidden = ![...group.querySelectorAll("[data-help-for]")].some((row) => !row.hidden);
  }
  for (const row of dialog.querySelectorAll("[data-help-mending]")) row.hidden = !mending;
  dialog.showModal();
}

const PANS = { arrowleft: "left", arrowright: "right", arrowup: "up", arrowdown: "down" };

function single(event, key) {
  if (event.target.closest?.(".openseadragon-canvas") && PANS[key] && !event.target.matches("a")) {
    current()?.do(PANS[key]);
    return true;
  }
  if (!on) return false;
  if (key === "enter" && event.target.closest?.("a, button, summary")) return false;
  if (event.target.matches?.("input[type=radio]") && key.startsWith("arrow")) return false;
  const name = keys[key];
  if (isMending()) {
    if (reasonKey(key)) return true;
    return Boolean(name) && WHILE_MENDING.test(name) && press(name);
  }
  if (event.repeat && !AGAIN.test(name ?? "")) return false;
  return name ? press(name) : !spokenFor(key) && press(key);
}

function pressed(event) {
  if (event.isComposing || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches?.("[data-catch-key]")) { caught(event); return; }
  noteKey(event);
  if (event.defaultPrevented) return;
  if (isBusy()) { if (!typing(event.target) && !event.ctrlKey) event.preventDefault(); return; }
  const key = nameOf(event);
  if (event.ctrlKey) {
    if (!event.repeat && (press(keys[key]) || (!spokenFor(key) && press(key)))) event.preventDefault();
    return;
  }
  if (!typing(event.target) && single(event, key)) event.preventDefault();
}

// On the page of keys: the key itself is typed by pressing it. Tab goes on, Backspace leaves it empty.
function caught(event) {
  const key = nameOf(event);
  if (["tab", "shift+tab", "enter", "space", "control", "shift", "shift+shift", "process"].includes(key)) return;
  if (event.ctrlKey && key !== "ctrl+enter") return;
  event.preventDefault();
  event.target.value = key === "backspace" || key === "delete" ? "" : key;
}

export function listenToKeys() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-key=help]")) help();
  });
}
