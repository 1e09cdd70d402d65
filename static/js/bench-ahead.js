// Pictures and the next case are here before they are asked for. A case loaded ahead is held by the server in
// this person's name, and the look is written down there; whoever leaves the bench lets go of it.
import { sheet, show, say } from "./bench-page.js";

const kept = new Map();
let ahead = null;
let asked = false;

// The picture at this address as something that is here; fails where it cannot be had.
export function picture(address) {
  const url = new URL(address, location.href).href;
  if (!kept.has(url)) {
    const loading = fetch(url).then(async (answer) => {
      if (!answer.ok) throw new Error(`picture: ${answer.status}`);
      return URL.createObjectURL(await answer.blob());
    });
    loading.catch(() => kept.delete(url));
    kept.set(url, loading);
  }
  return kept.get(url);
}

const listed = (page) => [...page.querySelectorAll("[data-pictures]")]
  .flatMap((one) => one.dataset.pictures.split(" ").filter(Boolean))
  .map((address) => new URL(address, location.href).href);

// Those first that are seen first: the material that is open, then down the list.
function inOrder(page) {
  const open = page.querySelector("[data-pictures][aria-current]");
  const first = open ? open.dataset.pictures.split(" ").filter(Boolean) : [];
  return [...new Set([...first.map((one) => new URL(one, location.href).href), ...listed(page)])];
}

async function fill(page) {
  for (const address of inOrder(page)) {
    try { await picture(address); } catch { /* the viewer says so when it is looked at */ }
  }
}

function forget() {
  const wanted = new Set([...listed(document), ...(ahead ? listed(ahead.page) : [])]);
  for (const [url, loading] of kept) {
    if (wanted.has(url)) continue;
    kept.delete(url);
    loading.then((made) => URL.revokeObjectURL(made), () => {});
  }
}

async function reserve(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (answer.status !== 200) return;
  const told = await answer.json();
  const loaded = await fetch(told.path, { headers: { Accept: "text/html", "X-Bee-Ahead": told.code } });
  if (!loaded.ok) return;
  const page = new DOMParser().parseFromString(await loaded.text(), "text/html");
  ahead = { ...told, page, form };
  document.body.dataset.ahead = told.code;
  await fill(page);
  document.body.dataset.aheadPictures = "all";
}

function leave() {
  if (!ahead && !asked) return;
  const form = ahead?.form ?? document.querySelector("[data-ahead]");
  ahead = null;
  asked = false;
  if (form) navigator.sendBeacon(form.dataset.letGo, new FormData(form));
}

export async function loadAhead() {
  const form = document.querySelector("[data-ahead]");
  if (!sheet()) leave();
  forget();
  if (ahead) document.body.dataset.ahead = ahead.code;
  await fill(document);
  if (!form || asked || Number(form.dataset.left) > 1) return;
  asked = true;
  try { await reserve(form); } catch { /* then the next case is fetched when it is asked for */ }
}

document.addEventListener("bench-sending", (event) => {
  if (!event.target.matches("[data-finish]")) return;
  asked = false;
  if (ahead) event.detail.more.ahead = `${ahead.code}:${ahead.version}`;
});
document.addEventListener("bench-onward", async ({ detail }) => {
  const { page } = ahead;
  ahead = null;
  await show(page, new URL(detail.path, location.href).href);
  say(detail.said);
});
addEventListener("pagehide", leave);
