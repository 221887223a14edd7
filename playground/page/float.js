// What floats above the page: popovers, menus, confirm dialogs, toasts.

import { focusable, h, uid } from "./dom.js";
import { icon } from "./icons.js";

const layer = () => document.getElementById("floats");

/** Shows `content` beside `anchor` until Escape, a click elsewhere or close(). One at a time. */
let open = null;

export function popover(anchor, content, { align = "start", onclose = () => {} } = {}) {
  open?.close();
  const box = h("div.popover", {}, content);
  layer().append(box);
  const place = () => position(anchor, box, align);
  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) self.close();
  };
  const scrolled = (event) => event.target instanceof Node && !box.contains(event.target) && place();
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    self.close(true);
  };
  const self = {
    box,
    close(refocus = false) {
      if (open !== self) return;
      open = null;
      box.remove();
      document.removeEventListener("pointerdown", outside, true);
      document.removeEventListener("scroll", scrolled, true);
      removeEventListener("resize", place);
      anchor.setAttribute("aria-expanded", "false");
      onclose();
      if (refocus) anchor.focus();
    },
  };
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("scroll", scrolled, true);
  addEventListener("resize", place);
  box.addEventListener("keydown", escape);
  anchor.setAttribute("aria-expanded", "true");
  open = self;
  place();
  return self;
}

export const closePopover = () => open?.close();

function position(anchor, box, align) {
  const from = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = innerHeight - from.bottom - 8 >= height || from.top < height + 8;
  const top = below ? Math.min(from.bottom + 4, innerHeight - height - 8) : from.top - height - 4;
  const left = align === "end" ? from.right - width : from.left;
  box.style.top = `${Math.max(8, top)}px`;
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  box.style.minWidth = box.querySelector(".combo") ? `${from.width}px` : "";
}

/** items: {label, description?, icon?, avatar?, danger?, checked?, onselect} | {heading} | "-" */
export function menu(anchor, items, options = {}) {
  const list = h("div.menu", { role: "menu" }, items.map((item) => menuItem(item, () => self)));
  const self = popover(anchor, list, options);
  const buttons = () => focusable(list);
  list.addEventListener("keydown", (event) => moveFocus(event, buttons(), () => self.close(true)));
  (list.querySelector("[aria-checked=true]") ?? buttons()[0])?.focus();
  return self;
}

function menuItem(item, popped) {
  if (item === "-") return h("div.menu-line", { role: "separator" });
  if (item.heading) return h("div.menu-heading", {}, item.heading);
  const pick = () => {
    popped().close(true);
    item.onselect();
  };
  const attributes = { type: "button", role: item.checked === undefined ? "menuitem" : "menuitemradio", class: item.danger ? "danger" : "", onclick: pick };
  if (item.checked !== undefined) attributes["aria-checked"] = String(item.checked);
  return h("button.menu-item", attributes,
    item.avatar && h("img.avatar.small", { src: item.avatar, alt: "" }),
    item.icon && icon(item.icon),
    h("span.menu-text", {}, h("span", {}, item.label), item.description && h("small", {}, item.description)),
    item.checked && icon("check"));
}

export function moveFocus(event, elements, leave) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Tab") {
    event.preventDefault();
    leave();
  }
  if (!step) return;
  event.preventDefault();
  const at = elements.indexOf(document.activeElement);
  elements.at((at + step + elements.length) % elements.length)?.focus();
}

/** Keeps Tab inside `box`. */
export function trapFocus(box) {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const stops = focusable(box);
    const last = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== last && box.contains(document.activeElement)) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  });
}

/** Asks before something is done. Resolves to true or false. */
export function confirm({ title, text, yes = "Yes", no = "Cancel", danger = false }) {
  const before = document.activeElement;
  return new Promise((resolve) => {
    const answer = (value) => {
      shade.remove();
      before?.focus?.();
      resolve(value);
    };
    const [heading, body] = [uid("title"), uid("body")];
    const box = h("div.dialog", { role: "alertdialog", "aria-modal": "true", "aria-labelledby": heading, "aria-describedby": body },
      h("h2", { id: heading }, title),
      h("div.dialog-text", { id: body }, text),
      h("div.dialog-actions", {},
        h("button.button", { type: "button", onclick: () => answer(false) }, no),
        h("button.button", { type: "button", class: danger ? "danger" : "primary", onclick: () => answer(true) }, yes)));
    const shade = h("div.shade", { onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), answer(false)) }, box);
    trapFocus(box);
    layer().append(shade);
    focusable(box).at(danger ? 0 : -1).focus();
  });
}

export function toast(text, kind = "error") {
  const stack = document.getElementById("toasts");
  const drop = () => note.remove();
  const note = h("div.toast", { class: kind, role: kind === "error" ? "alert" : "status" },
    icon(kind === "error" ? "warn" : "check"), h("span", {}, text),
    h("button.quiet", { type: "button", "aria-label": "Dismiss", onclick: drop }, icon("close", 14)));
  stack.append(note);
  while (stack.childElementCount > 4) stack.firstChild.remove();
  setTimeout(drop, kind === "error" ? 9000 : 3500);
}
