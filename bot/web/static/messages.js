// Draws messages. Words reach the page as text alone, never as markup.

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function bubble(words, speaker) {
  const made = element("div", "bubble");
  made.append(element("span", "unseen", `${speaker}: `));
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
  image.addEventListener("error", () => image.replaceWith(element("p", "foot", missing)));
  image.src = url;
  made.append(image);
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
  const time = element("time", "", new Date(milliseconds).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = new Date(milliseconds).toISOString();
  return time;
}
