// Block Kit's elements one types or picks a date or file into.

import { debounced, h } from "./dom.js";
import { icon } from "./icons.js";
import { asUpload, size } from "./uploads.js";

const FIELDS = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };
const NAMES = { email_text_input: "email address", url_text_input: "link", number_input: "number" };

function typed(spec, place) {
  if (place.raw === undefined) place.remember({ value: spec.initial_value ?? null });
  const on = spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tell = () => place.dispatches && place.tell({ selected: place.raw }, input);
  const tellLater = debounced(500, tell);
  const attributes = {
    value: place.raw.value ?? "", placeholder: spec.placeholder?.text, maxlength: spec.max_length, autocomplete: "off", data: { key: place.key, autofocus: spec.focus_on_load ? "yes" : "" },
    oninput: () => {
      place.remember({ value: input.value === "" ? null : input.value });
      if (place.dispatches && on.includes("on_character_entered")) tellLater();
    },
    onkeydown: (event) => {
      if (event.key === "Enter" && !event.shiftKey && place.dispatches && on.includes("on_enter_pressed")) {
        event.preventDefault();
        tell();
      }
    },
  };
  const input = spec.multiline ? h("textarea.field", { rows: 5, ...attributes }) : h("input.field", { type: FIELDS[spec.type], inputmode: spec.type === "number_input" ? "decimal" : undefined, ...attributes });
  return input;
}

const DATES = { datepicker: ["date", "selected_date", "initial_date"], timepicker: ["time", "selected_time", "initial_time"], datetimepicker: ["datetime-local", "selected_date_time", "initial_date_time"] };

function dated(spec, place) {
  const [type, field, initial] = DATES[spec.type];
  if (place.raw === undefined) place.remember({ [field]: spec[initial] ?? null });
  const instant = spec.type === "datetimepicker";
  const shown = (raw) => (raw === null || raw === undefined ? "" : instant ? local(raw) : raw);
  const read = () => (input.value === "" ? null : instant ? Math.floor(new Date(input.value).getTime() / 1000) : input.value);
  const changed = debounced(place.dispatches ? 700 : 0, async () => {
    const value = read();
    if (value === place.raw[field] || (place.dispatches && value === null)) return;
    if (!(await place.change({ [field]: value }, input))) input.value = shown(place.raw[field]);
  });
  const input = h("input.field.date", { type, value: shown(place.raw[field]), "aria-label": spec.placeholder?.text ?? type.replace("-local", ""), data: { key: place.key },
    onchange: () => (place.dispatches ? changed() : place.remember({ [field]: read() })) });
  return input;
}

function local(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function files(spec, place) {
  if (place.raw === undefined) place.remember({ files: [] });
  const list = h("div.files");
  const draw = () => list.replaceChildren(...place.raw.files.map((file) => h("span.chip", {}, icon("file", 14), `${file.name} · ${size(file.size)}`,
    h("button.quiet", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => keep(place.raw.files.filter((other) => other !== file)) }, icon("close", 12)))));
  const keep = (kept) => {
    place.remember({ files: kept });
    draw();
  };
  const accept = spec.filetypes?.map((type) => `.${type}`).join(",");
  const input = h("input", { type: "file", hidden: true, multiple: (spec.max_files ?? 10) > 1, accept, onchange: async () => {
    const added = await Promise.all([...input.files].map(asUpload));
    keep([...place.raw.files, ...added].slice(0, spec.max_files ?? 10));
    input.value = "";
  } });
  draw();
  return h("div.file-input", {}, list, h("button.button", { type: "button", data: { key: place.key }, onclick: () => input.click() }, icon("attach", 16), "Add a file"), input);
}

export const TYPED = { plain_text_input: typed, email_text_input: typed, url_text_input: typed, number_input: typed, datepicker: dated, timepicker: dated, datetimepicker: dated, file_input: files };

/** Why a raw state value cannot be submitted, in words, or null. */
export function complaint(spec, raw, optional) {
  const value = valueOf(raw);
  if (value === null || value === "" || (Array.isArray(value) && !value.length)) return optional ? null : "Please complete this required field.";
  if (spec.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return badly(spec);
  if (spec.type === "url_text_input" && !URL.canParse(value)) return badly(spec);
  if (spec.type === "number_input") return numeric(spec, value);
  if (spec.min_length && value.length < spec.min_length) return `Please enter at least ${spec.min_length} characters.`;
  return null;
}

const badly = (spec) => `Please enter a valid ${NAMES[spec.type]}.`;

function numeric(spec, value) {
  const number = Number(value);
  if (Number.isNaN(number) || (!spec.is_decimal_allowed && !Number.isInteger(number))) return spec.is_decimal_allowed ? badly(spec) : "Please enter a whole number.";
  if (spec.min_value !== undefined && number < Number(spec.min_value)) return `Please enter ${spec.min_value} or more.`;
  if (spec.max_value !== undefined && number > Number(spec.max_value)) return `Please enter ${spec.max_value} or less.`;
  return null;
}

function valueOf(raw) {
  const { type, ...rest } = raw ?? {};
  return Object.values(rest)[0] ?? null;
}
