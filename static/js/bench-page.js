// One page of the bench becomes the next without a new document: pictures that were loaded stay loaded.
const hooks = [];
const running = new Set([...document.scripts].map((one) => one.src));
let busy = false;

export const onShow = (hook) => hooks.push(hook);
export const isBusy = () => busy;
export const sheet = () => document.getElementById("bench-keys");

// A word to whoever sits here, in the quiet bar at the foot of the picture.
export function say(words) {
  const bar = document.getElementById("said");
  if (bar) bar.textContent = words;
  document.querySelector("[data-undo]")?.toggleAttribute("hidden", Boolean(words));
}

const ours = (url) => url.origin === location.origin && url.pathname.startsWith("/review")
  && !url.pathname.includes("/files/");

export async function open(address, { push = true, headers = {} } = {}) {
  await asking(async () => take(await fetch(address, { headers: { Accept: "text/html", ...headers } }), push));
}

export async function send(form, button, more = {}) {
  const data = new FormData(form, button);
  for (const [name, value] of Object.entries(more)) data.set(name, value);
  await asking(async () => {
    const action = button?.hasAttribute("formaction") ? button.formAction : form.getAttribute("action");
    const headers = { Accept: "text/html, application/json;q=0.5" };
    const answer = await fetch(action, { method: "POST", body: data, headers });
    if (answer.status === 400 || answer.status === 401) {
      say(await renewed() ? sheet().dataset.renewed : sheet().dataset.signedOut);
      return;
    }
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      const told = await answer.json();
      document.dispatchEvent(new CustomEvent("bench-onward", { detail: told }));
    } else {
      await take(answer, answer.redirected, answer.ok ? form : null);
    }
  });
}

// The page lay too long, or somebody signed in again elsewhere: it gets fresh tokens and stays as it is.
async function renewed() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("main [name=csrf_token], [data-ahead] [name=csrf_token]")?.value;
  if (!answer.ok || !page.getElementById("bench-keys") || !token) return false;
  for (const one of document.querySelectorAll("[name=csrf_token]")) one.value = token;
  return true;
}

async function asking(work) {
  if (busy) return;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault;
    say(sheet()?.dataset.offline ?? "");
  } finally {
    busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

async function take(answer, push, sent = null) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.body.classList.contains("staff")) {
    location.assign(answer.url);
    return;
  }
  await show(page, push ? answer.url : null, sent);
}

// Put this page where the present one is; `address` is what the browser's line says from now on.
export async function show(page, address, sent = null) {
  remember(sent);
  await styles(page);
  for (const drawn of page.querySelectorAll("[data-picture] image")) drawn.removeAttribute("href"); // the viewer has it
  const hash = address ? new URL(address).hash : "";
  const root = document.documentElement;
  root.lang = page.documentElement.lang;
  root.dataset.theme = page.documentElement.dataset.theme ?? "";
  if (!page.documentElement.dataset.theme) delete root.dataset.theme;
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  restore();
  scripts();
  const first = document.querySelector(".decide [role=alert]") ?? document.querySelector("main [role=alert]") ?? document.getElementById("main");
  if (first) {
    if (!first.hasAttribute("tabindex")) first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }
  scrollTo(0, 0);
  ran(hash);
  busy = false;
  if (address) history.pushState({ bench: true }, "", address);
}

async function styles(page) {
  const have = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map((one) => one.href));
  const missing = [...page.querySelectorAll("link[rel=stylesheet]")]
    .filter((one) => !have.has(new URL(one.getAttribute("href"), location.href).href));
  await Promise.all(missing.map((one) => new Promise((done) => {
    const link = document.head.appendChild(document.importNode(one));
    link.onload = link.onerror = done;
  })));
}

// A script that came with a page put in place runs once; those that listen to the document go on listening.
function scripts() {
  for (const one of document.body.querySelectorAll("script[src]")) {
    if (running.has(one.src)) continue;
    running.add(one.src);
    const made = document.createElement("script");
    made.src = one.src;
    made.type = one.type;
    document.head.append(made);
  }
}

// What is typed and chosen but not sent stands there again when the same page comes back, by whatever way.
const drafts = new Map();
const fields = () => [...document.querySelectorAll("main form :is(textarea, select, input:not([type=hidden]))")];
const named = (one) => `${one.form.getAttribute("action")} ${one.name} ${/^(radio|checkbox)$/.test(one.type) ? one.value : ""}`;

function remember(sent) {
  const found = new Map();
  for (const one of fields()) {
    if (one.form === sent) continue;
    const tick = /^(radio|checkbox)$/.test(one.type);
    if (tick ? one.checked !== one.defaultChecked : one.value !== one.defaultValue && one.localName !== "select") {
      found.set(named(one), tick ? one.checked : one.value);
    }
  }
  if (found.size) drafts.set(document.title, found);
  else drafts.delete(document.title);
}

function restore() {
  const found = drafts.get(document.title);
  if (!found) return;
  for (const one of fields()) {
    const kept = found.get(named(one));
    if (kept === undefined) continue;
    if (typeof kept === "boolean") one.checked = kept;
    else one.value = kept;
  }
}

function ran(hash = location.hash) {
  for (const hook of hooks) hook(hash);
}

function clicked(event) {
  const link = event.target.closest?.("a[href]");
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!link || !sheet() || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  const samePage = url.pathname + url.search === location.pathname + location.search;
  if (!ours(url) || (url.hash && samePage)) return;
  event.preventDefault();
  open(url.href);
}

function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || !sheet() || form.method !== "post" || !ours(new URL(form.action))) return;
  event.preventDefault();
  const before = new CustomEvent("bench-sending", { detail: { more: {} }, bubbles: true });
  form.dispatchEvent(before);
  send(form, event.submitter, before.detail.more);
}

export function start() {
  document.addEventListener("click", clicked);
  document.addEventListener("submit", submitted);
  addEventListener("popstate", () => { if (sheet()) open(location.href, { push: false }); else location.reload(); });
  ran();
}
