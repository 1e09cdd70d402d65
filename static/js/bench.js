// Keys and picture tools of the bench. Everything here also exists as a link or a button in the page.
const KEYS = "bee-keys";
const STEP = 1.25;

for (const part of document.querySelectorAll(".scripted")) part.hidden = false;

function remembered() {
  try { return localStorage.getItem(KEYS) !== "off"; } catch { return true; }
}

function remember(on) {
  try { localStorage.setItem(KEYS, on ? "on" : "off"); } catch { /* it lasts for this page only */ }
}

let keysOn = remembered();

function showSwitch() {
  document.body.classList.toggle("keys-off", !keysOn);
  const button = document.querySelector("[data-keys-switch]");
  if (button) button.textContent = keysOn ? button.dataset.on : button.dataset.off;
}

document.querySelector("[data-keys-switch]")?.addEventListener("click", () => {
  keysOn = !keysOn;
  remember(keysOn);
  showSwitch();
});
showSwitch();

// The picture: what is seen of it is its viewBox.
class Picture {
  constructor(svg) {
    this.svg = svg;
    this.turned = svg.querySelector("[data-turn]");
    const image = svg.querySelector("image");
    this.width = Number(image.getAttribute("width"));
    this.height = Number(image.getAttribute("height"));
    this.angle = 0;
    svg.dataset.grab = "";
    svg.addEventListener("pointerdown", (event) => this.grab(event));
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.fit();
  }

  size() {
    return this.angle % 180 ? [this.height, this.width] : [this.width, this.height];
  }

  look(x, y, width, height) {
    this.seen = { x, y, width, height };
    this.svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  }

  fit() {
    this.look(0, 0, ...this.size());
  }

  zoom(factor) {
    const { x, y, width, height } = this.seen;
    const [whole] = this.size();
    const wanted = Math.min(Math.max(width / factor, whole / 12), whole * 1.5);
    const tall = (height * wanted) / width;
    this.look(x + (width - wanted) / 2, y + (height - tall) / 2, wanted, tall);
  }

  turn() {
    this.angle = (this.angle + 90) % 360;
    const moves = {
      0: "", 90: `translate(${this.height} 0) rotate(90)`,
      180: `translate(${this.width} ${this.height}) rotate(180)`, 270: `translate(0 ${this.width}) rotate(270)`,
    };
    this.turned.setAttribute("transform", moves[this.angle]);
    this.fit();
  }

  goTo(link) {
    if (this.angle) { this.angle = 270; this.turn(); }
    const [x, y, width, height] = link.dataset.box.split(",").map(Number);
    const wide = Math.min(Math.max(width * 2, this.width / 3), this.width);
    const tall = Math.max((wide * this.height) / this.width, height * 1.5);
    this.look(x + width / 2 - wide / 2, y + height / 2 - tall / 2, wide, tall);
  }

  grab(event) {
    if (event.target.closest("a") || event.button) return;
    const from = { x: event.clientX, y: event.clientY, seen: { ...this.seen } };
    const scale = Math.max(this.seen.width / this.svg.clientWidth, this.seen.height / this.svg.clientHeight);
    const drag = (now) => this.look(
      from.seen.x - (now.clientX - from.x) * scale, from.seen.y - (now.clientY - from.y) * scale,
      from.seen.width, from.seen.height,
    );
    const drop = () => {
      removeEventListener("pointermove", drag);
      removeEventListener("pointerup", drop);
    };
    addEventListener("pointermove", drag);
    addEventListener("pointerup", drop);
  }

  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? STEP : 1 / STEP);
  }
}

const drawn = document.querySelector("[data-picture]");
const picture = drawn && new Picture(drawn);
const spot = drawn?.querySelector("[data-spot]");
if (spot) picture.goTo(spot);
const tools = {
  in: () => picture.zoom(STEP),
  out: () => picture.zoom(1 / STEP),
  fit: () => picture.fit(),
  turn: () => picture.turn(),
  boxes: (button) => {
    const shown = !drawn.classList.toggle("bare");
    button.setAttribute("aria-pressed", String(shown));
  },
};
for (const button of document.querySelectorAll("[data-picture-do]")) {
  button.addEventListener("click", () => tools[button.dataset.pictureDo](button));
}

// A finding and its box belong together, whichever is touched.
function mark(number) {
  for (const old of document.querySelectorAll(".now")) old.classList.remove("now");
  const finding = document.getElementById(`f${number}`);
  const box = document.getElementById(`b${number}`);
  finding?.classList.add("now");
  if (box) {
    box.classList.add("now");
    picture?.goTo(box);
  }
  return Boolean(box);
}

for (const link of document.querySelectorAll("[data-show]")) {
  link.addEventListener("click", (event) => {
    if (mark(link.dataset.show)) event.preventDefault();
  });
}
for (const box of document.querySelectorAll("[data-box]")) {
  box.addEventListener("click", () => mark(box.id.slice(1)));
}
if (/^#[bf]\d+$/.test(location.hash)) mark(location.hash.slice(2));

function step(by) {
  const all = [...document.querySelectorAll("[data-finding]")];
  if (!all.length) return;
  const at = all.findIndex((one) => one.classList.contains("now"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  mark(next.id.slice(1));
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// The decision: 1 passes at once; 2 opens the reasons, digits tick them, Enter saves.
const form = document.querySelector("[data-decide]");
let mending = false;

function mend(on) {
  mending = on;
  form.classList.toggle("mend-mode", on);
  form.querySelector("[value=mend]").checked = on;
}

function decideBy(key) {
  if (!form) return false;
  if (mending && /^[1-9]$/.test(key)) {
    form.querySelectorAll("[name=reasons]")[key - 1]?.click();
  } else if (mending && key === "Enter") {
    form.requestSubmit();
  } else if (mending && key === "Escape") {
    mend(false);
  } else if (key === "1") {
    form.querySelector("[value=pass]").checked = true;
    form.requestSubmit();
  } else if (key === "2") {
    mend(true);
  } else {
    return false;
  }
  return true;
}

const help = document.getElementById("keys");

function press(name) {
  const found = document.querySelector(`[data-key="${CSS.escape(name)}"]`);
  found?.click();
  return Boolean(found);
}

function typing(target) {
  return target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
}

function single(event) {
  if (event.key === "?" && help) { help.showModal(); return true; }
  if (event.key === "ArrowDown" && document.querySelector("[data-finding]")) { step(1); return true; }
  if (event.key === "ArrowUp" && document.querySelector("[data-finding]")) { step(-1); return true; }
  if (decideBy(event.key)) return true;
  return press(event.key === "=" ? "+" : event.key.toLowerCase());
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.repeat || help?.open) return;
  if (event.ctrlKey && event.key === "Enter") {
    if (press("ctrl+enter")) event.preventDefault();
    return;
  }
  if (!keysOn || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  if (event.target.matches("input[type=radio]") && event.key.startsWith("Arrow")) return;
  if (single(event)) event.preventDefault();
});
