// The page: joins the form, the transcript, the screen and the connection.

import { Connection } from "./connection.js";
import { embedded } from "./embedded.js";
import { bubble, choices, clock, element, picture } from "./messages.js";
import { Screen } from "./screen.js";
import { Transcript } from "./transcript.js";

const PATIENCE = 20000; // so long an answer seems to be on its way

const find = (id) => document.getElementById(id);
const phrases = {};
for (const span of find("phrases").content.querySelectorAll("[data-name]")) phrases[span.dataset.name] = span.textContent;

const { origin, conversation } = document.body.dataset;
const locale = document.documentElement.lang;
const field = find("words");
const transcript = new Transcript(conversation);
const tabs = new BroadcastChannel(`wattline-${conversation}`);
const parts = new Map();
const feet = new Map();
let proven = !find("leave").hidden;
let waiting = null;

const told = document.body.matches(".embedded") ? embedded({ close: find("close"), shown: showFrame }) : () => {};
const screen = new Screen({ log: find("log"), typing: find("typing"), newest: find("newest"), words: phrases, told });
const connection = new Connection({
  state: showState,
  frame: take,
  first: () => [...(transcript.wants(proven) ? [{ type: "history" }] : []), { type: "resume", after: transcript.last }],
  said: () => transcript.said(),
  opened: (session) => (session.conversation === conversation ? prove(session.proven) : begin()),
});

// Another conversation: nothing of the one before stays on the screen.
function begin() {
  transcript.forget();
  location.reload();
}

function prove(now) {
  proven = now;
  find("leave").hidden = !proven;
}

function showFrame(on) {
  screen.closed = !on;
  if (on && matchMedia("(hover: hover)").matches) field.focus(); // where that brings up no keyboard
}

function showState(name, seconds) {
  const status = find("status");
  status.dataset.state = name;
  status.textContent = (phrases[name] ?? "").replace("{seconds}", seconds ?? "");
  if (name === "connected") for (const item of transcript.unsent()) post(item);
  else expect(false);
  if (name === "blocked") find("elsewhere").hidden = false;
}

// Somebody is at it: from when our words are safely kept until an answer comes, or after words that say so.
function expect(on) {
  clearTimeout(waiting);
  if (on) waiting = setTimeout(() => expect(false), PATIENCE);
  screen.typing(on);
}

function take(frame) {
  if (frame.type === "message") {
    if (transcript.find(frame.id)) return;
    const { id, text, choices, picture, working } = frame;
    expect(Boolean(working));
    show({ who: "bot", id, at: Number(id.split("-")[0]), text, choices, picture });
  } else if (frame.type === "history") {
    const { earlier, own } = transcript.told(frame.lines, proven);
    showEarlier(earlier);
    for (const item of own) show(item, { known: true });
    if (own.length) screen.toEnd();
  } else if (frame.type === "accepted") {
    settle(frame.id, "sent");
    expect(true);
  } else if (frame.type === "error" && frame.id) {
    settle(frame.id, "failed");
  } else if (frame.type === "error") {
    for (const item of transcript.unsent()) settle(item.id, "failed");
    if (frame.reason === "too_fast") find("status").textContent = phrases.too_fast;
  }
}

function say(body) {
  const item = { who: "you", id: crypto.getRandomValues(new Uint32Array(4)).join("-"), state: "sending", at: Date.now(), ...body };
  show(item, { here: true });
  post(item);
}

function post(item) {
  const { id, choice, label, text } = item;
  connection.send(choice === undefined ? { type: "message", id, text } : { type: "tap", id, choice, label });
}

function settle(id, state) {
  const item = transcript.find(id);
  if (!item) return;
  item.state = state;
  transcript.keep();
  drawFoot(item);
  if (state === "sent") tabs.postMessage(item);
}

// What was said in another tab of this browser; the answers come from the server to all of them.
tabs.addEventListener("message", ({ data: item }) => {
  if (!transcript.find(item.id)) show(item);
});

// `here`: it was said in this tab; `known`: the transcript has it already.
function show(item, { here = false, known = false } = {}) {
  const later = known ? null : transcript.add(item);
  const drawn = draw(item);
  if (later || known) screen.known(...drawn, parts.get(later?.id));
  else if (item.who === "you") screen.mine(drawn[0], here);
  else screen.theirs(...drawn);
}

function showEarlier(items) {
  if (!items.length) return;
  screen.above([...items.flatMap(draw).filter(Boolean), element("p", "rule", phrases.now)]);
}

function draw(item) {
  find("welcome")?.remove();
  const drawn = item.who === "you" ? [drawOwn(item), null] : [drawBot(item), drawChoices(item)];
  parts.set(item.id, drawn[0]);
  return drawn;
}

function drawBot(item) {
  const message = element("div", "message bot");
  if (item.picture) message.append(picture(item.picture, phrases.picture_missing));
  if (item.text) message.append(bubble(item.text, phrases.bot));
  const foot = element("p", "foot");
  foot.append(clock(item.at, locale));
  message.append(foot);
  return message;
}

function drawChoices(item) {
  if (!item.choices?.length) return null;
  return choices(item.choices, item.chosen, phrases.choices, (choice, button) => tap(item, choice, button));
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
  screen.toEnd();
  field.focus();
});

for (const item of transcript.items) show(item, { known: true });
showEarlier(transcript.earlier);
screen.toEnd();
if (origin !== location.origin) find("elsewhere").hidden = false;
else connection.connect();
grow();
