// The phones page: whom one is, what the phones show, what is typed. Everything goes through /_control.

import { ask, listen } from "./line.js";
import { Phone } from "./phone.js";

const CHANNELS = {
  sms: { name: "SMS", greeting: "One-time codes arrive here: this is the phone on file.", icon: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H10l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z" },
  whatsapp: { name: "WhatsApp", greeting: "The business may write freely for a day after you did.", icon: "M4 20l1.2-4A8 8 0 1 1 8.4 19zM9 9.5c.3 2.6 2.6 5 5.5 5.3" },
  telegram: { name: "Telegram", greeting: "Buttons under messages can be tapped.", icon: "M20.5 4.5L3.5 11.2l5.3 2L18 7l-7 7.5 5.8 4.5z" },
};
const LANGUAGES = { en: "English", es: "Spanish", hi: "Hindi" };

const TEN_MINUTES = 600_000;

const byId = (id) => document.getElementById(id);
const phones = new Map();
const bubbles = new Map();
let customers = [];
let current = null;

function say(words) {
  byId("spoken").textContent = words;
}

function addressOf(customer, channel) {
  return channel === "telegram" ? customer.telegram : customer.phone;
}

function spaced(number) {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");
}

function choose(meter) {
  current = customers.find((one) => one.meter === meter) ?? customers[0];
  byId("customer").value = current.meter;
  byId("meter").textContent = current.meter;
  if (location.hash.slice(1) !== current.meter) history.replaceState(null, "", `#${current.meter}`);
  showFacts();
  for (const [channel, phone] of phones) {
    const address = addressOf(current, channel);
    const shown = [...bubbles.values()].filter((one) => one.channel === channel && one.phone === address);
    phone.become(channel === "telegram" ? `User ${address}` : spaced(address), current.meter, shown);
    mark(channel, 0);
  }
}

function showFacts() {
  const facts = [[spaced(current.phone)], [LANGUAGES[current.locale] ?? current.locale]];
  if (current.special_need) facts.push(["Medical equipment: no flexibility offers", "mind"]);
  if (!current.otp_allowed) facts.push(["Allows no codes by SMS", "mind"]);
  byId("facts").replaceChildren(...facts.map(([words, kind]) => {
    const item = document.createElement("li");
    item.textContent = words;
    if (kind) item.className = kind;
    return item;
  }));
}

function arrived(bubble) {
  const known = bubbles.has(bubble.number);
  bubbles.set(bubble.number, bubble);
  if (!current || addressOf(current, bubble.channel) !== bubble.phone) return;
  phones.get(bubble.channel)?.show(bubble, !known);
  if (!known && !bubble.mine) {
    mark(bubble.channel, isShown(bubble.channel) ? 0 : unread(bubble.channel) + 1);
    const code = bubble.text.match(/(?<!\d)\d{6}(?!\d)/);
    const fresh = Date.now() - Date.parse(bubble.at) < TEN_MINUTES;
    if (bubble.channel === "sms" && code && fresh) for (const phone of phones.values()) phone.offerCode(code[0]);
  }
}

function unread(channel) {
  return Number(byId(`tab-${channel}`).querySelector(".count").textContent) || 0;
}

function mark(channel, count) {
  const shown = byId(`tab-${channel}`).querySelector(".count");
  shown.textContent = count || "";
  shown.hidden = !count;
}

function isShown(channel) {
  return getComputedStyle(byId(channel)).display !== "none";
}

function openTab(tab) {
  for (const one of byId("tabs").children) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    byId(one.getAttribute("aria-controls")).classList.toggle("chosen", chosen);
  }
  const channel = tab.getAttribute("aria-controls");
  if (phones.has(channel)) {
    mark(channel, 0);
    phones.get(channel).toEnd();
  }
}

function prepareTabs() {
  const tabs = [...byId("tabs").children];
  byId("tabs").addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) openTab(tab);
  });
  byId("tabs").addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab.focus();
    openTab(tab);
  });
  openTab(tabs[0]);
}

async function send(channel, text) {
  const sent = await ask("POST", `/_control/phones/${channel}/send`, { from: current.meter, text });
  if (sent.status === 0) say("The bot cannot be reached. The provider tries again.");
}

async function tap(channel, number, choice) {
  say(`Pressed ${choice}`);
  await ask("POST", `/_control/phones/${channel}/tap`, { from: current.meter, message_id: number, choice });
}

async function showOrders() {
  const orders = await ask("GET", "/_control/orders");
  byId("order-count").textContent = orders.length;
  if (!byId("network").open) return;
  byId("orders").replaceChildren(...orders.reverse().map((order) => {
    const item = document.createElement("li");
    const number = document.createElement("strong");
    const state = document.createElement("span");
    const next = document.createElement("button");
    number.textContent = order.number;
    state.className = "state";
    state.textContent = order.state.replaceAll("_", " ").toLowerCase();
    next.type = "button";
    next.className = "plain";
    next.textContent = "Next milestone";
    next.setAttribute("aria-label", `Next milestone of order ${order.number}`);
    next.addEventListener("click", async () => {
      const moved = await ask("POST", `/_control/orders/${order.number}/advance`, {});
      state.textContent = moved.state.replaceAll("_", " ").toLowerCase();
      say(`Order ${order.number}: ${state.textContent}`);
    });
    item.append(number, document.createTextNode(order.customer?.person?.name ?? ""), state, next);
    return item;
  }));
  if (!orders.length) byId("orders").textContent = "No orders yet.";
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    say(`Copied ${words}`);
    byId("copy-meter").querySelector(".do").textContent = "Copied";
    setTimeout(() => { byId("copy-meter").querySelector(".do").textContent = "Copy meter ID"; }, 1500);
  } catch {
    say("Copying is not allowed here");
  }
}

async function start() {
  for (const [channel, kind] of Object.entries(CHANNELS)) {
    const phone = new Phone(channel, kind, { send: (text) => send(channel, text), tap: (number, choice) => tap(channel, number, choice) });
    byId("web").before(phone.element);
    phones.set(channel, phone);
  }
  prepareTabs();
  const told = await ask("GET", "/_control/customers");
  customers = told.customers;
  byId("customer").replaceChildren(...customers.map((one) => new Option(`${one.name}, ${one.meter} (${LANGUAGES[one.locale] ?? one.locale})`, one.meter)));
  byId("customer").addEventListener("change", (event) => choose(event.target.value));
  byId("copy-meter").addEventListener("click", () => copy(current.meter));
  byId("network").addEventListener("toggle", showOrders);
  byId("clear").addEventListener("click", async () => {
    await ask("POST", "/_control/reset", {});
    location.reload();
  });
  window.addEventListener("hashchange", () => choose(location.hash.slice(1)));
  byId("open-chat").href = `${told.bot_url}/chat`;
  byId("chat").src = `${told.bot_url}/chat`;
  choose(location.hash.slice(1));
  byId("stage").scrollLeft = 0;
  listen(arrived, (state, words) => {
    byId("line").dataset.state = state;
    byId("line").textContent = words;
  });
  showOrders();
  setInterval(showOrders, 3000);
}

start();
