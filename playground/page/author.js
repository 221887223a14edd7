// Who a message is from, and their picture and badges.

import { h, safeImage } from "./dom.js";
import { icon } from "./icons.js";
import { emoji } from "./mrkdwn.js";

export function authorOf(message, world) {
  const person = world.person(message.user);
  if (person && !message.bot_id) return { id: person.id, name: person.name, avatar: person.avatar, team: person.team_id, title: person.title };
  if (message.bot_id || message.user === world.appUser || message.subtype === "bot_message") return appAuthor(message, world);
  return { id: message.user ?? "?", name: message.user ?? "Someone", team: message.team };
}

function appAuthor(message, world) {
  const icons = message.icons ?? {};
  const picture = icons.image_48 ?? icons.image_64 ?? icons.image_72 ?? message.bot_profile?.icons?.image_48 ?? world.app.avatar ?? world.app.icon;
  const name = message.username ?? message.bot_profile?.name ?? world.app.name;
  return { id: `${message.bot_id ?? world.appUser}/${name}`, name, avatar: picture, glyph: icons.emoji?.replaceAll(":", ""), app: true, team: message.team ?? world.homeTeam, world };
}

export function avatar(author, gone = false, className = "") {
  if (gone) return h("span.avatar.blank", { class: className }, icon("trash", 16));
  if (author.glyph) return h("span.avatar.glyph", { class: className }, emoji(author.glyph, author.world));
  const source = safeImage(author.avatar);
  if (source) return h("img.avatar", { class: className, src: source, alt: "", loading: "lazy" });
  return author.app ? appMark(className) : h("span.avatar.blank", { class: className }, author.name.charAt(0).toUpperCase());
}

/** The app's picture when it has none: a desk bell. */
export function appMark(className = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 36 36");
  svg.setAttribute("aria-hidden", "true");
  for (const d of ["M8 24.5a10 10 0 0 1 20 0z", "M6.5 26h23v2.6h-23z", "M16.6 10.4h2.8v3.8h-2.8z", "M15 8.4h6v2.6h-6z"]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return h("span.avatar.bell", { class: className }, svg);
}

export function badges(author, world) {
  return [
    author.app && h("span.badge", {}, "APP"),
    world.isExternal(author.team) && h("span.badge.team", { class: `hue-${world.teamHue(author.team)}`, title: `From the workspace ${world.teamName(author.team)}` }, icon("linked", 11), world.teamName(author.team)),
  ];
}
