// Small manners of every citizen page; each works on one data- attribute and nothing needs it.

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

// data-poll: look every 1.5 s whether the words of this page changed, and show the new ones.
const waiting = document.querySelector("[data-poll]");
if (waiting) {
  let wait = 1500;
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.poll, { headers: { Accept: "application/json" } });
      const told = answer.ok ? await answer.json() : null;
      if (told && told.stamp !== waiting.dataset.stamp && !document.querySelector("[data-busy]")) {
        location.reload();
        return;
      }
    } catch {
      wait = Math.min(wait * 2, 15000);
    }
    wait = Math.min(wait * 1.1, 15000);
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
}
