// Talking to the playground's server: JSON over HTTP, and one WebSocket per person for "something changed".

export class Failed extends Error {}

async function json(response) {
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Failed(`The playground answered ${response.status} without JSON.`);
  }
  if (!response.ok || body.ok === false) throw new Failed(body.error || `The playground answered ${response.status}.`);
  return body;
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Failed("The playground cannot be reached. Is it still running?");
  }
  return json(response);
}

export function get(path, params = {}) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== undefined && value !== null));
  return request(`/playground/${path}?${query}`);
}

/** One thing a person does; resolves to what it led to. */
export async function act(as, name, args = {}) {
  const body = JSON.stringify({ as, act: name, ...args });
  const answer = await request("/playground/act", { method: "POST", headers: { "content-type": "application/json" }, body });
  return answer.result;
}

/** Sends off a webhook of another system; resolves to what it was answered. */
export async function send(hook) {
  const answer = await request("/playground/send", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ hook }) });
  return answer.said;
}

/** A WebSocket that comes back by itself. `onopen(again)` tells a first connection from a later one. */
export class Live {
  constructor(as, { onmessage, onopen, ondown }) {
    Object.assign(this, { as, onmessage, onopen, ondown, wait: 500, opened: false, ended: false });
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/playground/live?as=${encodeURIComponent(this.as)}`);
    this.socket.addEventListener("open", () => {
      this.wait = 500;
      this.onopen(this.opened);
      this.opened = true;
    });
    this.socket.addEventListener("message", (event) => this.onmessage(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => this.again());
  }

  again() {
    if (this.ended) return;
    this.ondown();
    this.timer = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(this.wait * 1.7, 8000);
  }

  close() {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket.close();
  }
}
