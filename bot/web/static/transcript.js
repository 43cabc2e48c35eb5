// What was said, kept for as long as the tab lives, so that a reload shows the same page.

const KEY = "wattline-transcript";
const MOST = 300;

export class Transcript {
  constructor(conversation) {
    this.conversation = conversation;
    this.items = [];
    this.last = "0";
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      if (kept && kept.conversation === conversation) Object.assign(this, kept);
    } catch {
      // Storage that is off or unreadable costs only the memory across reloads.
    }
  }

  has(id) {
    return this.items.some((item) => item.id === id);
  }

  add(item) {
    this.items.push(item);
    if (this.items.length > MOST) this.items.shift();
    if (item.who === "bot") this.last = item.id;
    this.keep();
  }

  unsent() {
    return this.items.filter((item) => item.who === "you" && item.state === "sending");
  }

  said() {
    return this.items.filter((item) => item.who === "you").slice(-20).map((item) => item.id);
  }

  forget() {
    this.items = [];
    this.keep = () => {};
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // As above.
    }
  }

  keep() {
    const { conversation, items, last } = this;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ conversation, items, last }));
    } catch {
      // As above.
    }
  }
}
