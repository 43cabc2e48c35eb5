// Draws messages. Words reach the page as text alone, never as markup.

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
const ITEM = /^[-•] /;
const LEAD = /^[^:]{1,60}:(?= )/;

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Blank lines part paragraphs, lines that begin with a dash are a list: a long answer is no wall of words.
export function bubble(words, speaker) {
  const made = element("div", "bubble");
  made.append(element("span", "unseen", `${speaker}: `));
  for (const { items, lines } of blocks(words)) made.append(items ? list(items) : linked(element("p"), lines.join("\n")));
  return made;
}

function blocks(words) {
  const found = [{ lines: [] }];
  for (const line of words.split("\n")) {
    const last = found.at(-1);
    if (!line.trim()) found.push({ lines: [] });
    else if (!ITEM.test(line)) last.items ? found.push({ lines: [line] }) : last.lines.push(line);
    else if (last.items) last.items.push(line.replace(ITEM, ""));
    else found.push({ items: [line.replace(ITEM, "")] });
  }
  return found.filter(({ items, lines }) => items || lines.length);
}

function list(items) {
  const made = element("ul");
  for (const words of items) {
    const item = element("li");
    const lead = words.match(LEAD)?.[0] ?? "";
    if (lead) item.append(element("strong", "", lead));
    made.append(linked(item, words.slice(lead.length)));
  }
  return made;
}

function linked(made, words) {
  let at = 0;
  for (const found of words.matchAll(LINK)) {
    made.append(words.slice(at, found.index), link(found[0]));
    at = found.index + found[0].length;
  }
  made.append(words.slice(at));
  return made;
}

function link(address) {
  const made = element("a", "", address);
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

// Its words are the message's text; here is what it shows, for whoever does not see it. All pictures are 800 x 500.
export function picture({ url, caption, described }, missing) {
  const made = element("figure", "picture");
  const image = element("img");
  image.alt = described || caption;
  image.width = 800;
  image.height = 500;
  made.append(image);
  image.addEventListener("error", () => image.replaceWith(element("p", "foot", missing)));
  if (URL.canParse(url) && new URL(url).origin === location.origin) image.src = url;
  else image.dispatchEvent(new Event("error"));
  return made;
}

export function choices(offered, chosen, label, choose) {
  const list = element("ul", "choices");
  list.setAttribute("aria-label", label);
  for (const choice of offered) {
    const button = element("button", "choice", choice.label);
    button.type = "button";
    button.dataset.choice = choice.id;
    button.setAttribute("aria-pressed", String(choice.id === chosen));
    button.addEventListener("click", () => choose(choice, button));
    const item = element("li");
    item.append(button);
    list.append(item);
  }
  return list;
}

export function clock(milliseconds, locale) {
  const at = new Date(milliseconds);
  const day = at.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
  const time = element("time", "", at.toLocaleString(locale, { ...day, hour: "2-digit", minute: "2-digit" }));
  time.dateTime = at.toISOString();
  return time;
}
