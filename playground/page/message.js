// One message in a list: who, when, what, and what one can do with it.

import { blocks } from "./blockkit.js";
import { h, safeHref } from "./dom.js";
import { fileCards } from "./filecards.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { emoji, mrkdwn } from "./mrkdwn.js";
import { avatar, badges, authorOf } from "./author.js";
import { ago, clock, exact, fromTs } from "./time.js";
import { editor, tools } from "./messagetools.js";

const SYSTEM = new Set(["channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive", "channel_unarchive", "group_join", "group_leave", "group_topic", "bot_add", "pinned_item"]);

export const isSystem = (message) => SYSTEM.has(message.subtype);

/** view: the MessageList it is in. */
export function messageRow(message, { view, grouped }) {
  const author = authorOf(message, view.world);
  if (isSystem(message)) return systemRow(message, author, view);
  const gone = message.subtype === "tombstone";
  const date = fromTs(message.ts);
  const editing = view.editing === message.ts;
  const row = h("article.message", { tabindex: "-1", class: [grouped && "grouped", message.ephemeral && "ephemeral", gone && "gone", editing && "editing"].filter(Boolean).join(" "), "aria-label": `${author.name}, ${clock(date)}`, data: { key: message.ts } },
    h("div.gutter", {}, grouped ? h("time.side-time", { title: exact(date) }, clock(date).replace(/\s?[AP]M$/i, "")) : avatar(author, gone)),
    h("div.message-body", {},
      message.ephemeral && h("div.only-you", {}, icon("eye", 14), "Only visible to you"),
      message.subtype === "thread_broadcast" && !view.thread && broadcastLabel(message, view),
      !grouped && byline(author, date, view.world, gone),
      editing ? editor(message, view) : content(message, view, gone),
      fileCards(message.files),
      reactions(message, view),
      !view.thread && replies(message, view)));
  if (!gone && !editing) row.append(tools(message, author, view));
  return row;
}

function systemRow(message, author, view) {
  return h("article.message.system", { tabindex: "-1", data: { key: message.ts } },
    h("div.gutter", {}, icon(message.subtype.endsWith("join") ? "plus" : message.subtype.endsWith("leave") ? "leave" : "edit", 14)),
    h("div.message-body", {}, h("b", {}, author.name), " ", sentence(message, author, view.world), h("time", { title: exact(fromTs(message.ts)) }, clock(fromTs(message.ts)))));
}

/** What a channel event says, without the name it starts with. */
function sentence(message, author, world) {
  const text = message.text?.replace(new RegExp(`^<@${message.user}(\\|[^>]*)?>\\s*`), "");
  return mrkdwn(text || message.subtype.replace(/^\w+?_/, "").replaceAll("_", " "), world);
}

function byline(author, date, world, gone) {
  if (gone) return null;
  return h("div.byline", {}, h("span.author", {}, author.name), badges(author, world), h("time", { title: exact(date), datetime: date.toISOString() }, clock(date)));
}

function broadcastLabel(message, view) {
  return h("button.replied-to", { type: "button", onclick: () => view.pane.openThread(message.thread_ts) }, "replied to a thread");
}

function content(message, view, gone) {
  if (gone) return h("div.text.tombstone", {}, icon("trash", 14), "This message was deleted.");
  const edited = message.edited && h("span.edited", { title: `Edited ${exact(fromTs(message.edited.ts))}` }, "(edited)");
  if (hasCards(message)) return h("div.content", {}, drawn(message, message.blocks, "", view), (message.attachments ?? []).map((part, i) => attachment(part, i, message, view)), !message.bot_id && edited);
  const big = emojiOnly(message.text, view.world);
  return h("div.content", {}, message.text && h("div.text", { class: big ? "jumbo" : "" }, mrkdwn(message.text, view.world), edited && [" ", edited]), (message.attachments ?? []).map((part, i) => attachment(part, i, message, view)));
}

/** A person's own message carries one rich_text block that says what its text says: the text is drawn. */
function hasCards(message) {
  if (!message.blocks?.length) return false;
  return Boolean(message.bot_id) || message.blocks.some((block) => block.type !== "rich_text");
}

function drawn(list, message_blocks, part, view) {
  return blocks(message_blocks, { form: view.formOf(list, part), world: view.world });
}

function attachment(part, index, message, view) {
  const href = part.title_link && safeHref(part.title_link);
  return h("div.attachment", { vars: part.color ? { "--bar": colour(part.color) } : {} },
    part.pretext && h("div.text", {}, mrkdwn(part.pretext, view.world)),
    part.title && h("b", {}, href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, part.title) : part.title),
    part.blocks ? drawn(message, part.blocks, `/${index}`, view) : h("div.text", {}, mrkdwn(part.text ?? part.fallback, view.world)),
    part.footer && h("small", {}, part.footer));
}

const NAMED = { good: "var(--good)", warning: "var(--brass)", danger: "var(--bad)" };
const colour = (value) => NAMED[value] ?? (/^#?[0-9a-f]{6}$/i.test(value) ? `#${value.replace("#", "")}` : "var(--line)");

function emojiOnly(text, world) {
  const names = (text ?? "").trim().match(/^(?::[a-z0-9_+'-]+:\s*){1,6}$/i);
  return Boolean(names) && names[0].split(":").filter((part, i) => i % 2).every((name) => world.glyph(name));
}

function reactions(message, view) {
  if (!message.reactions?.length) return null;
  const me = view.world.me.id;
  const pill = (reaction) => {
    const mine = reaction.users.includes(me);
    const who = reaction.users.map((id) => (id === me ? "You" : view.world.nameOf(id))).join(", ");
    return h("button.reaction", { type: "button", class: mine ? "mine" : "", "aria-pressed": String(mine), title: `${who} reacted with :${reaction.name}:`, data: { key: `${message.ts}/${reaction.name}` }, onclick: () => view.react(message, reaction.name) },
      emoji(reaction.name, view.world), h("span", {}, String(reaction.count ?? reaction.users.length)));
  };
  return h("div.reactions", {}, message.reactions.map(pill), h("button.reaction.add", { type: "button", "aria-label": "Add a reaction", onclick: (event) => view.pickReaction(message, event.currentTarget) }, icon("smile", 15), "+"));
}

function replies(message, view) {
  if (!message.reply_count) return null;
  const who = (message.reply_users ?? []).slice(0, 4).map((id) => authorOf({ user: id, bot_id: id === view.world.appUser ? id : undefined }, view.world));
  const last = message.latest_reply && fromTs(message.latest_reply);
  return h("button.replies", { type: "button", data: { key: `${message.ts}/replies` }, onclick: () => view.pane.openThread(message.ts) },
    h("span.faces", {}, who.map((author) => avatar(author))),
    h("b", {}, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
    last && h("time", { data: { ago: message.latest_reply } }, `Last reply ${ago(last)}`), icon("right", 14));
}

/** The Form of a message's blocks: clicks go to the app with the message they are in. */
export function messageForm(message, view) {
  const at = { channel: view.channel, ts: message.ts };
  return new Form({
    dispatch: (args) => view.pane.try("clicks", { ...at, ...args }),
    load: (block_id, action_id, value) => view.pane.suggestions({ ...at, block_id, action_id, value }),
  });
}

