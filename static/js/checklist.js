// Ticks of the checklist are sent without leaving the page, one after the other; whatever else is
// sent from the page waits for them.
import { nextLine } from "./bench-decide.js";

let sending = Promise.resolve();
let open = 0;

async function send(form, button) {
  const body = new FormData(form);
  if (button?.name) body.set(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "checklist" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("checklist");
  const old = document.getElementById("checklist");
  if (!fresh || !old) { location.reload(); return; }
  const at = document.activeElement?.closest("#checklist") ? document.activeElement.value : null;
  for (const details of fresh.querySelectorAll("details")) details.open = old.querySelector("details")?.open ?? true;
  old.replaceWith(fresh);
  nextLine();
  if (at === null) return;
  const again = [...fresh.querySelectorAll("button")].find((one) => one.value === at);
  (again || fresh.querySelector("li.now button, summary"))?.focus();
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.matches("[data-checklist]")) {
    event.preventDefault();
    event.stopPropagation();
    // A key may be quicker than the answer: `next` always means the line that is next by then.
    const what = submitter?.value || "next";
    open += 1;
    sending = sending
      .then(() => {
        const now = document.querySelector("[data-checklist]") || form;
        return send(now, { name: "do", value: what });
      })
      .catch(() => location.reload())
      .finally(() => { open -= 1; });
  } else if (open) {
    event.preventDefault();
    event.stopPropagation();
    sending.then(() => form.requestSubmit(submitter?.isConnected ? submitter : undefined));
  }
}, true);

if (/^#line-/.test(location.hash)) document.getElementById(location.hash.slice(1))?.focus();
