// One socket to the bot that comes back by itself: a fresh ticket each time, growing pauses, nothing sent twice.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30000;
const IDLE = 4008;

export class Connection {
  #socket = null;
  #pause = FIRST_PAUSE;
  #timer = null;
  #state;
  #frame;
  #last;

  /** `state(name, seconds)` hears how the line is, `frame(frame)` each frame; `last()` names the last message we have. */
  constructor({ state, frame, last }) {
    this.#state = state;
    this.#frame = frame;
    this.#last = last;
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
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#state("connecting");
    try {
      const answer = await fetch("chat/ticket", { method: "POST", credentials: "same-origin", cache: "no-store" });
      if (!answer.ok) throw new Error(`ticket: ${answer.status}`);
      this.#start((await answer.json()).ticket);
    } catch {
      this.#later();
    }
  }

  #start(ticket) {
    const address = new URL("chat/socket", document.baseURI);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = new URLSearchParams({ ticket });
    const socket = (this.#socket = new WebSocket(address));
    socket.addEventListener("open", () => {
      this.#pause = FIRST_PAUSE;
      this.send({ type: "resume", after: this.#last() });
      this.#state("connected");
    });
    socket.addEventListener("message", (event) => this.#frame(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (event.code === IDLE) this.#state("paused");
      else this.#later();
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
