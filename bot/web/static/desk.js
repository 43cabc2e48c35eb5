// Follows what the page shows: it asks under the stamp of what is shown and is answered once that is no longer so, so
// whoever was away catches up with the next answer. It rests while nobody looks, and the page works without it.
"use strict";

const live = document.getElementById("live");
const line = document.getElementById("line");
const log = document.getElementById("log");
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30000;
const PATIENCE_MS = 40000;
const LEFT_MS = 15 * 60 * 1000;
let failures = 0;
let used = Date.now();
let resting = false;

function say(words) {
  if (line.textContent !== words) line.textContent = words;
}

function replaced(old, fresh) {
  const copy = document.importNode(fresh, true);
  if (old.querySelector("details[open]") && copy.querySelector("details")) copy.querySelector("details").open = true;
  old.replaceWith(copy);
}

function differs(old, fresh) {
  return old.outerHTML.replace(" open=\"\"", "") !== fresh.outerHTML;
}

function take(page) {
  const news = page.getElementById("live");
  for (const part of news.querySelectorAll("[data-part]")) {
    const old = document.getElementById(part.id);
    if (old && !old.contains(document.activeElement) && differs(old, part)) replaced(old, part);
  }
  for (const list of news.querySelectorAll("[data-grows]")) grow(document.getElementById(list.id), list);
  live.dataset.stamp = news.dataset.stamp;
}

function grow(list, fresh) {
  const atEnd = log && log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  for (const item of fresh.children) {
    const old = document.getElementById(item.id);
    if (!old) list.append(document.importNode(item, true));
    else if (differs(old, item)) replaced(old, item);
  }
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function again(milliseconds) {
  setTimeout(ask, milliseconds);
}

function failed() {
  failures += 1;
  say("Not connected: what is shown may be old. Trying again.");
  again(Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** failures));
}

function answered(status, page) {
  if (status === 401 || status === 403) {
    say("You are signed out: load the page again.");
    return;
  }
  if (status !== 204 && (status !== 200 || !page || !page.getElementById("live"))) {
    failed();
    return;
  }
  failures = 0;
  say("");
  if (status === 200) take(page);
  again(PAUSE_MS);
}

function ask() {
  if (document.hidden || Date.now() - used > LEFT_MS) {
    resting = true;
    say(document.hidden ? "" : "Nobody used this page for a while: it follows again once you do.");
    return;
  }
  const address = new URL(live.dataset.news, location.href);
  address.searchParams.set("after", live.dataset.stamp);
  const request = new XMLHttpRequest();
  request.open("GET", address);
  request.responseType = "document";
  request.timeout = PATIENCE_MS;
  request.addEventListener("load", () => answered(request.status, request.response));
  request.addEventListener("error", failed);
  request.addEventListener("timeout", failed);
  request.send();
}

function wake() {
  used = Date.now();
  if (!resting || document.hidden) return;
  resting = false;
  ask();
}

for (const sign of ["keydown", "pointerdown", "focus"]) addEventListener(sign, wake);
document.addEventListener("visibilitychange", wake);
if (log) log.scrollTop = log.scrollHeight;
ask();
