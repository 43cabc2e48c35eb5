// In the frame of another page: what it is told and what it tells us. Nothing of what is said goes there.

/** `shown(on)` hears whether the page shows our frame; gives what tells it a number of messages not seen. */
export function embedded({ close, shown }) {
  if (parent === window) return () => {};
  const tell = (news) => parent.postMessage({ wattline: news }, "*"); // the policy says who may be our parent
  close.hidden = false;
  close.addEventListener("click", () => tell({ close: true }));
  addEventListener("keydown", (event) => event.key === "Escape" && tell({ close: true }));
  addEventListener("message", ({ source, data }) => {
    if (source === parent && typeof data?.wattline?.shown === "boolean") shown(data.wattline.shown);
  });
  return (unread) => tell({ unread });
}
