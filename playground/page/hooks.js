// Webhooks of other systems: a menu in the header, each entry sends one off.

import { Failed, send } from "./api.js";
import { h } from "./dom.js";
import { menu, toast } from "./float.js";
import { icon } from "./icons.js";

export function hookButton(hooks) {
  const open = (event) => menu(event.currentTarget, items(hooks), { align: "end" });
  return h("button.head-button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", title: "Let other systems tell the app something", onclick: open }, icon("bolt", 16), h("span", {}, "Signals"));
}

function items(hooks) {
  return hooks.flatMap(({ group, title, about }, number) => {
    const entry = { label: title, description: about, onselect: () => sent(number, title) };
    return group === hooks[number - 1]?.group ? [entry] : [{ heading: group }, entry];
  });
}

async function sent(number, title) {
  try {
    await send(number);
    toast(`Sent: ${title}`, "done");
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    toast(error.message);
  }
}
