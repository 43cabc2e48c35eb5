// The page: joins the form, the transcript on the screen and the connection.

import { Connection } from "./connection.js";
import { bubble, choices, clock, element, picture } from "./messages.js";
import { Transcript } from "./transcript.js";

const find = (id) => document.getElementById(id);
const phrases = {};
for (const span of find("phrases").content.querySelectorAll("[data-name]")) phrases[span.dataset.name] = span.textContent;

const { origin, conversation } = document.body.dataset;
const locale = document.documentElement.lang;
const log = find("log");
const field = find("words");
const transcript = new Transcript(conversation);
const feet = new Map();
let following = false;

const connection = new Connection({
  state: showState,
  frame: take,
  last: () => transcript.last,
  said: () => transcript.said(),
  opened: (now) => now !== conversation && begin(),
});

// Another conversation: nothing of the one before stays on the screen.
function begin() {
  transcript.forget();
  location.reload();
}

function showState(name, seconds) {
  const status = find("status");
  status.dataset.state = name;
  status.textContent = (phrases[name] ?? "").replace("{seconds}", seconds ?? "");
  if (name === "connected") for (const item of transcript.unsent()) post(item);
}

function take(frame) {
  if (frame.type === "message") {
    if (transcript.has(frame.id)) return;
    const item = { who: "bot", id: frame.id, text: frame.text, choices: frame.choices, picture: frame.picture };
    transcript.add(item);
    draw(item);
  } else if (frame.type === "accepted") {
    settle(frame.id, "sent");
  } else if (frame.type === "error" && frame.id) {
    settle(frame.id, "failed");
  } else if (frame.type === "error") {
    for (const item of transcript.unsent()) settle(item.id, "failed");
    if (frame.reason === "too_fast") find("status").textContent = phrases.too_fast;
  }
}

function say(body) {
  const item = { who: "you", id: crypto.getRandomValues(new Uint32Array(4)).join("-"), state: "sending", at: Date.now(), ...body };
  transcript.add(item);
  draw(item, true);
  post(item);
}

function post(item) {
  const { id, choice, label, text } = item;
  connection.send(choice === undefined ? { type: "message", id, text } : { type: "tap", id, choice, label });
}

function settle(id, state) {
  const item = transcript.items.find((known) => known.id === id);
  if (!item) return;
  item.state = state;
  transcript.keep();
  drawFoot(item);
}

function draw(item, mine = false) {
  const atEnd = following || nearEnd();
  find("welcome")?.remove();
  if (item.who === "you" || item.choices?.length) passChoices();
  const message = item.who === "bot" ? drawBot(item) : drawOwn(item);
  log.append(message);
  if (atEnd || mine) toEnd();
  else find("newest").hidden = false;
}

// What only adds a picture or a word leaves the question open.
function passChoices() {
  for (const older of log.querySelectorAll(".choices:not(.past)")) older.classList.add("past");
}

function nearEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

// A smooth scroll takes its time: a message that comes meanwhile still finds its reader at the end.
function toEnd() {
  following = true;
  log.scrollTop = log.scrollHeight;
}

function drawBot(item) {
  const message = element("div", "message bot");
  if (item.picture) message.append(picture(item.picture, phrases.picture_missing));
  if (item.text) message.append(bubble(item.text, phrases.bot));
  if (item.choices?.length) message.append(choices(item.choices, item.chosen, phrases.choices, (choice, button) => tap(item, choice, button)));
  const foot = element("p", "foot");
  foot.append(clock(Number(item.id.split("-")[0]), locale));
  message.append(foot);
  return message;
}

function drawOwn(item) {
  const message = element("div", "message own");
  const foot = element("p", "foot");
  message.append(bubble(item.text ?? item.label, phrases.you), foot);
  feet.set(item.id, foot);
  drawFoot(item);
  return message;
}

function drawFoot(item) {
  const foot = feet.get(item.id);
  foot.parentElement?.classList.toggle("failed", item.state === "failed");
  foot.replaceChildren(clock(item.at, locale), element("span", "", phrases[item.state === "failed" ? "not_sent" : item.state]));
  if (item.state !== "failed") return;
  const again = element("button", "", phrases.try_again);
  again.type = "button";
  again.addEventListener("click", () => {
    settle(item.id, "sending");
    post(item);
    field.focus();
  });
  foot.append(again);
}

function tap(item, choice, button) {
  item.chosen = choice.id;
  for (const other of button.closest("ul").querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  say({ choice: choice.id, label: choice.label });
  field.focus({ preventScroll: true });
}

function grow() {
  find("send").disabled = !field.value.trim();
  if (CSS.supports("field-sizing", "content")) return;
  field.rows = 1;
  while (field.rows < 6 && field.scrollHeight > field.clientHeight) field.rows += 1;
}

field.addEventListener("input", grow);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  find("composer").requestSubmit();
});
find("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  grow();
  say({ text });
  field.focus();
});
for (const starter of document.querySelectorAll("[data-say]")) starter.addEventListener("click", () => say({ text: starter.dataset.say }));
find("leave").addEventListener("click", async () => {
  try {
    await connection.leave();
  } catch {
    showState("not_left");
    return;
  }
  begin();
});
find("newest").addEventListener("click", () => {
  toEnd();
  field.focus();
});
log.addEventListener("scroll", () => {
  if (nearEnd()) find("newest").hidden = true;
});
for (const sign of ["wheel", "touchmove", "pointerdown", "keydown", "focusin"]) {
  log.addEventListener(sign, () => (following = false), { passive: true });
}

for (const item of transcript.items) draw(item, true);
if (origin !== location.origin) find("elsewhere").hidden = false;
else connection.connect();
grow();
