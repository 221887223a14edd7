// The wire: every Web API call of the app and every delivery to it, newest first.

import { get } from "./api.js";
import { debounced, h } from "./dom.js";
import { icon } from "./icons.js";

export class WirePanel {
  constructor(onclose) {
    this.rows = h("div.wire-rows");
    this.filter = h("input.field.small", { type: "search", placeholder: "Filter, e.g. chat. or message", "aria-label": "Filter the wire", oninput: () => this.draw() });
    this.el = h("aside.wire", { "aria-label": "Wire" },
      h("header.bar", {}, icon("wire"), h("h1", {}, "Wire"), h("span.topic", {}, "What the app and Slack say to each other"), this.filter, h("button.quiet", { type: "button", "aria-label": "Close the wire", onclick: onclose }, icon("close"))),
      this.rows);
    this.known = new Map();
    this.entries = [];
    this.refresh();
  }

  stir = debounced(150, () => this.el.isConnected && this.refresh());

  async refresh() {
    const log = await get("log");
    this.entries = entriesOf(log);
    this.draw();
  }

  draw() {
    const wanted = this.filter.value.trim().toLowerCase();
    const shown = this.entries.filter((entry) => `${entry.title} ${entry.detail}`.toLowerCase().includes(wanted));
    const rows = shown.map((entry) => {
      const signature = JSON.stringify(entry);
      if (!this.known.has(signature)) this.known.set(signature, row(entry));
      return this.known.get(signature);
    });
    this.rows.replaceChildren(...(rows.length ? rows : [h("div.wire-empty", {}, wanted ? "Nothing matches." : "Nothing has been said yet.")]));
  }
}

function row(entry) {
  return h("details.wire-row", { class: entry.good ? "" : "bad" },
    h("summary", {}, h("time", {}, entry.at), h("span.wire-arrow", { class: entry.out ? "out" : "in", title: entry.out ? "Slack to the app" : "The app to Slack" }, entry.out ? "← event" : "→ call"), h("b", {}, entry.title), h("span.wire-detail", {}, entry.detail), h("span.wire-status", {}, entry.status)),
    entry.parts.map(([name, value]) => h("div.wire-part", {}, h("small", {}, name), h("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2)))));
}

function entriesOf(log) {
  const list = log.entries ?? log.log ?? [...(log.calls ?? []).map((call) => ({ kind: "call", ...call })), ...(log.deliveries ?? []).map((delivery) => ({ kind: "delivery", ...delivery }))];
  return list.map((entry) => (entry.method ? callEntry(entry) : deliveryEntry(entry))).sort((a, b) => b.order - a.order);
}

const timeOf = (at) => (at ? new Date(at * 1000).toLocaleTimeString() : "");

function callEntry({ method, args = {}, status, response, at }) {
  const good = response?.ok !== false && (status ?? 200) < 400;
  const target = args.channel ?? args.user ?? args.view_id ?? "";
  return { order: at ?? 0, at: timeOf(at), out: false, good, title: method, detail: [target, args.text].filter((text) => typeof text === "string" && text).join("  "), status: good ? "ok" : (response?.error ?? String(status)), parts: [["arguments", args], ["response", response ?? null]] };
}

function deliveryEntry({ envelope, attempts, outcome, at, ...rest }) {
  const body = envelope ?? rest;
  const inner = body.event ?? body.payload?.event ?? body.payload ?? body;
  const title = [inner.type ?? body.type ?? inner.command ?? "delivery", inner.subtype].filter(Boolean).join(" · ");
  const detail = inner.actions?.[0]?.action_id ?? inner.view?.callback_id ?? inner.callback_id ?? inner.command ?? inner.text ?? (inner.reaction && `:${inner.reaction}:`) ?? inner.user ?? "";
  const tries = Array.isArray(attempts) ? attempts.length : attempts;
  const when = at ?? body.event_time ?? 0;
  return { order: when, at: timeOf(when), out: true, good: !outcome || /^(ok|acked|acknowledged|delivered|200)/i.test(String(outcome)), title, detail, status: [outcome, tries > 1 && `${tries} tries`].filter(Boolean).join(", ") || "sent", parts: [["body", body]] };
}
