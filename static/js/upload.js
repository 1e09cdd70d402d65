// data-upload: choosing a file sends it at once, with a bar; the form's own token makes a retry safe.
// What was sent is mostly read within a second, so the page waits for that before it shows what was found.
import { leaving, watch } from "./watch.js";

const PATIENCE = 3000;
for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("[data-send]");
  const box = form.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-said]");
  const label = form.querySelector("[data-label]");
  const most = Number(form.dataset.most) * 1024 * 1024;
  const words = form.dataset;

  // The label becomes the one green button; the browser's own control stays for keyboards and readers.
  form.classList.add("by-hand");
  label.className = button.className;
  button.hidden = true;

  const say = (sentence, again) => {
    box.hidden = false;
    box.classList.toggle("progress--stop", Boolean(again));
    said.textContent = sentence;
    bar.hidden = Boolean(again);
    button.hidden = !again;
    if (again) {
      delete form.dataset.busy;
      button.textContent = words.again;
    }
  };

  const look = async (next) => {
    bar.removeAttribute("value");
    said.textContent = words.looking;
    await watch(words.state, (told) => {
      if (told.busy && told.pages > 1) {
        bar.max = told.pages;
        bar.value = told.read;
        said.textContent = told.told;
      }
      return !told.busy;
    }, PATIENCE);
    setTimeout(() => location.assign(next), leaving() ? 2 * PATIENCE : 0);
  };

  const send = () => {
    if (form.dataset.busy || !input.files.length) return;
    if ([...input.files].some((file) => file.size > most)) {
      say(words.large, true);
      button.hidden = true;
      input.value = "";
      return;
    }
    form.dataset.busy = "yes";
    say(`${words.sending}…`, false);
    bar.max = 100;
    const line = new XMLHttpRequest();
    line.open("POST", form.action);
    line.setRequestHeader("Accept", "application/json");
    line.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const done = Math.round((event.loaded / event.total) * 100);
      bar.value = done;
      said.textContent = `${words.sending} ${done}%`;
    });
    line.addEventListener("load", () => {
      let told = {};
      try {
        told = JSON.parse(line.responseText);
      } catch {
        told = {};
      }
      if (line.status === 201 && !told.refused.length) {
        look(told.next);
      } else if (line.status === 201) {
        say(told.refused.join(" "), true);
        button.hidden = true;
        setTimeout(() => location.assign(told.next), 6000);
      } else {
        say(told.title || words.lost, true);
        if (line.status >= 400 && line.status < 500) button.hidden = true;
        if (line.status === 401) location.reload();
      }
      input.value = line.status < 500 ? "" : input.value;
    });
    line.addEventListener("error", () => say(words.lost, true));
    line.addEventListener("abort", () => say(words.lost, true));
    line.send(new FormData(form));
  };

  input.addEventListener("change", send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}
