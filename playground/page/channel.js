// A channel or a thread on the screen: its bar, its messages, its composer.

import { Composer } from "./composer.js";
import { fragment, h } from "./dom.js";
import { confirm, menu } from "./float.js";
import { icon } from "./icons.js";
import { MessageList } from "./list.js";
import { plain } from "./mrkdwn.js";
import { otherTeams } from "./rail.js";

export class Channel {
  constructor(pane, id) {
    this.pane = pane;
    this.id = id;
    const channel = pane.world.channel(id);
    this.list = new MessageList(pane, id);
    this.composer = new Composer(pane, { channel, list: this.list });
    this.head = h("header.bar");
    this.el = h("main.channel", { "aria-label": `#${channel.name}` }, this.head, this.list.el, this.composer.el);
    this.restate();
  }

  /** The channel's own facts may have changed: topic, app, teams. */
  restate() {
    const { pane } = this;
    const channel = pane.world.channel(this.id);
    const signature = JSON.stringify(channel);
    if (!channel || signature === this.signature) return;
    this.signature = signature;
    const options = (event) => channelMenu(event.currentTarget, channel, pane);
    this.head.replaceChildren(fragment(pane.menuButton(),
      h("button.bar-title", { type: "button", "aria-haspopup": "menu", onclick: options }, channel.is_im ? null : icon(channel.is_private ? "lock" : "hash", 17), h("h1", {}, channel.is_im ? pane.world.app.name : channel.name), icon("down", 14)),
      h("span.topic", { title: channel.topic }, plain(channel.topic ?? "", pane.world)),
      channel.is_ext_shared && h("span.badge.shared", { title: "Slack Connect: people of another workspace read along" }, icon("linked", 12), `Shared with ${otherTeams(channel, pane.world)}`),
      !channel.is_im && !channel.app_is_member && h("button.button.small", { type: "button", onclick: () => pane.try("invites_app", { channel: channel.id }) }, icon("plus", 14), `Add ${pane.world.app.name}`)));
  }

  refresh() {
    return this.list.refresh();
  }

  tick() {
    this.list.tick();
  }

  close() {
    this.list.close();
  }
}

function channelMenu(anchor, channel, pane) {
  if (channel.is_im) return menu(anchor, [{ label: "Open Home", icon: "home", onselect: () => pane.go("home") }]);
  return menu(anchor, [
    { label: "Change the topic…", icon: "edit", onselect: () => askTopic(channel, pane) },
    ...(channel.app_is_member ? [] : [{ label: `Add ${pane.world.app.name}`, icon: "plus", onselect: () => pane.try("invites_app", { channel: channel.id }) }]),
    "-",
    { label: "Leave channel…", icon: "leave", danger: true, onselect: () => pane.leave(channel) },
  ]);
}

async function askTopic(channel, pane) {
  const field = h("input.field", { type: "text", value: channel.topic ?? "", maxlength: 250, "aria-label": "Topic" });
  const sure = confirm({ title: `Topic of #${channel.name}`, text: field, yes: "Save" });
  field.focus();
  if (await sure) await pane.try("sets_topic", { channel: channel.id, topic: field.value });
}

export class Thread {
  constructor(pane, channel, ts) {
    this.pane = pane;
    this.ts = ts;
    const known = pane.world.channel(channel);
    this.list = new MessageList(pane, channel, ts);
    this.composer = new Composer(pane, { channel: known, thread: ts, list: this.list });
    this.el = h("aside.thread", { "aria-label": "Thread", onkeydown: (event) => event.key === "Escape" && pane.closeThread() },
      h("header.bar", {}, h("button.quiet.only-narrow", { type: "button", "aria-label": "Back to the channel", onclick: () => pane.closeThread() }, icon("back")), h("h1", {}, "Thread"), h("span.topic", {}, known.is_im ? "" : `#${known.name}`), h("span.grow"),
        h("button.quiet", { type: "button", "aria-label": "Close thread", onclick: () => pane.closeThread() }, icon("close"))),
      this.list.el, this.composer.el);
  }

  refresh() {
    return this.list.refresh();
  }

  tick() {
    this.list.tick();
  }

  close() {
    this.list.close();
  }
}
