// What is on the screen: where a message goes, where the reader is, and what was not seen yet.

const NEAR = 80;
const QUIET = 1000;

export class Screen {
  #log;
  #typing;
  #newest;
  #title = document.title;
  #unread = 0;
  #following = false;
  #closed = false;
  #words;
  #told;

  /** `words` are the page's own, `told(count)` hears how many messages wait to be seen. */
  constructor({ log, typing, newest, words, told }) {
    this.#log = log;
    this.#typing = typing;
    this.#newest = newest;
    this.#words = words;
    this.#told = told;
    log.addEventListener("scroll", () => this.#nearEnd() && this.#seen());
    for (const sign of ["wheel", "touchmove", "pointerdown", "keydown", "focusin"]) {
      log.addEventListener(sign, () => (this.#following = false), { passive: true });
    }
    document.addEventListener("visibilitychange", () => this.#nearEnd() && this.#seen());
  }

  /** Put our own message at the end: what was offered before is past. One from another tab takes nobody along. */
  mine(message, here) {
    const along = here || this.#following || this.#nearEnd();
    if (here) this.#log.querySelector(".news")?.remove();
    this.known(message, null);
    if (along) this.toEnd();
  }

  /** Put a message of the bot's, perhaps with choices, at the end, for whoever is there to see it. */
  theirs(message, offered) {
    const atEnd = this.#following || this.#nearEnd();
    this.known(message, offered);
    if (this.#away || !atEnd) this.#note(message);
    if (atEnd) this.#lead(message);
    if (!this.#nearEnd() && !this.#following) this.#newest.hidden = false;
  }

  /** Put a message where it belongs: at the end, but above choices that it leaves open, or before one that came later. */
  known(message, offered, later = null) {
    const ends = offered !== null || message.matches(".own");
    if (later) offered?.classList.add("past");
    else if (ends) this.#pass();
    const open = ends ? null : this.#log.querySelector(".choices:not(.past)");
    this.#log.insertBefore(message, later ?? open ?? this.#typing);
    if (offered) message.after(offered);
    if (this.#following) this.toEnd();
  }

  /** Draw above everything what was said on earlier visits; nobody's place moves, and nothing of it is read aloud. */
  above(parts) {
    const below = this.#log.scrollHeight - this.#log.scrollTop;
    this.#log.setAttribute("aria-live", "off");
    this.#log.prepend(...parts);
    this.#log.scrollTo({ top: this.#log.scrollHeight - below, behavior: "instant" });
    setTimeout(() => this.#log.setAttribute("aria-live", "polite"), QUIET);
  }

  /** The frame that we are in is shown or not. */
  set closed(on) {
    this.#closed = on;
    if (this.#nearEnd()) this.#seen();
  }

  typing(on) {
    const atEnd = this.#nearEnd();
    this.#typing.hidden = !on;
    if (on && atEnd) this.toEnd();
  }

  // A smooth scroll takes its time: a message that comes meanwhile still finds its reader at the end.
  toEnd() {
    this.#following = true;
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  // Who is sent a long answer begins to read at its beginning.
  #lead(message) {
    if (message.offsetHeight < this.#log.clientHeight) this.toEnd();
    else {
      this.#following = false;
      this.#log.scrollTop = message.offsetTop - NEAR / 4;
    }
  }

  #pass() {
    for (const older of this.#log.querySelectorAll(".choices:not(.past)")) older.classList.add("past");
  }

  #note(message) {
    if (!this.#unread) {
      this.#log.querySelector(".news")?.remove();
      const line = document.createElement("p");
      line.className = "rule news";
      line.textContent = this.#words.unread;
      message.before(line);
    }
    this.#count(this.#unread + 1);
  }

  #seen() {
    if (this.#away) return;
    this.#newest.hidden = true;
    this.#count(0);
  }

  #count(unread) {
    if (unread === this.#unread) return;
    this.#unread = unread;
    document.title = unread ? `(${unread}) ${this.#title}` : this.#title;
    this.#told(unread);
  }

  get #away() {
    return this.#closed || document.hidden;
  }

  #nearEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR;
  }
}
