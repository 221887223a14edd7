// Completes what is being typed: /command at the start, @name, #channel and :emoji: anywhere.

import { BUILTIN } from "./commands.js";
import { h, uid } from "./dom.js";
import { appHandle } from "./typed.js";

const WORD = /(?:^|[\s(])([@#:])([\p{L}\p{N}_+'.-]*)$/u;

export class Completion {
  constructor(field, host, world, { commands }) {
    Object.assign(this, { field, world, commands, items: [], at: 0, id: uid("complete") });
    this.box = h("div.completion", { id: this.id, role: "listbox", hidden: true });
    host.prepend(this.box);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id })) field.setAttribute(name, value);
    field.addEventListener("input", () => this.look());
    field.addEventListener("click", () => this.look());
    field.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
  }

  look() {
    if (document.activeElement !== this.field) return;
    const before = this.field.value.slice(0, this.field.selectionStart);
    this.items = this.candidates(before).slice(0, 8);
    if (!this.items.length) return this.hide();
    this.at = 0;
    this.draw();
  }

  candidates(before) {
    if (this.commands && /^\/\S*$/.test(before)) return this.slash(before);
    const word = WORD.exec(before);
    if (!word) return [];
    const [, sign, typed] = word;
    const wanted = typed.toLowerCase();
    if (sign === ":") return wanted.length < 2 ? [] : this.emoji(wanted);
    return sign === "@" ? this.people(wanted) : this.channels(wanted);
  }

  slash(before) {
    const own = this.world().commands.map((command) => ({ ...command, description: command.description ?? this.world().app.name }));
    return [...own, ...BUILTIN].filter(({ command }) => command.startsWith(before) && command !== before)
      .map(({ command, usage_hint, description }) => ({ face: h("b", {}, command), hint: [usage_hint, description].filter(Boolean).join("  ·  "), text: `${command} `, length: before.length }));
  }

  people(wanted) {
    const world = this.world();
    const app = { handle: appHandle(world), name: world.app.name, title: "App" };
    return [...world.people.filter((person) => person.id !== world.appUser), app].filter(({ handle, name }) => `${handle} ${name}`.toLowerCase().includes(wanted))
      .map(({ handle, name, avatar, title }) => ({ face: [avatar && h("img.avatar.tiny", { src: avatar, alt: "" }), h("b", {}, name)], hint: `@${handle}${title ? `  ·  ${title}` : ""}`, text: `@${handle} `, length: wanted.length + 1 }));
  }

  channels(wanted) {
    return this.world().channels.filter(({ is_im, name }) => !is_im && name.includes(wanted)).map(({ name, topic }) => ({ face: h("b", {}, `#${name}`), hint: topic, text: `#${name} `, length: wanted.length + 1 }));
  }

  emoji(wanted) {
    return Object.entries(this.world().emoji).filter(([name]) => name.includes(wanted)).sort(([a], [b]) => b.startsWith(wanted) - a.startsWith(wanted) || a.length - b.length)
      .map(([name, glyph]) => ({ face: [h("span.emoji", {}, glyph), `:${name}:`], text: `:${name}: `, length: wanted.length + 1 }));
  }

  draw() {
    const row = (item, index) => h("div.completion-item", { role: "option", id: `${this.id}-${index}`, "aria-selected": String(index === this.at), class: index === this.at ? "active" : "", onpointerdown: (event) => (event.preventDefault(), this.take(item)) }, h("span.face", {}, item.face), h("small", {}, item.hint));
    this.box.replaceChildren(...this.items.map(row));
    this.box.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.field.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
  }

  hide() {
    this.box.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  take({ text, length }) {
    const end = this.field.selectionStart;
    this.field.setRangeText(text, end - length, end, "end");
    this.hide();
    this.field.dispatchEvent(new Event("input"));
  }

  /** Answers whether the key was for the list. */
  key(event) {
    if (this.box.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + this.items.length) % this.items.length;
    else if (event.key === "Escape") this.hide();
    else if (event.key === "Tab" || event.key === "Enter") this.take(this.items[this.at]);
    else return false;
    if (step) this.draw();
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
