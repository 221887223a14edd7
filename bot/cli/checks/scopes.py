"""The scopes of manifest.yml, and what does not work without each."""

BREAKS = {
    "app_mentions:read": "mentions of the bot where nothing else arrives",
    "channels:history": "taking messages of public channels, and what was missed while away",
    "channels:read": "names of public channels, and whether they are shared",
    "chat:write": "cards, notes, answers: everything the bot says",
    "chat:write.customize": "answers under the agent's name and picture",
    "commands": "/support and the shortcuts of messages",
    "files:read": "names of files that customers share",
    "files:write": "files that customers send with a report, in the internal room",
    "groups:history": "taking messages of private channels, and what was missed while away",
    "groups:read": "names of private channels, and whether they are shared",
    "reactions:read": "claiming, resolving and opening by emoji",
    "team:read": "suggesting the customer a new channel belongs to",
    "users:read": "names and pictures of people, and where they come from",
    "users:read.email": "finding the contact a person is by their e-mail address",
}
