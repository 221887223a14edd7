// Slack's mrkdwn to elements. Things with fixed edges (code, <…>, emoji) are taken out first, so that
// a star inside a link or a code span can never start bold; then styles nest around what is left.

import { fragment, h, safeHref } from "./dom.js";
import { dateToken, exact } from "./time.js";

const OPEN = "\uE000";
const CLOSE = "\uE001";
const ATOM = new RegExp(`${OPEN}(\\d+)${CLOSE}`);
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

export const unescape = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

/** mrkdwn, as in a message's text or a mrkdwn text object. */
export function mrkdwn(text, world) {
  const parts = String(text ?? "").split(/```\n?([\s\S]*?)\n?```\n?/);
  return fragment(parts.map((part, index) => (index % 2 ? h("pre.code", {}, linksInCode(part, world)) : paragraphs(part, world))));
}

/** A plain_text object: nothing but emoji. */
export function plain(text, world, emoji = true) {
  const literal = unescape(String(text ?? ""));
  return emoji ? fragment(withEmoji(literal, world)) : fragment(literal);
}

/** A text object of either kind. */
export function textObject(object, world) {
  if (!object) return fragment();
  return object.type === "mrkdwn" ? mrkdwn(object.text, world) : plain(object.text, world, object.emoji !== false);
}

/** Text without any markup, for labels and previews. */
export function flat(text, world) {
  const holder = h("div", {}, mrkdwn(text, world));
  return holder.textContent.replace(/\s+/g, " ").trim();
}

function linksInCode(part, world) {
  const atoms = [];
  return resolve(part.replace(/<([^<>\n]+)>/g, (whole, body) => keep(atoms, () => reference(body, world))), atoms, world, false);
}

function paragraphs(part, world) {
  const out = [];
  let quote = null;
  for (const line of part.split("\n")) {
    const quoted = /^(?:&gt;|>)(?!&gt;)\s?(.*)$/.exec(line);
    if (quoted && !quote) out.push((quote = { quote: [] }));
    if (quoted) quote.quote.push(quoted[1]);
    else {
      if (quote) quote = null;
      const last = out.at(-1);
      if (last?.text) last.text.push(line);
      else out.push({ text: [line] });
    }
  }
  return out.map((piece) => (piece.quote ? h("blockquote", {}, inline(piece.quote.join("\n"), world)) : inline(piece.text.join("\n"), world)));
}

function inline(text, world) {
  const atoms = [];
  const held = text
    .replace(/`([^`\n]+)`/g, (whole, code) => keep(atoms, () => h("code", {}, linksInCode(code, world))))
    .replace(/<([^<>\n]+)>/g, (whole, body) => keep(atoms, () => reference(body, world)))
    .replace(/\bhttps?:\/\/[^\s<>|\uE000\uE001]*[^\s<>|.,;:!?)\]}'"*_~\uE000\uE001]/g, (url) => keep(atoms, () => link(unescape(url))))
    .replace(/:([a-z0-9_+'-]+):(?::skin-tone-\d:)?/gi, (whole, name) => (world.glyph(name) ? keep(atoms, () => emoji(name, world)) : whole));
  return resolve(held, atoms, world, true);
}

function keep(atoms, make) {
  atoms.push(make);
  return `${OPEN}${atoms.length - 1}${CLOSE}`;
}

const EDGE = "[\\p{L}\\p{N}]";
const style = (mark) => new RegExp(`(?<!${EDGE}|[${mark}])[${mark}](?=[^\\s${mark}])([^\\n${mark}]*[^\\s${mark}])[${mark}](?!${EDGE}|[${mark}])`, "u");
const STYLES = [[style("*"), "b"], [style("_"), "i"], [style("~"), "s"]];

function resolve(text, atoms, world, styled) {
  if (!text) return [];
  const found = styled ? STYLES.map(([pattern, tag]) => [pattern.exec(text), tag]).filter(([match]) => match) : [];
  if (found.length) {
    const [match, tag] = found.reduce((a, b) => (b[0].index < a[0].index ? b : a));
    const after = match.index + match[0].length;
    return [resolve(text.slice(0, match.index), atoms, world, true), h(tag, {}, resolve(match[1], atoms, world, true)), resolve(text.slice(after), atoms, world, true)];
  }
  return text.split(new RegExp(ATOM, "g")).map((piece, index) => (index % 2 ? atoms[Number(piece)]() : unescape(piece)));
}

function withEmoji(text, world) {
  return text.split(/(:[a-z0-9_+'-]+:(?::skin-tone-\d:)?)/gi).map((piece, index) => {
    const name = index % 2 ? piece.split(":")[1] : null;
    return name && world.glyph(name) ? emoji(name, world) : piece;
  });
}

export function emoji(name, world) {
  const glyph = world.glyph(name.split("::")[0]);
  return glyph ? h("span.emoji", { role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, glyph) : h("span.emoji-name", {}, `:${name}:`);
}

export function link(url, label = url) {
  const href = safeHref(url);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label) : h("span", {}, label);
}

export function mention(id, world) {
  const mine = id === world.me.id;
  const attributes = world.person(id) ? { data: { person: id } } : {};
  return h("span.mention", { class: mine ? "me" : "", ...attributes }, `@${world.nameOf(id)}`);
}

export function channelMention(id, world, label) {
  const known = world.channel(id);
  const text = `#${world.channelName(id, label ?? "private channel")}`;
  return known ? h("button.mention.to-channel", { type: "button", data: { channel: id } }, text) : h("span.mention", {}, text);
}

function reference(body, world) {
  const [target, label] = splitOnce(body, "|");
  if (target.startsWith("@")) return mention(target.slice(1), world);
  if (target.startsWith("#")) return channelMention(target.slice(1), world, label);
  if (target.startsWith("!date^")) return dateReference(target, label);
  if (target.startsWith("!subteam^")) return h("span.mention", {}, label ? unescape(label) : "@group");
  if (target.startsWith("!")) return h("span.mention.all", {}, `@${target.slice(1)}`);
  const shown = label ? fragment(withEmoji(unescape(label), world)) : unescape(target.replace(/^mailto:/, ""));
  return link(unescape(target), shown);
}

function dateReference(target, fallback) {
  const [, seconds, pattern = "{date}", href] = target.split("^");
  const text = dateToken(seconds, pattern) ?? unescape(fallback ?? "");
  const date = new Date(Number(seconds) * 1000);
  const time = h("time", Number.isNaN(date.getTime()) ? {} : { title: exact(date), datetime: date.toISOString() }, text);
  return href ? link(unescape(href), time) : time;
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
