// Block Kit: a list of blocks to elements. State lives in the Form, so drawing again loses nothing.

import { fragment, h, safeHref, safeImage, uid } from "./dom.js";
import { element } from "./elements.js";
import { complaint } from "./inputs.js";
import { mrkdwn, plain, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** `always`: elements outside input blocks tell the app at once (as everywhere in Slack). */
export function blocks(list, { form, world }) {
  form.begin(list);
  return h("div.blocks", {}, list.map((block) => draw(block, { block, form, world, dispatches: true })));
}

function draw(block, context) {
  const make = BLOCKS[block.type];
  return make ? make(block, context) : h("div.unknown", {}, `Block of type “${block.type}” is not drawn here.`);
}

function section(block, context) {
  const body = h("div.section-body", {},
    block.text && h("div.text", {}, textObject(block.text, context.world)),
    block.fields && h("div.fields", {}, block.fields.map((field) => h("div.text", {}, textObject(field, context.world)))));
  return h("div.block.section", {}, body, block.accessory && h("div.accessory", { class: `for-${block.accessory.type}` }, element(block.accessory, context)));
}

function contextBlock(block, { world }) {
  return h("div.block.context", {}, block.elements.map((item) =>
    item.type === "image" ? h("img.context-image", { src: safeImage(item.image_url) ?? "", alt: item.alt_text ?? "" }) : h("span.context-text", {}, textObject(item, world))));
}

function actions(block, context) {
  return h("div.block.actions", {}, block.elements.map((item) => element(item, context)));
}

function image(block, { world }) {
  return h("figure.block.image", {},
    block.title && h("figcaption", {}, textObject(block.title, world)),
    h("img", { src: safeImage(block.image_url ?? block.slack_file?.url) ?? "", alt: block.alt_text ?? "", loading: "lazy" }));
}

function input(block, context) {
  const spec = block.element;
  const [labelId, errorId] = [uid("label"), uid("error")];
  const control = element(spec, { ...context, dispatches: Boolean(block.dispatch_action) });
  const target = control.matches("input,textarea,button") ? control : control.querySelector("button,input:not([hidden])");
  const error = h("div.input-error", { id: errorId, role: "alert", hidden: true });
  const group = control.matches(".choices") ? control : target;
  if (control.matches(".choices")) group.setAttribute("aria-labelledby", labelId);
  else if (target) target.id = target.id || uid("field");
  group?.removeAttribute("aria-label");
  group?.setAttribute("aria-describedby", errorId);
  if (group?.matches(".select")) group.setAttribute("aria-labelledby", labelId);
  const label = h(control.matches(".choices") ? "div.label" : "label.label", { id: labelId, for: control.matches(".choices") ? undefined : target?.id }, textObject(block.label, context.world), block.optional && h("span.optional", {}, " (optional)"));
  const box = h("div.block.input", {}, label, control, block.hint && h("div.hint", {}, textObject(block.hint, context.world)), error);
  context.form.announce({
    block_id: block.block_id,
    check: () => complaint(spec, context.form.get(block.block_id, spec.action_id), block.optional),
    show: (text) => {
      box.classList.toggle("wrong", Boolean(text));
      error.hidden = !text;
      error.textContent = text ?? "";
      group?.toggleAttribute("aria-invalid", Boolean(text));
    },
    focus: () => target?.focus(),
  });
  return box;
}

function video(block, { world }) {
  const href = safeHref(block.title_url ?? block.video_url);
  return h("figure.block.image", {}, h("figcaption", {}, href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, textObject(block.title, world)) : textObject(block.title, world)),
    h("img", { src: safeImage(block.thumbnail_url) ?? "", alt: block.alt_text ?? "" }));
}

function table(block, context) {
  const cell = (spec) => h("td", {}, spec.type === "rich_text" ? richText(spec, context.world) : plain(spec.text, context.world));
  return h("div.block.table-wrap", {}, h("table", {}, block.rows.map((row) => h("tr", {}, row.map(cell)))));
}

const BLOCKS = {
  section,
  context: contextBlock,
  actions,
  image,
  input,
  video,
  table,
  header: (block, { world }) => h("h3.block.header", {}, plain(block.text.text, world)),
  divider: () => h("hr.block"),
  markdown: (block, { world }) => h("div.block.text", {}, mrkdwn(block.text.replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>"), world)),
  rich_text: (block, { world }) => h("div.block.text", {}, richText(block, world)),
  file: () => fragment(),
};
