// The open modals of one person, over that person's pane. The server owns the stack; the top is shown.

import { act, Failed } from "./api.js";
import { appMark } from "./author.js";
import { blocks } from "./blockkit.js";
import { focusable, fragment, h, uid } from "./dom.js";
import { toast, trapFocus } from "./float.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";

export class Modals {
  constructor(pane) {
    Object.assign(this, { pane, shown: null, stack: [], forms: new Map() });
    this.layer = h("div.modal-layer", { hidden: true });
  }

  show(stack) {
    const before = this.stack;
    this.stack = stack ?? [];
    const view = this.stack.at(-1);
    if (!view) return this.clear();
    const signature = JSON.stringify([view.id, view.title, view.submit, view.close, view.blocks, this.stack.length]);
    if (signature === this.signature) return;
    this.signature = signature;
    if (!before.length) this.opener = document.activeElement;
    const ids = new Set(this.stack.map(({ id }) => id));
    for (const id of this.forms.keys()) if (!ids.has(id)) this.forms.delete(id);
    this.draw(view);
  }

  clear() {
    if (this.layer.hidden) return;
    this.layer.hidden = true;
    this.layer.replaceChildren();
    this.forms.clear();
    this.signature = this.shown = null;
    this.pane.desk.inert = false;
    if (this.opener?.isConnected) this.opener.focus();
  }

  formOf(view) {
    if (!this.forms.has(view.id)) {
      const { pane } = this;
      this.forms.set(view.id, new Form({
        dispatch: (args) => pane.try("picks", { ...args, values: this.forms.get(view.id).values }),
        load: (block_id, action_id, value) => pane.suggestions({ view_id: view.id, block_id, action_id, value }),
      }));
    }
    return this.forms.get(view.id);
  }

  draw(view) {
    const same = this.shown === view.id;
    const focused = same ? document.activeElement?.dataset?.key : null;
    const scroll = same ? this.layer.querySelector(".modal-body")?.scrollTop : 0;
    const form = this.formOf(view);
    const box = this.box(view, form);
    this.layer.replaceChildren(box);
    this.layer.hidden = false;
    this.pane.desk.inert = true;
    this.shown = view.id;
    box.querySelector(".modal-body").scrollTop = scroll;
    const back = focused && [...box.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === focused);
    if (back) back.focus();
    else if (!same || !box.contains(document.activeElement)) (box.querySelector("[data-autofocus=yes]") ?? focusable(box.querySelector(".modal-body"))[0] ?? box).focus();
  }

  box(view, form) {
    const title = uid("title");
    const text = (object) => textObject(object, this.pane.world);
    const hasInput = view.blocks.some((block) => block.type === "input");
    this.note = h("div.modal-note", { role: "alert", hidden: true });
    this.submitButton = (view.submit || hasInput) && h("button.button.primary", { type: "submit", disabled: Boolean(view.submit_disabled) }, view.submit ? text(view.submit) : "Submit");
    const box = h("form.modal", { role: "dialog", "aria-modal": "true", "aria-labelledby": title, tabindex: "-1", novalidate: true, onsubmit: (event) => (event.preventDefault(), this.submit(form)), onkeydown: (event) => this.key(event, form) },
      h("header.modal-head", {}, this.stack.length > 1 && h("button.quiet", { type: "button", "aria-label": "Back", onclick: () => this.close() }, icon("back")), this.pane.world.app.avatar ? h("img.avatar.small", { src: this.pane.world.app.avatar, alt: "" }) : appMark("small"), h("h2", { id: title }, text(view.title)),
        h("button.quiet", { type: "button", "aria-label": "Close", onclick: () => this.close() }, icon("close"))),
      h("div.modal-body", {}, this.note, blocks(view.blocks, { form, world: this.pane.world })),
      h("footer.modal-foot", {}, h("button.button", { type: "button", onclick: () => this.close() }, view.close ? text(view.close) : this.submitButton ? "Cancel" : "Close"), this.submitButton || fragment()));
    trapFocus(box);
    return box;
  }

  key(event, form) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) this.submit(form);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close() {
    return this.pane.try("closes");
  }

  async submit(form) {
    if (!this.submitButton || this.submitButton.disabled) return;
    this.note.hidden = true;
    if (form.show(form.check())) return;
    const button = this.submitButton;
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
    try {
      const result = await act(this.pane.as, "submits", { values: form.values });
      this.refused(form, result?.errors ?? result ?? {});
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      this.note.textContent = error.message;
      this.note.hidden = false;
      this.note.scrollIntoView({ block: "nearest" });
    } finally {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    }
  }

  /** Errors by block; those for a block that is not there are told, not lost. */
  refused(form, errors) {
    const known = new Set(form.fields.map(({ block_id }) => block_id));
    form.show(errors);
    for (const [block, text] of Object.entries(errors)) if (!known.has(block) && typeof text === "string") toast(`${block}: ${text}`);
  }
}
