// Keeps a part of a page up to date while something moves: what `data-live` names is fetched and put in its place. A change
// of state loads the page anew, for its buttons. It asks only while somebody looks, and keeps no session open by that.
"use strict";

const EVERY = 3000;

function put(fresh) {
  const part = document.getElementById("live");
  if (fresh.dataset.state !== part.dataset.state) {
    location.reload();
    return false;
  }
  for (const one of fresh.children) {
    const old = document.getElementById(one.id);
    if (old.textContent === one.textContent) continue;
    if (old.getAttribute("role") === "status") old.textContent = one.textContent;
    else old.replaceWith(document.adoptNode(one.cloneNode(true)));
  }
  return fresh.hasAttribute("data-live");
}

function look(address) {
  const asking = new XMLHttpRequest();
  asking.open("GET", address);
  asking.responseType = "document";
  asking.addEventListener("loadend", () => {
    const fresh = asking.status === 200 && asking.response && asking.response.getElementById("live");
    const over = asking.status === 401 || asking.status === 403;
    if (fresh ? put(fresh) : !over) later(address);
  });
  asking.send();
}

function later(address) {
  setTimeout(() => (document.visibilityState === "visible" ? look(address) : later(address)), EVERY);
}

const moving = document.querySelector("[data-live]");
if (moving) later(moving.dataset.live);
