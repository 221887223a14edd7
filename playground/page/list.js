// A list of messages (a channel's or a thread's) that follows the server without losing place, focus or typing.

import { get } from "./api.js";
import { authorOf } from "./author.js";
import { h } from "./dom.js";
import { pickEmoji } from "./emojipicker.js";
import { icon } from "./icons.js";
import { isSystem, messageForm, messageRow } from "./message.js";
import { ago, day, dayKey, fromTs } from "./time.js";

const GROUP_SECONDS = 300;

export class MessageList {
  constructor(pane, channel, thread = null) {
    Object.assign(this, { pane, channel, thread, rows: new Map(), forms: new Map(), messages: [], dismissed: new Set(), editing: null, edited: null, turn: 0 });
    this.inner = h("div.list-inner", { role: "log", "aria-label": thread ? "Thread" : "Messages" });
    this.jump = h("button.jump", { type: "button", hidden: true, onclick: () => this.toEnd(true) }, icon("down", 14), "New messages");
    this.scroller = h("div.list", { tabindex: "-1", onkeydown: (event) => this.key(event), onscroll: () => this.scrolled() }, this.inner);
    this.el = h("div.list-wrap", {}, this.scroller, this.jump);
    this.grown = new ResizeObserver(() => this.pinned && this.toEnd());
    this.grown.observe(this.inner);
    this.grown.observe(this.scroller);
    this.pinned = true;
  }

  get world() {
    return this.pane.world;
  }

  close() {
    this.grown.disconnect();
  }

  async refresh() {
    const turn = ++this.turn;
    const answer = await get("messages", { as: this.world.me.id, channel: this.channel, thread_ts: this.thread });
    if (turn === this.turn) this.show(answer.messages);
  }

  show(messages) {
    const newest = this.messages.at(-1)?.ts;
    this.messages = messages.filter((message) => !this.dismissed.has(message.ts));
    const arrived = newest && this.messages.at(-1)?.ts > newest;
    const ours = arrived && this.messages.at(-1).user === this.world.me.id;
    this.reconcile(this.plan());
    if (ours) this.pinned = true;
    if (this.pinned) this.toEnd();
    else if (arrived) this.jump.hidden = false;
    this.inner.dataset.empty = this.messages.length ? "" : "yes";
  }

  again() {
    this.reconcile(this.plan());
  }

  /** What should be there, in order: {key, signature, make}. */
  plan() {
    const plan = [];
    let before = null;
    for (const message of this.messages) {
      const date = fromTs(message.ts);
      if (!this.thread && (!before || dayKey(fromTs(before.ts)) !== dayKey(date))) plan.push({ key: `day-${dayKey(date)}`, signature: day(date), make: () => h("div.day", { role: "separator" }, h("span", {}, day(date))) });
      const grouped = this.continues(before, message);
      const editing = this.editing === message.ts;
      plan.push({ key: message.ts, signature: editing ? "editing" : JSON.stringify([message, grouped]), make: () => messageRow(message, { view: this, grouped }) });
      if (this.thread && message.ts === this.thread) plan.push(this.threadLine());
      before = message;
    }
    return plan;
  }

  threadLine() {
    const count = this.messages.length - 1;
    const text = count === 1 ? "1 reply" : `${count} replies`;
    return { key: "replies", signature: text, make: () => (count ? h("div.day.thread-line", {}, h("span", {}, text)) : h("div.thread-line-none")) };
  }

  continues(before, message) {
    if (!before || isSystem(before) || isSystem(message) || message.subtype === "tombstone" || before.subtype === "tombstone") return false;
    if (before.ts === this.thread || message.ephemeral !== before.ephemeral || message.subtype === "thread_broadcast" || (message.bot_id && message.blocks?.length)) return false;
    return authorOf(before, this.world).id === authorOf(message, this.world).id && message.ts - before.ts < GROUP_SECONDS && dayKey(fromTs(before.ts)) === dayKey(fromTs(message.ts));
  }

  reconcile(plan) {
    const kept = new Map();
    let cursor = this.inner.firstChild;
    for (const { key, signature, make } of plan) {
      const old = this.rows.get(key);
      const element = old?.signature === signature ? old.element : replaced(old?.element, make());
      if (old && element !== old.element) {
        if (cursor === old.element) cursor = element;
      } else if (cursor === element) cursor = cursor.nextSibling;
      else this.inner.insertBefore(element, cursor);
      if (cursor === element) cursor = cursor.nextSibling;
      kept.set(key, { element, signature });
    }
    for (const [key, { element }] of this.rows) if (!kept.has(key)) element.remove();
    this.rows = kept;
    this.roving();
  }

  formOf(message, part) {
    const key = `${message.ts}${part}`;
    if (!this.forms.has(key)) this.forms.set(key, messageForm(message, this));
    return this.forms.get(key);
  }

  // What people do here

  react(message, name) {
    const mine = message.reactions?.find((reaction) => reaction.name === name)?.users.includes(this.world.me.id);
    return this.pane.try(mine ? "unreacts" : "reacts", { channel: this.channel, ts: message.ts, name });
  }

  pickReaction(message, anchor) {
    pickEmoji(anchor, this.world, (name) => this.react(message, name));
  }

  edit(ts) {
    const back = ts ?? this.editing;
    Object.assign(this, { editing: ts, edited: null });
    this.again();
    if (!ts) this.rows.get(back)?.element.focus();
  }

  editLast() {
    const own = this.messages.findLast((message) => message.user === this.world.me.id && !message.bot_id && !message.subtype);
    if (own) this.edit(own.ts);
  }

  dismiss(message) {
    this.dismissed.add(message.ts);
    this.show(this.messages);
  }

  // Where one is in it

  toEnd(smooth = false) {
    this.pinned = true;
    this.jump.hidden = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.pinned = scrollHeight - scrollTop - clientHeight < 60;
    if (this.pinned) this.jump.hidden = true;
  }

  roving() {
    const rows = [...this.inner.querySelectorAll(".message")];
    const current = rows.find((row) => row.tabIndex === 0);
    if (!current && rows.length) rows.at(-1).tabIndex = 0;
  }

  key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.classList.contains("message")) return;
    const rows = [...this.inner.querySelectorAll(".message")];
    const next = rows[rows.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  /** Relative times grow old. */
  tick() {
    for (const time of this.inner.querySelectorAll("time[data-ago]")) time.textContent = `Last reply ${ago(fromTs(time.dataset.ago))}`;
  }
}

/** Puts the new element where the old one was, and focus where it was inside it. */
function replaced(old, element) {
  if (!old?.isConnected) return element;
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const { key } = active?.dataset ?? {};
  const tab = old.tabIndex;
  const selection = active?.selectionStart === undefined ? null : [active.selectionStart, active.selectionEnd];
  old.replaceWith(element);
  if (element.matches(".message")) element.tabIndex = tab;
  if (!active) return element;
  const next = active === old ? element : ([...element.querySelectorAll("[data-key]")].find((candidate) => candidate.dataset.key === key) ?? element);
  next.focus({ preventScroll: true });
  if (selection?.[0] !== null && selection && next.setSelectionRange && next !== element) next.setSelectionRange(...selection);
  return element;
}
