// Where the page is, in its address: #as=U0ADA&channel=C0TRIAGE&thread=<ts>&split=U0CAROL:C0ACME[:<ts>]

export const FIRST = { as: "U0ADA", channel: "C0TRIAGE", thread: null };
export const SECOND = { as: "U0CAROL", channel: "C0ACME", thread: null };

/** The one or two places to show: [{as, channel, thread}]. */
export function read(hash = location.hash) {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  if (!query.get("as")) return [{ ...FIRST }, { ...SECOND }];
  const first = { as: query.get("as"), channel: query.get("channel"), thread: query.get("thread") };
  const split = query.get("split");
  if (!split) return [first];
  const [as, channel, thread] = split.split(":");
  return [first, { as, channel: channel || null, thread: thread || null }];
}

export function write([first, second]) {
  const parts = [`as=${first.as}`];
  if (first.channel) parts.push(`channel=${first.channel}`);
  if (first.thread) parts.push(`thread=${first.thread}`);
  if (second) parts.push(`split=${[second.as, second.channel, second.thread].filter(Boolean).join(":")}`);
  const hash = `#${parts.join("&")}`;
  if (hash !== location.hash) history.replaceState(null, "", hash);
}
