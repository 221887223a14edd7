// Where one writes: Enter sends, slash commands and names complete, files attach, drafts survive.

import { Completion } from "./completion.js";
import { h } from "./dom.js";
import { pickEmoji } from "./emojipicker.js";
import { menu, toast } from "./float.js";
import { icon } from "./icons.js";
import { builtin } from "./commands.js";
import { toWire } from "./typed.js";
import { asUpload, size } from "./uploads.js";

export class Composer {
  constructor(pane, { channel, thread = null, list }) {
    Object.assign(this, { pane, channel, thread, list, files: [], key: `draft/${pane.as}/${channel.id}/${thread ?? ""}` });
    const where = thread ? "Reply…" : channel.is_im ? `Message ${pane.world.app.name}` : `Message #${channel.name}`;
    this.field = h("textarea.composer-field", { rows: 1, placeholder: where, "aria-label": where, value: sessionStorage.getItem(this.key) ?? "", data: { key: this.key }, oninput: () => this.typed(), onkeydown: (event) => this.pressed(event), onpaste: (event) => this.take(event, event.clipboardData) });
    this.broadcast = h("input", { type: "checkbox" });
    this.chips = h("div.composer-files");
    this.sendButton = h("button.send", { type: "submit", "aria-label": thread ? "Send reply" : "Send message", title: "Send (Enter)" }, icon("send"));
    this.el = this.frame();
    this.completion = new Completion(this.field, this.el, () => this.pane.world, { commands: !thread });
    this.typed();
    requestAnimationFrame(() => this.fit());
  }

  frame() {
    const input = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.attach(input.files) });
    const tool = (name, label, onclick) => h("button.tool", { type: "button", "aria-label": label, title: label, onclick }, icon(name));
    const shortcuts = this.pane.world.shortcuts.global.length > 0;
    return h("form.composer", { onsubmit: (event) => (event.preventDefault(), this.send()), ondragover: (event) => event.preventDefault(), ondrop: (event) => this.take(event, event.dataTransfer) },
      h("div.composer-box", {}, this.field, this.chips,
        h("div.composer-tools", {},
          tool("attach", "Attach a file", () => input.click()), input,
          tool("smile", "Emoji", (event) => pickEmoji(event.currentTarget, this.pane.world, (name) => this.insert(`:${name}: `))),
          tool("at", "Mention someone", () => this.insert("@")),
          shortcuts && tool("bolt", "Shortcuts", (event) => this.shortcuts(event.currentTarget)),
          h("span.grow"), this.sendButton)),
      this.thread && h("label.also", {}, this.broadcast, h("span", {}, `Also send to ${this.channel.is_im ? "the conversation" : `#${this.channel.name}`}`)));
  }

  shortcuts(anchor) {
    menu(anchor, this.pane.world.shortcuts.global.map((shortcut) => ({ label: shortcut.name, description: this.pane.world.app.name, icon: "bolt", onselect: () => this.pane.try("uses_shortcut", { callback_id: shortcut.callback_id }) })));
  }

  insert(text) {
    const { selectionStart: start, selectionEnd: end, value } = this.field;
    const space = start && !/\s$/.test(value.slice(0, start)) ? " " : "";
    this.field.setRangeText(`${space}${text}`, start, end, "end");
    this.field.focus();
    this.field.dispatchEvent(new Event("input"));
  }

  typed() {
    sessionStorage.setItem(this.key, this.field.value);
    this.fit();
    this.sendButton.disabled = !this.field.value.trim() && !this.files.length;
  }

  fit() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight, 220)}px`;
  }

  pressed(event) {
    if (event.isComposing || this.completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      event.preventDefault();
      this.list.editLast();
    }
  }

  take(event, transfer) {
    if (!transfer?.files.length) return;
    event.preventDefault();
    this.attach(transfer.files);
  }

  async attach(files) {
    this.files.push(...(await Promise.all([...files].map(asUpload))));
    this.drawFiles();
    this.field.focus();
  }

  drawFiles() {
    this.chips.replaceChildren(...this.files.map((file) => h("span.chip", {}, icon("file", 14), `${file.name} · ${size(file.size)}`,
      h("button.quiet", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => (this.files.splice(this.files.indexOf(file), 1), this.drawFiles()) }, icon("close", 12)))));
    this.typed();
  }

  async send() {
    const text = this.field.value.trim();
    if (!text && !this.files.length) return;
    const { files } = this;
    this.set("", []);
    const result = await (text.startsWith("/") && !files.length ? this.command(text) : this.say(text, files));
    if (result !== this.pane.failed) this.broadcast.checked = false;
    else if (!this.field.value) this.set(text, files);
  }

  set(text, files) {
    this.field.value = text;
    this.files = files;
    this.drawFiles();
  }

  say(text, files) {
    const args = { channel: this.channel.id, text: toWire(text, this.pane.world) };
    if (this.thread) Object.assign(args, { thread_ts: this.thread, broadcast: this.broadcast.checked });
    if (files.length) args.files = files.map(({ name, type, base64 }) => ({ name, type, base64 }));
    return this.pane.try("says", args);
  }

  command(text) {
    const [name] = text.split(/\s/, 1);
    if (this.thread) {
      toast(`Slack has no slash commands in threads: write ${name} in the channel.`);
      return this.pane.failed;
    }
    return builtin(this.pane, this.channel, text) ?? this.pane.try("types", { channel: this.channel.id, text: toWire(text, this.pane.world) });
  }
}
