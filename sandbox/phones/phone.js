// One phone: its messages, its suggestions, its composer. All text is put in as text, never as markup.

const TICKS = {
  waiting: ["M10 6.5a4 4 0 1 1-8 0 4 4 0 0 1 8 0M6 4.5v2.2l1.5 1", "Waiting for the bot"],
  delivered: ["M2 7l3.5 3.5L12 3.5M9 10.5L16 3.5", "Delivered to the bot"],
};
const SVG = "http://www.w3.org/2000/svg";

function made(tag, kind, words) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (words !== undefined) element.textContent = words;
  return element;
}

function ticks(status) {
  const [path, words] = TICKS[status] ?? TICKS.waiting;
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 18 13");
  icon.setAttribute("role", "img");
  icon.setAttribute("aria-label", words);
  icon.classList.add("ticks");
  if (status === "delivered") icon.classList.add("done");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  icon.append(line);
  return icon;
}

export class Phone {
  constructor(channel, kind, { send, tap }) {
    this.channel = channel;
    this.send = send;
    this.tap = tap;
    this.element = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.element.id = channel;
    this.element.setAttribute("aria-labelledby", `name-${channel}`);
    this.part("h2").id = `name-${channel}`;
    this.part("h2").textContent = kind.name;
    this.part(".icon path").setAttribute("d", kind.icon);
    this.part(".log").setAttribute("aria-label", `${kind.name} messages`);
    this.part(".empty").textContent = `No messages yet. ${kind.greeting}`;
    this.part(".composer label").textContent = `Write as the customer by ${kind.name}`;
    this.part(".composer label").htmlFor = `words-${channel}`;
    this.words = this.part("textarea");
    this.words.id = `words-${channel}`;
    this.words.placeholder = "Message";
    this.prepareComposer();
  }

  part(selector) {
    return this.element.querySelector(selector);
  }

  prepareComposer() {
    this.part("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.words.value.trim();
      if (!text) return;
      this.words.value = "";
      this.send(text).catch((error) => this.failed(text, error));
    });
    this.words.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.part("form").requestSubmit();
      }
    });
  }

  failed(text, error) {
    this.words.value = text;
    document.getElementById("spoken").textContent = `Not sent: ${error.message}`;
  }

  become(address, meter, bubbles) {
    this.part(".address").textContent = address;
    const log = this.part(".log");
    log.setAttribute("aria-live", "off");
    this.part("ol").replaceChildren();
    this.part(".empty").hidden = false;
    for (const bubble of bubbles) this.show(bubble, false);
    this.hints(meter);
    this.toEnd();
    requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  }

  hints(meter) {
    const choices = ["Hi", "I want solar", meter];
    this.part(".hints").replaceChildren(...choices.map((words) => this.hint(words)));
  }

  hint(words, kind) {
    const button = made("button", kind, kind ? `Type code ${words}` : words);
    button.type = "button";
    button.addEventListener("click", () => {
      this.words.value = words;
      this.words.focus();
    });
    return button;
  }

  offerCode(code) {
    this.part(".hints .code")?.remove();
    this.part(".hints").prepend(this.hint(code, "code"));
  }

  show(bubble, isNew) {
    this.part(".empty").hidden = true;
    const known = this.part(`[data-number="${bubble.number}"]`);
    const item = this.draw(bubble);
    if (known) {
      const focused = known.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
      known.replaceChildren(...item.childNodes);
      if (focused) known.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    } else {
      if (isNew) item.classList.add("new");
      this.part("ol").append(item);
      this.toEnd();
    }
  }

  draw(bubble) {
    const item = made("li", bubble.mine ? "mine" : "");
    item.dataset.number = bubble.number;
    const body = made("div", "bubble");
    body.append(made("span", "unseen", bubble.mine ? "You: " : "Bot: "));
    if (bubble.picture) body.append(Object.assign(made("img"), { src: bubble.picture, alt: "Picture", width: 800, height: 500 }));
    body.append(made("span", "text", bubble.text));
    item.append(body);
    if (bubble.buttons.length) item.append(this.keys(bubble));
    item.append(this.small(bubble));
    return item;
  }

  keys(bubble) {
    const keys = made("div", "keys");
    for (const row of bubble.buttons) {
      const line = made("div");
      line.append(...row.map((key) => this.key(bubble, key)));
      keys.append(line);
    }
    return keys;
  }

  key(bubble, key) {
    if (key.url) {
      const link = made("a", "", key.text);
      if (/^https?:/.test(key.url)) Object.assign(link, { href: key.url, target: "_blank", rel: "noopener" });
      return link;
    }
    const button = made("button", "", key.text);
    button.type = "button";
    button.dataset.key = key.data;
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      button.setAttribute("aria-disabled", "true");
      try {
        await this.tap(bubble.number, key.data || key.text);
        button.setAttribute("aria-pressed", "true");
      } finally {
        button.removeAttribute("aria-disabled");
      }
    });
    return button;
  }

  small(bubble) {
    const line = made("p", "small");
    if (bubble.note) line.append(made("span", "note", bubble.note));
    const time = made("time", "", new Date(bubble.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
    time.dateTime = bubble.at;
    line.append(time);
    if (bubble.mine) line.append(ticks(bubble.status));
    return line;
  }

  toEnd() {
    const log = this.part(".log");
    log.scrollTop = log.scrollHeight;
  }
}
