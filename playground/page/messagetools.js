// The actions beside a message: react, reply, shortcuts, edit, delete; and editing in place.

import { h } from "./dom.js";
import { confirm, menu, toast } from "./float.js";
import { icon } from "./icons.js";
import { emoji, flat } from "./mrkdwn.js";
import { fromWire, toWire } from "./typed.js";

const QUICK = ["white_check_mark", "eyes", "raised_hands"];

export function tools(message, author, view) {
  const tool = (name, label, onclick) => h("button.tool", { type: "button", "aria-label": label, title: label, onclick }, icon(name));
  if (message.ephemeral) return h("div.tools", {}, tool("close", "Dismiss this message", () => view.dismiss(message)));
  const quick = (name) => view.world.glyph(name) && h("button.tool", { type: "button", "aria-label": `React with ${name.replaceAll("_", " ")}`, title: `:${name}:`, onclick: () => view.react(message, name) }, emoji(name, view.world));
  return h("div.tools", { role: "toolbar", "aria-label": "Message actions" },
    QUICK.map(quick),
    tool("smile", "Find another reaction", (event) => view.pickReaction(message, event.currentTarget)),
    !view.thread && tool("reply", "Reply in thread", () => view.pane.openThread(message.thread_ts ?? message.ts, true)),
    tool("more", "More actions", (event) => more(event.currentTarget, message, author, view)));
}

function more(anchor, message, author, view) {
  const own = author.id === view.world.me.id;
  const shortcuts = view.world.shortcuts.message.map((shortcut) => ({
    label: shortcut.name, description: view.world.app.name, icon: "bolt",
    onselect: () => view.pane.try("uses_shortcut", { callback_id: shortcut.callback_id, channel: view.channel, ts: message.ts }),
  }));
  menu(anchor, [
    { label: "Copy link", icon: "copy", onselect: () => copyLink(message, view) },
    ...(shortcuts.length ? ["-", ...shortcuts] : []),
    ...(own ? ["-", { label: "Edit message", icon: "edit", onselect: () => view.edit(message.ts) }, { label: "Delete message…", icon: "trash", danger: true, onselect: () => remove(message, view) }] : []),
  ], { align: "end" });
}

async function copyLink(message, view) {
  const place = new URLSearchParams({ as: view.world.me.id, channel: view.channel });
  if (message.thread_ts) place.set("thread", message.thread_ts);
  try {
    await navigator.clipboard.writeText(`${location.origin}${location.pathname}#${place}`);
    toast("Link copied", "done");
  } catch {
    toast("The browser does not allow copying here.");
  }
}

export async function remove(message, view) {
  const text = h("blockquote", {}, flat(message.text, view.world).slice(0, 200) || "(a message without text)");
  const ok = await confirm({ title: "Delete message", text: [h("p", {}, "Delete this message? This cannot be undone."), text], yes: "Delete", danger: true });
  if (ok) await view.pane.try("deletes", { channel: view.channel, ts: message.ts });
}

export function editor(message, view) {
  const before = fromWire(message.text ?? "", view.world);
  const field = h("textarea.edit-field", { value: view.edited ?? before, rows: 2, "aria-label": "Edit message", data: { key: `${message.ts}/edit` }, oninput: () => (view.edited = field.value), onkeydown: (event) => key(event) });
  const save = async () => {
    const text = field.value.trim();
    if (!text) return remove(message, view);
    if (text !== before && (await view.pane.try("edits", { channel: view.channel, ts: message.ts, text: toWire(text, view.world) })) === view.pane.failed) return;
    view.edit(null);
  };
  const key = (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") view.edit(null);
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  };
  queueMicrotask(() => field.isConnected && !field.matches(":focus") && (field.focus(), field.setSelectionRange(field.value.length, field.value.length)));
  return h("div.edit-box", {}, field, h("div.edit-actions", {}, h("button.button", { type: "button", onclick: () => view.edit(null) }, "Cancel"), h("button.button.primary", { type: "button", onclick: save }, "Save")));
}
