// The left rail: whose eyes these are, the app, and the channels they are in.

import { appMark, avatar } from "./author.js";
import { h } from "./dom.js";
import { menu } from "./float.js";
import { icon } from "./icons.js";

export function rail(pane) {
  const { world } = pane;
  const { me } = world;
  const ims = world.channels.filter((channel) => channel.is_im);
  return h("nav.rail", { "aria-label": `${me.name}'s channels` },
    h("div.rail-team", {}, h("span.team-mark", {}, world.teamName(me.team_id).charAt(0)), h("span", {}, world.teamName(me.team_id))),
    h("button.persona", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", title: "See Slack as someone else", data: { key: "persona" }, onclick: (event) => personas(event.currentTarget, pane) },
      avatar({ name: me.name, avatar: me.avatar }, false, "small"), h("span.menu-text", {}, h("b", {}, me.name), h("small", {}, me.title ?? `@${me.handle}`)), icon("down", 14)),
    h("div.rail-scroll", {},
      h("div.rail-heading", {}, "Channels", h("button.quiet", { type: "button", "aria-label": "Join a channel", title: "Join a channel", onclick: (event) => joinable(event.currentTarget, pane) }, icon("plus", 15))),
      world.channels.filter((channel) => !channel.is_im).map((channel) => channelLink(channel, pane)),
      world.hasHome && h("div.rail-heading", {}, "Apps"),
      world.hasHome && link(pane, "home", [appMark("tiny"), h("span.rail-name", {}, world.app.name)], pane.place.channel === "home"),
      ims.map((channel) => link(pane, channel.id, [icon("reply", 15), h("span.rail-name", {}, "Messages")], pane.place.channel === channel.id, pane.unread.has(channel.id), "sub"))));
}

function channelLink(channel, pane) {
  const face = [icon(channel.is_private ? "lock" : "hash", 15), h("span.rail-name", {}, channel.name), channel.is_ext_shared && h("span.rail-shared", { title: `Shared with ${otherTeams(channel, pane.world)}` }, icon("linked", 13))];
  return link(pane, channel.id, face, pane.place.channel === channel.id, pane.unread.has(channel.id));
}

function link(pane, id, face, current, unread = false, className = "") {
  return h("button.rail-link", { type: "button", class: `${className} ${unread ? "unread" : ""}`, "aria-current": current ? "page" : undefined, data: { key: `rail/${id}` }, onclick: () => pane.go(id) }, face, unread && h("span.dot", { "aria-label": "unread" }));
}

export function otherTeams(channel, world) {
  const names = (channel.teams ?? []).map((team) => team.name ?? world.teamName(team.id ?? team)).filter((name) => name !== world.teamName(world.me.team_id));
  return names.join(" and ") || "another workspace";
}

function personas(anchor, pane) {
  const { world } = pane;
  const items = [...world.teams].flatMap(([team, name]) => {
    const people = world.people.filter((person) => person.team_id === team && person.id !== world.appUser);
    return people.length ? [{ heading: name }, ...people.map((person) => ({ label: person.name, description: person.title, avatar: person.avatar, checked: person.id === world.me.id, onselect: () => pane.become(person.id) }))] : [];
  });
  menu(anchor, items);
}

async function joinable(anchor, pane) {
  const channels = await pane.joinable();
  menu(anchor, channels.length ? channels.map((channel) => ({ label: `#${channel.name}`, description: channel.topic, icon: channel.is_private ? "lock" : "hash", onselect: () => pane.join(channel) })) : [{ heading: "You are in every channel there is" }]);
}
