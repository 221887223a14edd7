// Block Kit's interactive elements, but for those one types into (inputs.js).
// Each is a function of (element, place): place knows its block, form and world.

import { Combo } from "./combo.js";
import { h, safeHref, safeImage, uid } from "./dom.js";
import { confirm, menu } from "./float.js";
import { icon } from "./icons.js";
import { TYPED } from "./inputs.js";
import { textObject } from "./mrkdwn.js";

/** One element inside a block of a surface: knows its state and how a change leaves the page. */
export class Place {
  constructor({ block, element, form, world, dispatches }) {
    Object.assign(this, { block, element, form, world, dispatches });
    this.key = `${block.block_id}/${element.action_id}`;
  }

  get raw() {
    return this.form.get(this.block.block_id, this.element.action_id);
  }

  remember(raw) {
    this.form.set(this.block.block_id, this.element.action_id, { type: this.element.type, ...raw });
  }

  /** Remembers a value and, where the element dispatches, tells the app (after its confirm dialog). */
  async change(raw, source) {
    const before = this.raw;
    this.remember(raw);
    if (!this.dispatches) return true;
    if (!(await this.agreed())) {
      this.form.set(this.block.block_id, this.element.action_id, before);
      return false;
    }
    await this.tell({ selected: { type: this.element.type, ...raw } }, source);
    return true;
  }

  async agreed() {
    const ask = this.element.confirm;
    if (!ask) return true;
    const text = (object) => object && textObject(object, this.world);
    return confirm({ title: text(ask.title), text: text(ask.text), yes: text(ask.confirm) ?? "Yes", no: text(ask.deny) ?? "Cancel", danger: ask.style === "danger" });
  }

  async tell(args, source) {
    source?.setAttribute("aria-busy", "true");
    try {
      await this.form.dispatch({ block_id: this.block.block_id, action_id: this.element.action_id, ...args });
    } finally {
      source?.removeAttribute("aria-busy");
    }
  }
}

export function element(spec, context) {
  const make = MAKERS[spec.type] ?? TYPED[spec.type];
  if (!make) return h("span.unknown", {}, `(${spec.type})`);
  return make(spec, new Place({ ...context, element: spec }));
}

function button(spec, place) {
  const attributes = { class: spec.style ?? "", "aria-label": spec.accessibility_label, data: { key: place.key } };
  const label = spec.text ? textObject(spec.text, place.world) : spec.type;
  const press = async (event) => {
    const source = event.currentTarget;
    if (source.getAttribute("aria-busy") || !(await place.agreed())) return;
    await place.tell(spec.value === undefined ? {} : { value: spec.value }, source);
  };
  const href = spec.url && safeHref(spec.url);
  if (href) return h("a.button", { ...attributes, href, target: "_blank", rel: "noopener noreferrer", onclick: press }, label, icon("out", 13));
  return h("button.button", { type: "button", ...attributes, onclick: press }, label);
}

const option = (world) => (raw) => ({ value: raw.value, label: textOf(raw.text, world), description: raw.description && textOf(raw.description, world), raw });
const textOf = (object, world) => h("i", {}, textObject(object, world)).textContent;

function optionList(source, world) {
  if (source.option_groups) return source.option_groups.flatMap((group) => group.options.map((raw) => ({ ...option(world)(raw), group: textOf(group.label, world) })));
  return (source.options ?? []).map(option(world));
}

const person = (p) => ({ value: p.id, label: p.name, description: p.title, avatar: p.avatar, raw: p.id });
const channel = (c) => ({ value: c.id, label: `#${c.name}`, raw: c.id });

const SOURCES = {
  static: { options: optionList, one: "selected_option", many: "selected_options", initial: "initial_option" },
  external: { options: optionList, one: "selected_option", many: "selected_options", initial: "initial_option" },
  users: { options: (spec, world) => world.people.map(person), one: "selected_user", many: "selected_users", initial: "initial_user" },
  channels: { options: (spec, world) => world.channels.filter((c) => !c.is_im).map(channel), one: "selected_channel", many: "selected_channels", initial: "initial_channel" },
  conversations: { options: (spec, world) => [...world.channels.filter((c) => !c.is_im).map(channel), ...world.people.map(person)], one: "selected_conversation", many: "selected_conversations", initial: "initial_conversation" },
};

function select(spec, place) {
  const kind = /(static|external|users|channels|conversations)_select$/.exec(spec.type)[1];
  const source = SOURCES[kind];
  const multi = spec.type.startsWith("multi_");
  const field = multi ? source.many : source.one;
  const options = kind === "external" ? [] : source.options(spec, place.world);
  const initial = [spec[multi ? `${source.initial}s` : source.initial] ?? []].flat();
  if (place.raw === undefined) place.remember({ [field]: multi ? initial : (initial[0] ?? null) });
  let shown = [place.raw[field] ?? []].flat().map((raw) => chosen(raw, options, place.world));
  const combo = new Combo({
    options, chosen: shown, multi, max: spec.max_selected_items, key: place.key,
    label: spec.placeholder?.text ?? spec.action_id, placeholder: spec.placeholder ? textOf(spec.placeholder, place.world) : undefined,
    load: kind === "external" ? async (typed) => optionList(await place.form.load(place.block.block_id, spec.action_id, typed), place.world) : undefined,
    minimum: kind === "external" ? (spec.min_query_length ?? 3) : 0,
    onchange: async (picked) => {
      const values = picked.map((p) => p.raw);
      const ok = await place.change({ [field]: multi ? values : (values[0] ?? null) }, combo.button);
      if (ok) shown = picked;
      else {
        combo.chosen = [...shown];
        combo.draw();
      }
    },
  });
  return combo.el;
}

function chosen(raw, options, world) {
  const value = raw.value ?? raw;
  return options.find((o) => o.value === value) ?? (raw.text ? option(world)(raw) : { value, label: world.nameOf(value), raw });
}

function overflow(spec, place) {
  const items = spec.options.map((raw) => ({ label: textObject(raw.text, place.world), description: raw.description && textOf(raw.description, place.world), onselect: () => choose(raw) }));
  const choose = (raw) => {
    const href = raw.url && safeHref(raw.url);
    if (href) window.open(href, "_blank", "noopener,noreferrer");
    place.change({ selected_option: raw }, anchor);
  };
  const anchor = h("button.button.square", { type: "button", "aria-label": "More options", "aria-haspopup": "menu", data: { key: place.key }, onclick: () => menu(anchor, items, { align: "end" }) }, icon("more"));
  return anchor;
}

function choices(spec, place) {
  const many = spec.type === "checkboxes";
  const initial = many ? (spec.initial_options ?? []) : (spec.initial_option ?? null);
  if (place.raw === undefined) place.remember(many ? { selected_options: initial } : { selected_option: initial });
  const isOn = (raw) => [(many ? place.raw.selected_options : place.raw.selected_option) ?? []].flat().some((other) => other.value === raw.value);
  const name = uid("choice");
  const inputs = spec.options.map((raw) => [raw, h("input", { type: many ? "checkbox" : "radio", name, checked: isOn(raw), data: { key: `${place.key}/${raw.value}` }, onchange: () => pick() })]);
  const pick = async () => {
    const on = inputs.filter(([, input]) => input.checked).map(([raw]) => raw);
    const ok = await place.change(many ? { selected_options: on } : { selected_option: on[0] }, box);
    if (!ok) for (const [raw, input] of inputs) input.checked = isOn(raw);
  };
  const box = h("div.choices", { role: many ? "group" : "radiogroup" }, inputs.map(([raw, input]) =>
    h("label.choice", {}, input, h("span", {}, textObject(raw.text, place.world), raw.description && h("small", {}, textObject(raw.description, place.world))))));
  return box;
}

function picture(spec) {
  return h("img.thumb", { src: safeImage(spec.image_url ?? spec.slack_file?.url) ?? "", alt: spec.alt_text ?? "", loading: "lazy" });
}

const MAKERS = { button, workflow_button: button, overflow, radio_buttons: choices, checkboxes: choices, image: picture };
for (const kind of Object.keys(SOURCES)) {
  MAKERS[`${kind}_select`] = select;
  MAKERS[`multi_${kind}_select`] = select;
}
