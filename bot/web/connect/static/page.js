// The page works without this: it only looks by itself whether the login has moved on, shows times in the
// reader's own zone, and sends a form once.
"use strict";

const AGAIN_AFTER = 1000;

function showLocalTimes() {
  for (const time of document.querySelectorAll("time")) {
    const shape = { hour: "2-digit", minute: "2-digit" };
    time.textContent = new Date(time.dateTime).toLocaleTimeString([], shape);
  }
}

function sendOnce(event) {
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "yes";
  event.target.querySelector("button").setAttribute("aria-disabled", "true");
}

function letSendAgain() {
  for (const form of document.forms) {
    delete form.dataset.sent;
    form.querySelector("button").removeAttribute("aria-disabled");
  }
}

function isSending() {
  return [...document.forms].some(form => form.dataset.sent);
}

async function hasMoved(token, digest) {
  try {
    const answer = await fetch(`${token}/state?since=${digest}`, { cache: "no-store" });
    if (answer.status === 404) return true;
    return answer.ok && (await answer.json()).digest !== digest;
  } catch {
    return false;
  }
}

async function follow({ token, digest }) {
  while (!(await hasMoved(token, digest))) {
    await new Promise(resolve => setTimeout(resolve, AGAIN_AFTER));
  }
  if (!isSending()) location.replace(token); // else it would overtake the answer to what she pressed
}

showLocalTimes();
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", letSendAgain);
if (document.body.dataset.token) follow(document.body.dataset);
