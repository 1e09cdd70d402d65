// How far reading is, asked of the server until it is over. A question may be answered up to a second
// later, as soon as there is something to say; a server that has no room to wait answers at once.
const FIRST = 300;
const AGAIN = 80;
const SLOW = 5000;
const LONGEST = 15000;
const TIRED = 60000;

// Whoever is on the way to another page is not called back by a reload. A way that leads to a download
// leaves nobody away for long.
let left = 0;
window.addEventListener("beforeunload", () => { left = Date.now(); });
export const leaving = () => Date.now() - left < SLOW;

const pause = (time) => new Promise((done) => { setTimeout(done, time); });

const ask = async (path, seen) => {
  try {
    const answer = await fetch(`${path}?seen=${seen}`, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
};

// Gives each answer to `hear` until it says true, or until `patience` (milliseconds) is over.
export const watch = async (path, hear, patience = Infinity) => {
  const begun = Date.now();
  let wait = FIRST;
  let seen = 0;
  while (Date.now() - begun < patience) {
    const asked = Date.now();
    const told = await ask(path, seen);
    if (told && !leaving() && hear(told)) return;
    const further = told?.read > seen;
    seen = told?.read ?? seen;
    if (Date.now() - begun > TIRED) {
      await pause(SLOW);
    } else if (further || (told && Date.now() - asked > 500)) {
      await pause(AGAIN); // it moves, or was held until there was something to say: ask on
    } else {
      await pause(wait);
      wait = Math.min(wait * (told ? 1.3 : 2), LONGEST);
    }
  }
};
