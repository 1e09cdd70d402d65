// The picture in OpenSeadragon, in the place of the drawn one that stands there without script.
import { picture } from "./bench-ahead.js";

const STEP = 1.25;
const STYLE = "data-openseadragon-mobile-css";
const LIBRARY = "data-viewer-library";
let viewer = null;

export const current = () => viewer;

function library() {
  if (window.OpenSeadragon) return Promise.resolve();
  return new Promise((done, lost) => {
    const script = document.createElement("script");
    script.src = document.querySelector(`[${LIBRARY}]`).getAttribute(LIBRARY);
    script.onload = done;
    script.onerror = () => lost(new Error("no viewer"));
    document.head.append(script);
  });
}

// It would write a <style> of its own unless one with this mark is there; our policy allows none, so
// something that carries the mark and is no style sheet stands there.
function noStyleOfItsOwn() {
  if (document.querySelector(`style[${STYLE}]`)) return;
  const mark = document.createElementNS("urn:beebox:mark", "style");
  mark.setAttribute(STYLE, "ours");
  document.head.append(mark);
}

function shown() {
  requestAnimationFrame(() => {
    document.body.dataset.shown = location.pathname;
    document.dispatchEvent(new CustomEvent("bench-shown"));
  });
}

class Viewer {
  constructor(drawn, place, source) {
    this.drawn = drawn;
    this.place = place;
    this.boxes = new Map();
    this.osd = window.OpenSeadragon({
      element: place, drawer: "canvas", tileSources: { type: "image", url: source, buildPyramid: false },
      showNavigationControl: false, animationTime: 0.15, minZoomImageRatio: 0.7, maxZoomPixelRatio: 6,
      visibilityRatio: 0.4, gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { dblClickToZoom: true }, gestureSettingsPen: { clickToZoom: false },
    });
    this.osd.canvas.setAttribute("role", "group");
    this.osd.canvas.setAttribute("aria-label", place.dataset.how);
    this.osd.addHandler("canvas-key", (event) => { event.preventDefaultAction = true; });
    this.osd.addHandler("animation-finish", () => this.note());
    this.osd.addHandler("resize", () => this.note());
    this.ready = new Promise((done, lost) => {
      this.osd.addOnceHandler("open", () => { this.overlay(); this.note(); done(); });
      this.osd.addOnceHandler("open-failed", () => lost(new Error("picture")));
      this.osd.addOnceHandler("tile-drawn", shown);
    });
  }

  get image() { return this.osd.world.getItemAt(0); }

  // Boxes lie on the picture as links, so they can be reached and read like those of the drawn one.
  overlay() {
    for (const one of this.drawn.querySelectorAll("[data-box]")) {
      const box = document.createElement(one.matches("a") ? "a" : "span");
      const rect = this.rect(one);
      box.className = `spot-box ${one.getAttribute("class") ?? ""}`;
      box.dataset.of = one.id;
      box.setAttribute("aria-label", one.getAttribute("aria-label"));
      if (one.matches("a")) {
        box.href = one.getAttribute("href");
        box.append(Object.assign(document.createElement("b"), { textContent: one.id.slice(1) }));
        new window.OpenSeadragon.MouseTracker({ element: box, clickHandler: (event) => {
          if (event.quick) document.dispatchEvent(new CustomEvent("bench-box", { detail: one.id.slice(1) }));
        } });
      } else {
        box.setAttribute("role", "img");
      }
      this.osd.addOverlay({
        element: box, location: this.osd.viewport.imageToViewportRectangle(rect),
        rotationMode: window.OpenSeadragon.OverlayRotationMode.BOUNDING_BOX,
      });
      box.parentElement.style.zIndex = box.matches(".stop") ? "3" : box.matches(".wait") ? "2" : "1";
      this.boxes.set(one.id, box);
    }
  }

  rect(one) {
    const [x, y, width, height] = one.dataset.box.split(",").map(Number);
    return new window.OpenSeadragon.Rect(x, y, width, height);
  }

  // What is seen, in pixels of the picture: for whoever asks (tests do).
  note() {
    if (!this.osd.viewport || !this.image) return;
    const seen = this.osd.viewport.viewportToImageRectangle(this.osd.viewport.getBoundsNoRotate(true));
    this.place.dataset.seen = [seen.x, seen.y, seen.width, seen.height].map((side) => side.toFixed(0)).join(" ");
    this.place.dataset.turn = String(this.osd.viewport.getRotation(true) % 360);
  }

  goTo(id) {
    const one = this.drawn.querySelector(`#${CSS.escape(id)}`);
    if (!one || !this.image) return;
    const rect = this.rect(one);
    const whole = this.image.getContentSize();
    const wide = Math.min(Math.max(rect.width * 2, whole.x / 3), whole.x);
    const tall = Math.max((wide * whole.y) / whole.x, rect.height * 1.5);
    const near = new window.OpenSeadragon.Rect(
      rect.x + rect.width / 2 - wide / 2, rect.y + rect.height / 2 - tall / 2, wide, tall,
    );
    this.osd.viewport.setRotation(0, true);
    this.osd.viewport.fitBounds(this.osd.viewport.imageToViewportRectangle(near), true);
    this.note();
  }

  mark(id) {
    for (const [name, box] of this.boxes) box.classList.toggle("now", name === id);
    this.goTo(id);
  }

  do(what, button) {
    const view = this.osd.viewport;
    const side = view.getBounds(true);
    const pan = (x, y) => view.panBy(new window.OpenSeadragon.Point(x * side.width, y * side.height)
      .rotate(-view.getRotation(true)), true);
    const doings = {
      in: () => view.zoomBy(STEP, null, true),
      out: () => view.zoomBy(1 / STEP, null, true),
      fit: () => { view.setRotation(0, true); view.goHome(true); },
      turn: () => { view.setRotation(view.getRotation() + 90, true); view.goHome(true); },
      left: () => pan(-0.2, 0), right: () => pan(0.2, 0), up: () => pan(0, -0.2), down: () => pan(0, 0.2),
      boxes: () => {
        const bare = this.place.classList.toggle("bare");
        button.setAttribute("aria-pressed", String(!bare));
      },
    };
    doings[what]();
    if (what !== "boxes") view.applyConstraints(true);
    this.note();
  }

  close() { this.osd.destroy(); }
}

function lost(place) {
  place.hidden = true;
  const told = document.querySelector("[data-lost]");
  if (told) told.hidden = false;
  shown();
}

export async function setUpViewer(hash) {
  viewer?.close();
  viewer = null;
  const place = document.querySelector("[data-viewer]");
  const drawn = document.querySelector("[data-picture]");
  if (!place || !drawn) { shown(); return; }
  drawn.setAttribute("hidden", "");
  place.hidden = false;
  try {
    const [source] = await Promise.all([picture(place.dataset.viewer), library()]);
    if (!place.isConnected) return;
    noStyleOfItsOwn();
    viewer = new Viewer(drawn, place, source);
    const mine = viewer;
    await mine.ready;
    if (mine !== viewer) return;
    const spot = drawn.querySelector("[data-spot]");
    if (spot) mine.goTo(spot.id);
    const [, number] = /^#[bf](\d+)$/.exec(hash || "") ?? [];
    if (number) document.dispatchEvent(new CustomEvent("bench-box", { detail: number }));
  } catch {
    if (place.isConnected) lost(place);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-picture-do]");
  if (button && viewer?.image) viewer.do(button.dataset.pictureDo, button);
});
