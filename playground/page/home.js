// The app's Home tab for one person.

import { get } from "./api.js";
import { appMark } from "./author.js";
import { blocks } from "./blockkit.js";
import { h } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";

export class Home {
  constructor(pane) {
    this.pane = pane;
    this.form = new Form({
      dispatch: (args) => pane.try("clicks_home", args),
      load: (block_id, action_id, value) => pane.suggestions({ home: true, block_id, action_id, value }),
    });
    this.body = h("div.home-body", {}, h("div.home-empty", {}, "Opening…"));
    this.scroller = h("div.home-scroll", {}, this.body);
    const { app } = pane.world;
    this.el = h("main.channel.home", { "aria-label": `${app.name} Home` },
      h("header.bar", {}, pane.menuButton(), app.avatar ? h("img.avatar.small", { src: app.avatar, alt: "" }) : appMark("small"), h("h1", {}, app.name), h("span.badge", {}, "APP"), h("span.tab", {}, icon("home", 15), "Home")),
      this.scroller);
  }

  /** The app hears of it once, when the tab is opened, and not of each look at what it published then. */
  async refresh() {
    const again = this.opened;
    this.opened = true;
    try {
      const { view } = await get("home", { as: this.pane.as, again });
      this.show(view);
    } catch (error) {
      this.opened = again;
      throw error;
    }
  }

  show(view) {
    const signature = JSON.stringify(view?.blocks);
    if (signature === this.signature) return;
    this.signature = signature;
    const key = document.activeElement?.dataset?.key;
    const top = this.scroller.scrollTop;
    this.body.replaceChildren(view ? blocks(view.blocks, { form: this.form, world: this.pane.world }) : this.empty());
    this.scroller.scrollTop = top;
    if (key) [...this.body.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === key)?.focus();
  }

  empty() {
    return h("div.home-empty", {}, appMark("large"), h("h2", {}, "Nothing here yet"), h("p", {}, `${this.pane.world.app.name} has not published a Home tab for ${this.pane.world.me.name}.`));
  }

  tick() {}

  close() {}
}
