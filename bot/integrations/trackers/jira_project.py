"""Whether a project of Jira takes what we would file there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.integrations.trackers.api import Api, Gone

NEEDED = {
    "BROWSE_PROJECTS": "see issues",
    "CREATE_ISSUES": "create issues",
    "ADD_COMMENTS": "comment on issues",
    "CREATE_ATTACHMENTS": "attach files",
    "LINK_ISSUES": "link issues to threads",
}
FILLED_IN = ("project", "issuetype", "summary", "description", "reporter")
META = "/rest/api/3/issue/createmeta"
MOST = 200  # types, and fields of one


async def mismatches(
    api: Api, project: str, issue_type: str, priorities: Sequence[str]
) -> Sequence[str]:
    """Return why issues would be refused, as far as Jira tells before it is asked for one."""
    try:
        refused = await _refused(api, project)
    except Gone:
        return [f"Jira has no project {project}, or does not show it to us"]
    if refused:
        return refused
    types = await _types(api, project)
    if issue_type not in types:
        return [f"{project} has no issues of type {issue_type}: it has {', '.join(types)}"]
    path = f"{META}/{quote(project)}/issuetypes/{quote(types[issue_type])}?maxResults={MOST}"
    fields = (await api.ask("GET", path)).value["fields"]
    return [*_left_out(issue_type, fields), *_unknown(fields, priorities)]


async def _refused(api: Api, project: str) -> list[str]:
    query = f"projectKey={quote(project)}&permissions={','.join(NEEDED)}"
    found = (await api.ask("GET", f"/rest/api/3/mypermissions?{query}")).value["permissions"]
    return [
        f"Jira does not let us {what} in {project}"
        for name, what in NEEDED.items()
        if not found[name]["havePermission"]
    ]


async def _types(api: Api, project: str) -> Mapping[str, str]:
    path = f"{META}/{quote(project)}/issuetypes?maxResults={MOST}"
    found = (await api.ask("GET", path)).value["issueTypes"]
    return {str(one["name"]): str(one["id"]) for one in found}


def _left_out(issue_type: str, fields: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for field in fields:
        wanted = field["required"] and not field.get("hasDefaultValue")
        if wanted and field["fieldId"] not in FILLED_IN:
            yield f"a {issue_type} needs {field['name']}, which Bellhop does not fill in"


def _unknown(fields: Sequence[Mapping[str, Any]], priorities: Sequence[str]) -> Iterator[str]:
    for field in fields:
        if field["fieldId"] == "priority" and "allowedValues" in field:
            known = {one["name"] for one in field["allowedValues"]}
            yield from (
                f"Jira has no priority {one} there" for one in priorities if one not in known
            )
