// The page: a header, one or two panes side by side, and the wire.

import { appMark } from "./author.js";
import { fragment, h, safeHref } from "./dom.js";
import { icon } from "./icons.js";
import { Failed } from "./api.js";
import { hookButton } from "./hooks.js";
import { Pane } from "./pane.js";
import { read, SECOND, write } from "./place.js";
import { WirePanel } from "./wirepanel.js";

class Site {
  constructor() {
    this.panes = [];
    this.stage = document.getElementById("stage");
    this.header = document.getElementById("header");
    addEventListener("hashchange", () => this.show(read()));
  }

  async show(places) {
    for (const pane of this.panes) pane.close();
    this.panes = places.map((place) => new Pane(place, this));
    this.stage.replaceChildren(...this.panes.map((pane) => pane.el), ...(this.wire ? [this.wire.el] : []));
    this.stage.classList.toggle("split", places.length > 1);
    await Promise.all(this.panes.map((pane) => this.begin(pane)));
    this.drawHeader();
  }

  async begin(pane) {
    try {
      await pane.start();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      pane.el.replaceChildren(h("div.broken", {}, icon("warn", 28), h("p", {}, error.message), h("button.button", { type: "button", onclick: () => this.show(this.places) }, "Try again")));
    }
  }

  get places() {
    return this.panes.map((pane) => pane.place);
  }

  moved() {
    write(this.places);
  }

  stirred() {
    this.wire?.stir();
  }

  async become(pane, id) {
    const next = new Pane({ as: id, channel: pane.place.channel, thread: null }, this);
    this.panes = this.panes.map((other) => (other === pane ? next : other));
    pane.el.before(next.el);
    pane.close();
    await this.begin(next);
    this.moved();
    next.railBox.querySelector(".persona")?.focus();
  }

  toggleSplit() {
    const [first] = this.places;
    this.show(this.panes.length > 1 ? [first] : [first, this.last ?? SECOND]);
  }

  toggleWire() {
    this.wire?.el.remove();
    this.wire = this.wire ? null : new WirePanel(() => this.toggleWire());
    if (this.wire) this.stage.append(this.wire.el);
    this.drawHeader();
  }

  drawHeader() {
    const world = this.panes.find((pane) => pane.world)?.world;
    if (!world) return;
    document.title = `${world.app.name} · playground`;
    if (this.panes.length > 1) this.last = this.panes[1].place;
    const split = this.panes.length > 1;
    const toggle = (name, label, on, onclick) => h("button.head-button", { type: "button", "aria-pressed": String(on), onclick }, icon(name, 16), h("span", {}, label));
    this.header.replaceChildren(fragment(
      appMark("small"), h("strong", {}, world.app.name), h("span.head-note", {}, "Slack playground: nothing here leaves this computer"), h("span.grow"),
      world.links.map(({ title, url }) => h("a.head-link", { href: url.startsWith("/") ? url : safeHref(url), target: "_blank", rel: "noopener" }, title, icon("out", 13))),
      world.hooks.length > 0 && hookButton(world.hooks),
      toggle("split", "Two people", split, () => this.toggleSplit()),
      toggle("wire", "Wire", Boolean(this.wire), () => this.toggleWire())));
  }
}

const site = new Site();
site.show(read());
