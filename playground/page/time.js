// Times as a person says them, in the browser's own time zone.

const format = (options) => {
  const formatter = new Intl.DateTimeFormat(undefined, options);
  return (date) => formatter.format(date);
};

export const clock = format({ hour: "numeric", minute: "2-digit" });
const clockSeconds = format({ hour: "numeric", minute: "2-digit", second: "2-digit" });
const long = format({ weekday: "long", year: "numeric", month: "long", day: "numeric" });
const medium = format({ year: "numeric", month: "long", day: "numeric" });
const short = format({ year: "numeric", month: "short", day: "numeric" });
const weekday = format({ weekday: "long", month: "long", day: "numeric" });

export const fromTs = (ts) => new Date(Number.parseFloat(ts) * 1000);

export function exact(date) {
  return `${long(date)}, ${clockSeconds(date)}`;
}

function daysAgo(date, now = new Date()) {
  const midnight = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate());
  return Math.round((midnight(now) - midnight(date)) / 86_400_000);
}

const PRETTY = new Map([[0, "Today"], [1, "Yesterday"], [-1, "Tomorrow"]]);

export function day(date) {
  return PRETTY.get(daysAgo(date)) ?? weekday(date);
}

export const dayKey = (date) => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

const STEPS = [[60, "second"], [60, "minute"], [24, "hour"], [30, "day"], [12, "month"], [Infinity, "year"]];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

export function ago(date, now = new Date()) {
  let amount = (date - now) / 1000;
  if (Math.abs(amount) < 60) return amount > 0 ? "in a moment" : "just now";
  for (const [size, unit] of STEPS) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return short(date);
}

const pretty = (plain) => (date) => PRETTY.get(daysAgo(date))?.toLowerCase() ?? plain(date);
const iso = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

const TOKENS = {
  date_num: iso,
  date: medium,
  date_slash: format({}),
  date_short: short,
  date_long: long,
  date_pretty: pretty(medium),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  day_divider_pretty: day,
  time: clock,
  time_secs: clockSeconds,
  ago: (date) => ago(date),
};

/** Slack's `<!date^…>`: the format with its tokens filled in, or null when the number is none. */
export function dateToken(seconds, pattern) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (TOKENS[name] ? TOKENS[name](date) : whole));
}
