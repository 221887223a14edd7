// rich_text blocks: sections, lists, quotes and code, with styled pieces in them.

import { fragment, h } from "./dom.js";
import { channelMention, emoji, link, mention } from "./mrkdwn.js";
import { dateToken } from "./time.js";

const STYLES = [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"]];

const PIECES = {
  text: (piece) => piece.text,
  link: (piece) => link(piece.url, piece.text ?? piece.url),
  user: (piece, world) => mention(piece.user_id, world),
  channel: (piece, world) => channelMention(piece.channel_id, world),
  usergroup: () => h("span.mention", {}, "@group"),
  broadcast: (piece) => h("span.mention.all", {}, `@${piece.range}`),
  emoji: (piece, world) => emoji(piece.name, world),
  date: (piece) => dateToken(piece.timestamp, piece.format) ?? piece.fallback ?? "",
  color: (piece) => h("span", {}, h("i.swatch", { vars: { background: piece.value } }), piece.value),
};

function inlinePiece(piece, world) {
  let node = PIECES[piece.type]?.(piece, world) ?? "";
  for (const [name, tag] of STYLES) if (piece.style?.[name]) node = h(tag, {}, node);
  return node;
}

const inside = (part, world) => part.elements.map((piece) => inlinePiece(piece, world));

const PARTS = {
  rich_text_section: (part, world) => h("div", {}, inside(part, world)),
  rich_text_preformatted: (part, world) => h("pre.code", {}, inside(part, world)),
  rich_text_quote: (part, world) => h("blockquote", {}, inside(part, world)),
  rich_text_list: (part, world) =>
    h(part.style === "ordered" ? "ol" : "ul", { start: part.offset ? part.offset + 1 : undefined, vars: { "--indent": part.indent ?? 0 } },
      part.elements.map((item) => h("li", {}, inside(item, world)))),
};

export function richText(block, world) {
  return fragment(block.elements.map((part) => PARTS[part.type]?.(part, world)));
}
