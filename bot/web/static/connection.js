// One socket to the bot that comes back by itself: a fresh ticket each time, growing pauses, nothing sent twice.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30000;
const IDLE = 4008;
const ENDED = 4001;

export class Connection {
  #socket = null;
  #pause = FIRST_PAUSE;
  #timer = null;
  #state;
  #frame;
  #first;
  #said;
  #opened;
  #ended = false;
  #busy = false;

  /**
   * `state(name, seconds)` hears how the line is, `frame(frame)` each frame; `first()` gives what is said at once,
   * `said()` our own last ones, by which the server knows us; `opened(session)` hears whose session this is now.
   */
  constructor({ state, frame, first, said, opened }) {
    this.#state = state;
    this.#frame = frame;
    this.#first = first;
    this.#said = said;
    this.#opened = opened;
    addEventListener("online", () => this.#now());
    addEventListener("offline", () => this.#state("offline"));
    for (const sign of ["focus", "pointerdown", "keydown"]) addEventListener(sign, () => this.#wake());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#wake());
  }

  get open() {
    return this.#socket !== null && this.#socket.readyState === WebSocket.OPEN;
  }

  send(frame) {
    if (this.open) this.#socket.send(JSON.stringify(frame));
  }

  async connect() {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#state("connecting");
    try {
      const ticket = (this.#ended ? null : await this.#ticket()) ?? (await this.#again());
      this.#busy = ticket === null; // it would be the same again
      if (this.#busy) this.#state("blocked");
      else this.#start(ticket);
    } catch {
      this.#busy = false;
      this.#later();
    }
  }

  /** A ticket, or null where our token is refused. */
  async #ticket() {
    const answer = await this.#ask("ticket");
    if (answer.status === 403) return null;
    if (!answer.ok) throw new Error(`ticket: ${answer.status}`);
    return (await answer.json()).ticket;
  }

  // Exchange a token that is refused for a new one, or begin anew: one tab after the other, for the cookie is one. Null
  // where the browser keeps no cookie of ours, as in another site's frame.
  #again() {
    return locked(async () => {
      const session = await this.#ask("session", JSON.stringify({ said: this.#said() }));
      if (!session.ok) throw new Error(`session: ${session.status}`);
      const ticket = await this.#ticket();
      if (ticket === null) return null;
      this.#ended = false;
      this.#opened(await session.json());
      return ticket;
    });
  }

  /** Log out: the server refuses our token from now on. */
  async leave() {
    await this.#ask("leave");
  }

  #ask(what, body) {
    return fetch(`chat/${what}`, { method: "POST", body, credentials: "same-origin", cache: "no-store" });
  }

  #start(ticket) {
    const address = new URL("chat/socket", document.baseURI);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = new URLSearchParams({ ticket });
    const socket = (this.#socket = new WebSocket(address));
    socket.addEventListener("open", () => {
      this.#pause = FIRST_PAUSE;
      for (const frame of this.#first()) this.send(frame);
      this.#state("connected");
    });
    socket.addEventListener("message", (event) => this.#frame(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (event.code === IDLE) this.#state("paused");
      else if (event.code === ENDED) {
        this.#ended = true;
        this.connect();
      } else this.#later();
    });
  }

  #later() {
    this.#socket = null;
    if (!navigator.onLine) {
      this.#state("offline");
      return;
    }
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    this.#state("reconnecting", Math.ceil(pause / 1000));
    this.#timer = setTimeout(() => this.connect(), pause);
  }

  #now() {
    this.#pause = FIRST_PAUSE;
    if (this.#socket === null) this.connect();
  }

  #wake() {
    if (this.#socket === null && this.#timer === null) this.#now();
  }
}

// Without a lock where there is none: in a frame whose storage is blocked, and without TLS.
async function locked(work) {
  let begun = false;
  try {
    return await navigator.locks.request("wattline-session", () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun) throw error;
    return work();
  }
}
