// Between what a person types (@ada, #support, https://…) and what goes over the wire (<@U0ADA>, <#C…>, <https://…>).

import { unescape } from "./mrkdwn.js";

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function toWire(text, world) {
  return text.split(/(```[\s\S]*?```|`[^`\n]+`)/).map((part, index) => (index % 2 ? escape(part) : sayable(escape(part), world))).join("");
}

function sayable(text, world) {
  return text
    .replace(/\bhttps?:\/\/[^\s|]*[^\s|.,;:!?)\]}'"*_~]/g, (url) => `<${url}>`)
    .replace(/(^|[\s(*_~])@([\p{L}\p{N}_.-]*[\p{L}\p{N}_])/gu, (whole, before, handle) => {
      const id = idOf(handle, world);
      return id ? `${before}${id}` : whole;
    })
    .replace(/(^|[\s(*_~])#([a-z0-9_-]+)/g, (whole, before, name) => {
      const channel = world.channels.find((candidate) => candidate.name === name);
      return channel ? `${before}<#${channel.id}|${name}>` : whole;
    });
}

function idOf(handle, world) {
  if (["here", "channel", "everyone"].includes(handle)) return `<!${handle}>`;
  if (handle.toLowerCase() === appHandle(world)) return `<@${world.appUser}>`;
  const person = world.personByHandle(handle);
  return person && `<@${person.id}>`;
}

export const appHandle = (world) => world.app.handle ?? (world.app.name ?? "app").toLowerCase().replaceAll(/\s+/g, "-");

export function fromWire(text, world) {
  const typed = text.replace(/<([^<>\n]+)>/g, (whole, body) => {
    const [target, label] = body.split("|");
    if (target.startsWith("@")) return `@${world.person(target.slice(1))?.handle ?? (target.slice(1) === world.appUser ? appHandle(world) : target.slice(1))}`;
    if (target.startsWith("#")) return `#${world.channelName(target.slice(1), label ?? target.slice(1))}`;
    if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
    return target;
  });
  return unescape(typed);
}
