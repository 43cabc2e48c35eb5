// The web chat on any page, with one tag: a button, and the chat in a frame once somebody presses it (docs/web-chat.md).
// It sets no cookie, asks for nothing and needs no inline style before that.
(() => {
  const ORIGIN = {{ origin|tojson }};
  const WORDS = {{ words|tojson }};
  const STYLE = `
    :host { all: initial; --back: #0f5f57; --ink: #ffffff; --ring: #0b57d0; }
    @media (prefers-color-scheme: dark) { :host { --back: #7fd1c4; --ink: #06201c; --ring: #9cc2ff; } }
    button, .panel { position: fixed; z-index: 2147483000; right: 20px; }
    button {
      bottom: calc(20px + env(safe-area-inset-bottom)); display: flex; align-items: center; gap: 10px; min-height: 52px;
      padding: 0 20px; border: 0; border-radius: 26px; background: var(--back); color: var(--ink); cursor: pointer;
      font: 600 16px/1.2 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari", sans-serif;
      box-shadow: 0 4px 16px rgb(0 0 0 / 25%);
    }
    button:focus-visible { outline: 3px solid var(--ring); outline-offset: 3px; }
    svg { width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
    .count {
      min-width: 22px; padding: 2px 6px; border-radius: 11px; background: var(--ink); color: var(--back); font-size: 13px;
      text-align: center; box-sizing: border-box;
    }
    .count:empty { display: none; }
    .panel {
      bottom: calc(84px + env(safe-area-inset-bottom)); width: 400px; height: min(680px, 100dvh - 104px); overflow: hidden;
      border-radius: 20px; box-shadow: 0 8px 40px rgb(0 0 0 / 30%); visibility: hidden;
    }
    .open .panel { visibility: visible; }
    .left button, .left .panel { right: auto; left: 20px; }
    iframe { width: 100%; height: 100%; border: 0; }
    @media (max-width: 480px) {
      .panel, .left .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0; }
      .open button { display: none; }
    }
    @media print { button, .panel { display: none; } }
  `;

  const { lang, side } = document.currentScript.dataset;
  const wanted = lang || document.documentElement.lang || navigator.language;
  const locale = [wanted, wanted.split("-")[0]].find((one) => Object.hasOwn(WORDS, one)) ?? Object.keys(WORDS)[0];
  const words = WORDS[locale];
  const make = (name, className) => Object.assign(document.createElement(name), { className });
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const all = make("div", side === "left" ? "left" : "");
  const button = make("button", "");
  const count = make("span", "count");
  const panel = make("div", "panel");
  let frame = null;

  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  host.lang = locale;
  button.type = "button";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  button.append(icon(), words.open, count);
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", words.title);
  all.append(panel, button);
  root.append(all);

  function icon() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M4 5h16v11H11l-5 4v-4H4z");
    svg.append(path);
    return svg;
  }

  function tell() {
    frame.contentWindow.postMessage({ wattline: { shown: all.classList.contains("open") } }, ORIGIN);
  }

  function show(on) {
    all.classList.toggle("open", on);
    button.setAttribute("aria-expanded", String(on));
    if (frame) tell();
    else {
      frame = Object.assign(make("iframe", ""), { title: words.title, src: `${ORIGIN}/chat?embedded=1&lang=${locale}` });
      frame.addEventListener("load", tell);
      panel.append(frame);
    }
    (on ? frame : button).focus();
  }

  button.addEventListener("click", () => show(!all.classList.contains("open")));
  root.addEventListener("keydown", (event) => event.key === "Escape" && all.classList.contains("open") && show(false));
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== ORIGIN || !frame || source !== frame.contentWindow || !data?.wattline) return;
    if (data.wattline.close && all.classList.contains("open")) show(false);
    if (Number.isInteger(data.wattline.unread)) count.textContent = data.wattline.unread || "";
  });
  if (document.body) document.body.append(host);
  else addEventListener("DOMContentLoaded", () => document.body.append(host));
})();
