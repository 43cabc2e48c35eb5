// What was said, kept for as long as the tab lives, so that a reload shows the same page.

const KEY = "wattline-transcript";
const MOST = 300;

export class Transcript {
  constructor(conversation) {
    this.conversation = conversation;
    this.items = [];
    this.earlier = [];
    this.last = "0";
    this.asked = ""; // what the server told of before: "own" words, or "all" of earlier visits too
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      if (kept && kept.conversation === conversation) Object.assign(this, kept);
    } catch {
      // Storage that is off or unreadable costs only the memory across reloads.
    }
  }

  find(id) {
    return this.items.find((item) => item.id === id);
  }

  /** Add something; gives what was said after it, where the server told us of that first. */
  add(item) {
    const place = item.who === "bot" ? this.items.findIndex((one) => one.told && one.at > item.at) : -1;
    const later = this.items[place];
    this.items.splice(later ? place : this.items.length, 0, item);
    if (this.items.length > MOST) this.items.shift();
    if (item.who === "bot") this.last = item.id;
    this.keep();
    return later;
  }

  /** Whether the server should tell what was said before: to a new tab, and once an account is proven. */
  wants(proven) {
    return proven ? this.asked !== "all" : !this.asked && !this.items.length;
  }

  /** Take what the server told; gives what is new here: earlier visits, and our own words where we have none. */
  told(lines, proven) {
    const items = lines.map((line, number) => ({ ...line, told: true, state: "sent", id: `told-${line.at}-${number}` }));
    const own = this.asked || this.items.length ? [] : items.filter((item) => !item.earlier);
    this.earlier = items.filter((item) => item.earlier);
    this.items.push(...own);
    this.asked = proven ? "all" : "own";
    this.keep();
    return { earlier: this.earlier, own };
  }

  unsent() {
    return this.items.filter((item) => item.who === "you" && item.state === "sending");
  }

  said() {
    return this.items.filter((item) => item.who === "you" && !item.told).slice(-20).map((item) => item.id);
  }

  forget() {
    this.keep = () => {};
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // As above.
    }
  }

  keep() {
    const { conversation, items, earlier, last, asked } = this;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ conversation, items, earlier, last, asked }));
    } catch {
      // As above.
    }
  }
}
