// How the page talks to the sandbox: requests, and the stream of what happens on the phones.

export async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error ?? `The sandbox answered ${answer.status}`);
  return told;
}

export function listen(arrived, state) {
  const stream = new EventSource("/_control/phones/stream");
  stream.addEventListener("open", () => state("live", "Live"));
  stream.addEventListener("error", () => state("lost", "Connection lost, trying again …"));
  stream.addEventListener("message", (event) => arrived(JSON.parse(event.data)));
}
