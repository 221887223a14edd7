// What one person knows: people, channels, the app, emoji. Read-only; replaced whole when the server says so.

const TEAM_FALLBACK = { T0HOME: "Example" };

export class World {
  constructor(state) {
    this.me = state.me;
    this.people = state.people ?? [];
    this.channels = state.channels ?? [];
    this.public = state.public ?? {}; // names of channels that they may look into, by id
    this.app = { commands: [], shortcuts: {}, ...state.app };
    this.emoji = state.emoji ?? {};
    this.links = state.links ?? [];
    this.hooks = state.hooks ?? [];
    this.byId = new Map(this.people.map((person) => [person.id, person]));
    this.teams = new Map(this.people.map((person) => [person.team_id, person.team ?? TEAM_FALLBACK[person.team_id] ?? person.team_id]));
    if (typeof this.me === "string") this.me = this.byId.get(this.me);
  }

  person(id) {
    return this.byId.get(id) ?? null;
  }

  personByHandle(handle) {
    const wanted = handle.toLowerCase();
    return this.people.find((person) => person.handle.toLowerCase() === wanted) ?? null;
  }

  channel(id) {
    return this.channels.find((channel) => channel.id === id) ?? null;
  }

  channelName(id, fallback = "a private channel") {
    return this.channel(id)?.name ?? this.public[id] ?? fallback;
  }

  /** The app's home workspace is that of the first person: its staff come first in the cast. */
  get homeTeam() {
    return this.app.team_id ?? this.people[0]?.team_id;
  }

  /** Only people of the workspace that installed the app have its Home tab, commands and shortcuts. */
  get atHome() {
    return this.me.team_id === this.homeTeam;
  }

  get hasHome() {
    return this.atHome && this.app.home_tab !== false;
  }

  teamName(id) {
    return this.teams.get(id) ?? id;
  }

  /** A stable small number per workspace, for its colour. */
  teamHue(id) {
    return Math.max(0, [...this.teams.keys()].indexOf(id)) % 4;
  }

  isExternal(teamId) {
    return Boolean(teamId) && teamId !== this.me.team_id;
  }

  get appUser() {
    return this.app.bot_user ?? this.app.bot_user_id;
  }

  nameOf(id) {
    if (id === this.appUser) return this.app.name;
    return this.person(id)?.name ?? id;
  }

  glyph(name) {
    return this.emoji[name] ?? null;
  }

  get commands() {
    return this.atHome ? (this.app.commands ?? []) : [];
  }

  get shortcuts() {
    if (!this.atHome) return { global: [], message: [] };
    return { global: this.app.shortcuts?.global ?? [], message: this.app.shortcuts?.message ?? [] };
  }
}
