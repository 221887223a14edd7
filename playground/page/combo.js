// The one select of this page: a button that opens a list one can type into, for one choice or several.
// Options are {value, label, description?, avatar?, group?, raw}; they may come from a function of the typed text.

import { debounced, fragment, h, uid } from "./dom.js";
import { popover } from "./float.js";
import { icon } from "./icons.js";

export class Combo {
  constructor({ options, load, chosen = [], multi = false, max = Infinity, placeholder = "Choose an option", label, minimum = 0, onchange, key }) {
    Object.assign(this, { options: options ?? [], load, chosen: [...chosen], multi, max, placeholder, label, minimum, onchange });
    this.button = h("button.select", { type: "button", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": label, data: { key }, onclick: () => this.toggle(), onkeydown: (event) => this.openByKey(event) });
    this.el = h("span.select-wrap", { class: multi ? "multi" : "" }, this.button);
    this.draw();
  }

  draw() {
    const [first] = this.chosen;
    const chips = this.multi && this.chosen.map((option) => h("span.chip", {}, picture(option), option.label, h("span.chip-x", { title: `Remove ${option.label}`, onclick: (event) => this.drop(event, option) }, icon("close", 12))));
    const face = this.multi && this.chosen.length ? chips : first ? [picture(first), h("span.select-label", {}, first.label)] : h("span.select-label.placeholder", {}, this.placeholder);
    this.button.replaceChildren(fragment(face, icon("down", 14)));
  }

  drop(event, option) {
    event.stopPropagation();
    this.chosen = this.chosen.filter((other) => other.value !== option.value);
    this.changed();
  }

  changed() {
    this.draw();
    this.onchange(this.chosen);
  }

  openByKey(event) {
    if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.toggle();
    } else if (this.multi && event.key === "Backspace" && this.chosen.length) this.drop(event, this.chosen.at(-1));
  }

  toggle() {
    if (this.popped) return this.popped.close(true);
    const list = uid("list");
    this.search = h("input.combo-search", { type: "text", placeholder: "Search", "aria-label": `Search ${this.label ?? ""}`, "aria-controls": list, role: "combobox", "aria-expanded": "true", autocomplete: "off", spellcheck: "false", oninput: () => this.refill(), onkeydown: (event) => this.key(event) });
    this.list = h("div.combo-list", { id: list, role: "listbox", "aria-multiselectable": String(this.multi) });
    const searchable = this.load || this.options.length > 6;
    this.search.classList.toggle("bare", !searchable);
    this.popped = popover(this.button, h("div.combo", {}, this.search, this.list), { onclose: () => (this.popped = null) });
    this.fill();
    this.search.focus();
  }

  refill() {
    if (this.load) this.fillLater();
    else this.fill();
  }

  fillLater = debounced(200, () => this.fill());

  async fill() {
    const typed = this.search.value.trim();
    if (this.load) {
      if (typed.length < this.minimum) return this.show([], `Type ${this.minimum} or more characters to search`);
      this.show([], "Searching…");
      const found = await this.load(typed);
      if (this.search.value.trim() === typed && this.popped) this.show(found, "No results");
      return;
    }
    const wanted = typed.toLowerCase();
    this.show(this.options.filter((option) => `${option.label} ${option.description ?? ""}`.toLowerCase().includes(wanted)), "No results");
  }

  show(options, whenEmpty) {
    this.shown = options;
    let group = null;
    const rows = options.flatMap((option, index) => {
      const heading = option.group && option.group !== group ? [h("div.combo-group", { role: "presentation" }, option.group)] : [];
      group = option.group;
      return [...heading, this.row(option, index)];
    });
    this.list.replaceChildren(...(rows.length ? rows : [h("div.combo-empty", { role: "status" }, whenEmpty)]));
    const at = options.findIndex((option) => this.has(option));
    this.mark(Math.max(0, at));
  }

  row(option, index) {
    return h("div.combo-option", { role: "option", id: uid("option"), "aria-selected": String(this.has(option)), onpointermove: () => this.mark(index, false), onclick: () => this.pick(option) },
      picture(option), h("span.menu-text", {}, h("span", {}, option.label), option.description && h("small", {}, option.description)), this.has(option) && icon("check", 16));
  }

  has(option) {
    return this.chosen.some((other) => other.value === option.value);
  }

  mark(index, scroll = true) {
    this.at = index;
    const rows = [...this.list.querySelectorAll("[role=option]")];
    rows.forEach((row, i) => row.classList.toggle("active", i === index));
    const row = rows[index];
    if (!row) return this.search.removeAttribute("aria-activedescendant");
    this.search.setAttribute("aria-activedescendant", row.id);
    if (scroll) row.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.shown?.length ?? 0;
    if (step && count) {
      event.preventDefault();
      this.mark((this.at + step + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      if (this.shown?.[this.at]) this.pick(this.shown[this.at]);
    } else if (event.key === "Tab") this.popped.close(true);
  }

  pick(option) {
    if (!this.multi) {
      this.chosen = [option];
      this.popped.close(true);
      return this.changed();
    }
    if (this.has(option)) this.chosen = this.chosen.filter((other) => other.value !== option.value);
    else if (this.chosen.length < this.max) this.chosen.push(option);
    this.changed();
    this.search.value = "";
    this.fill();
    this.search.focus();
  }
}

const picture = (option) => option.avatar && h("img.avatar.tiny", { src: option.avatar, alt: "" });
