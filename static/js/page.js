// Small manners of every citizen page; each works on one data- attribute and nothing needs it.
import { watch } from "./watch.js";

// data-once: a form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

// data-focus: what went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// data-poll: show the new words of this page as soon as there are any; data-pages: how far reading is.
const waiting = document.querySelector("[data-poll]");
if (waiting) {
  const pages = document.querySelector("[data-pages]");
  watch(waiting.dataset.poll, (told) => {
    if (pages && told.pages > 1) {
      pages.hidden = false;
      pages.querySelector("progress").max = told.pages;
      pages.querySelector("progress").value = told.read;
      pages.querySelector("[data-told]").textContent = told.told;
    }
    if (told.stamp === waiting.dataset.stamp || document.querySelector("[data-busy]")) return false;
    location.reload();
    return true;
  });
}
