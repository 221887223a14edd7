// One person's Slack: rail, what is open in the middle, the thread beside it, their modals. Follows the server live.

import { act, Failed, get, Live } from "./api.js";
import { Channel, Thread } from "./channel.js";
import { debounced, h } from "./dom.js";
import { confirm, toast } from "./float.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { Modals } from "./modal.js";
import { rail } from "./rail.js";
import { World } from "./world.js";

export class Pane {
  failed = Symbol("failed");

  /** site: the page around, told of moves: site.moved(), site.become(pane, id), site.stirred(). */
  constructor(place, site) {
    Object.assign(this, { place, site, as: place.as, unread: new Set(), middle: null, thread: null });
    this.modals = new Modals(this);
    this.railBox = h("div.rail-box");
    this.desk = h("div.desk", {}, this.railBox);
    this.offline = h("div.offline", { role: "status", hidden: true }, "Connecting again…");
    this.el = h("section.pane", { onclick: (event) => this.followed(event) }, this.desk, this.modals.layer, this.offline);
  }

  async start() {
    this.world = new World(await get("state", { as: this.as }));
    this.el.classList.add(`hue-${this.world.teamHue(this.world.me.team_id)}`);
    this.el.setAttribute("aria-label", `Slack as ${this.world.me.name}`);
    const { channel, thread } = this.place;
    await this.go(channel ?? "", thread);
    this.live = new Live(this.as, {
      onmessage: (news) => this.heard(news),
      onopen: (again) => {
        this.offline.hidden = true;
        if (again) this.refreshAll();
      },
      ondown: () => (this.offline.hidden = false),
    });
    this.ticker = setInterval(() => [this.middle, this.thread].forEach((part) => part?.tick()), 30_000);
  }

  close() {
    this.live?.close();
    clearInterval(this.ticker);
    this.middle?.close();
    this.thread?.close();
    this.el.remove();
  }

  // Moving about

  async go(channel, thread = null) {
    const known = channel === "home" ? this.world.hasHome : this.world.channel(channel);
    if (!known) channel = this.world.channels.find(({ is_im }) => !is_im)?.id ?? "home";
    this.el.classList.remove("rail-open");
    this.unread.delete(channel);
    if (this.shownChannel !== channel) {
      this.closeThread(false);
      this.middle?.close();
      this.middle?.el.remove();
      this.shownChannel = channel;
      this.middle = channel === "home" ? new Home(this) : new Channel(this, channel);
      this.railBox.after(this.middle.el);
    }
    this.place = { as: this.as, channel, thread: null };
    this.drawRail();
    await this.fresh(this.middle);
    if (thread && known) await this.openThread(thread);
    this.site.moved();
  }

  async openThread(ts, focus = false) {
    if (this.thread?.ts !== ts) {
      this.thread?.close();
      this.thread?.el.remove();
      this.thread = new Thread(this, this.place.channel, ts);
      this.desk.append(this.thread.el);
    }
    this.place.thread = ts;
    this.el.classList.add("with-thread");
    this.site.moved();
    await this.fresh(this.thread);
    if (focus) this.thread?.composer.field.focus();
  }

  closeThread(tell = true) {
    this.thread?.close();
    this.thread?.el.remove();
    this.thread = null;
    this.place.thread = null;
    this.el.classList.remove("with-thread");
    if (tell) this.site.moved();
  }

  become(id) {
    this.site.become(this, id);
  }

  /** Channel mentions are links. */
  followed(event) {
    const channel = event.target.closest?.(".mention.to-channel")?.dataset.channel;
    if (channel) this.go(channel);
    if (this.el.classList.contains("rail-open") && !this.railBox.contains(event.target) && !event.target.closest?.(".menu-button")) this.el.classList.remove("rail-open");
  }

  menuButton() {
    return h("button.quiet.menu-button", { type: "button", "aria-label": "Channels", onclick: () => this.el.classList.toggle("rail-open") }, icon("menu"));
  }

  drawRail() {
    const focus = this.railBox.contains(document.activeElement) && document.activeElement.dataset.key;
    this.railBox.replaceChildren(rail(this));
    if (focus) [...this.railBox.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === focus)?.focus();
  }

  // Following the server

  heard(news) {
    this.site.stirred();
    if (news.type === "modal") this.modals.show(news.stack);
    else if (news.type === "toast") toast(news.text, news.kind ?? "error");
    else if (news.type === "home") this.place.channel === "home" && this.freshSoon();
    else if (news.type === "changed") this.changed(news.channel);
  }

  changed(channel) {
    if (channel === this.place.channel) this.freshSoon();
    else if (this.world.channel(channel)) {
      this.unread.add(channel);
      this.drawRail();
    }
    this.restateSoon();
  }

  freshSoon = debounced(30, () => Promise.all([this.fresh(this.middle), this.fresh(this.thread)]));
  restateSoon = debounced(250, () => this.restate());

  async refreshAll() {
    await this.restate();
    this.freshSoon();
  }

  async restate() {
    const state = await this.quietly(() => get("state", { as: this.as }));
    if (!state) return;
    this.world = new World(state);
    this.drawRail();
    if (this.place.channel !== "home" && !this.world.channel(this.place.channel)) await this.go("");
    this.middle?.restate?.();
  }

  async fresh(part) {
    if (part) await this.quietly(() => part.refresh());
  }

  async quietly(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (this.offline.hidden) toast(error.message);
      return null;
    }
  }

  // Acting as this person

  /** Does one thing; when refused, says why and answers `pane.failed`. */
  async try(name, args = {}) {
    try {
      const result = await act(this.as, name, args);
      if (name !== "types" && typeof result?.warning === "string") toast(result.warning);
      return result;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      toast(error.message);
      return this.failed;
    }
  }

  async suggestions(args) {
    const result = await this.try("suggests", args);
    return result === this.failed ? { options: [] } : (result ?? { options: [] });
  }

  async leave(channel) {
    if (await confirm({ title: `Leave #${channel.name}?`, text: `${this.world.me.name} will no longer see it here.`, yes: "Leave", danger: true })) return this.try("leaves", { channel: channel.id });
    return this.failed;
  }

  /** Channels that colleagues are in and this person is not. */
  async joinable() {
    const colleagues = this.world.people.filter(({ id, team_id }) => team_id === this.world.me.team_id && id !== this.as && id !== this.world.appUser);
    const states = await Promise.all(colleagues.map(({ id }) => get("state", { as: id })));
    const channels = new Map(states.flatMap(({ channels }) => channels).filter(({ id, is_im }) => !is_im && !this.world.channel(id)).map((channel) => [channel.id, channel]));
    return [...channels.values()];
  }

  async join(channel) {
    if ((await this.try("joins", { channel: channel.id })) === this.failed) return;
    await this.restate();
    await this.go(channel.id);
  }
}
