// Choosing one emoji out of those the workspace has.

import { h } from "./dom.js";
import { popover } from "./float.js";

const OFTEN = ["white_check_mark", "eyes", "raised_hands", "+1", "thumbsup", "tada", "heart", "ticket", "mega", "pray", "joy", "thinking_face"];
const COLUMNS = 9;

export function pickEmoji(anchor, world, onpick) {
  const names = [...new Set([...OFTEN.filter((name) => world.glyph(name)), ...Object.keys(world.emoji)])];
  const grid = h("div.emoji-grid", { role: "listbox", "aria-label": "Emoji", onkeydown: (event) => arrows(event, grid, search) });
  const caption = h("div.emoji-caption", {}, "Pick an emoji");
  const cell = (name) => h("button.emoji-cell", { type: "button", role: "option", "aria-label": name, onclick: () => pick(name), onpointerenter: () => (caption.textContent = `:${name}:`), onfocus: () => (caption.textContent = `:${name}:`) }, world.glyph(name));
  const pick = (name) => {
    self.close(true);
    onpick(name);
  };
  const fill = () => {
    grid.replaceChildren(...names.filter((name) => name.includes(search.value.trim().toLowerCase().replaceAll(":", ""))).slice(0, 180).map(cell));
    caption.textContent = grid.firstChild ? (search.value ? `:${grid.firstChild.ariaLabel}:` : "Pick an emoji") : "No emoji of that name";
  };
  const search = h("input.combo-search", { type: "text", placeholder: "Search emoji", "aria-label": "Search emoji", autocomplete: "off", oninput: fill, onkeydown: (event) => {
    if (!["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault(); // else the button behind, focused again, would be pressed too
    if (event.key === "Enter") grid.firstChild?.click();
    else grid.firstChild?.focus();
  } });
  fill();
  const self = popover(anchor, h("div.emoji-picker", {}, search, grid, caption), { align: "end" });
  search.focus();
}

function arrows(event, grid, search) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key];
  if (!step) return;
  event.preventDefault();
  const cells = [...grid.children];
  const at = cells.indexOf(document.activeElement) + step;
  (at < 0 ? search : cells[Math.min(at, cells.length - 1)]).focus();
}
