// The bench: everything here also exists as a link, a button or a form in the page, and works without script.
import { onShow, start } from "./bench-page.js";
import { loadAhead } from "./bench-ahead.js";
import { listenToDecision, setUpDecision } from "./bench-decide.js";
import { listenToFindings, setUpFindings } from "./bench-findings.js";
import { listenToKeys, setUpKeys } from "./bench-keys.js";
import { setUpViewer } from "./bench-viewer.js";

const reveal = () => {
  for (const part of document.querySelectorAll(".scripted")) part.hidden = false;
};

for (const one of [reveal, setUpKeys, setUpDecision, setUpViewer, setUpFindings, loadAhead]) onShow(one);
listenToKeys();
listenToFindings();
listenToDecision();
start();
