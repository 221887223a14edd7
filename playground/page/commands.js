// Slack's own slash commands that this page knows, beside the app's.

import { appHandle } from "./typed.js";

export const BUILTIN = [
  { command: "/topic", usage_hint: "[text]", description: "Set the channel's topic" },
  { command: "/invite", usage_hint: "@app", description: "Add the app to this channel" },
  { command: "/leave", usage_hint: "", description: "Leave this channel" },
];

/** Does a built-in command, or answers null when `text` is none. */
export function builtin(pane, channel, text) {
  const [name] = text.split(/\s/, 1);
  const rest = text.slice(name.length).trim();
  if (name === "/topic") return pane.try("sets_topic", { channel: channel.id, topic: rest });
  if (name === "/leave") return pane.leave(channel);
  if (name === "/invite" && (!rest || rest.toLowerCase() === `@${appHandle(pane.world)}`)) return pane.try("invites_app", { channel: channel.id });
  return null;
}
