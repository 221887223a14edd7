"""The table of sources: docs/how-to/add-a-webhook-source.md says what it takes to add one."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.config.webhooks import SourceName
from triggers.webhooks import (
    alertmanager,
    datadog,
    generic,
    github,
    grafana,
    jira,
    linear,
    pagerduty,
    posthog,
    segment,
    sentry,
    statuspage,
    stripe,
)
from triggers.webhooks.source import Source

SOURCES: Mapping[SourceName, Source] = MappingProxyType(
    {
        SourceName.alertmanager: alertmanager.SOURCE,
        SourceName.datadog: datadog.SOURCE,
        SourceName.generic: generic.SOURCE,
        SourceName.github: github.SOURCE,
        SourceName.grafana: grafana.SOURCE,
        SourceName.jira: jira.SOURCE,
        SourceName.linear: linear.SOURCE,
        SourceName.pagerduty: pagerduty.SOURCE,
        SourceName.posthog: posthog.SOURCE,
        SourceName.segment: segment.SOURCE,
        SourceName.sentry: sentry.SOURCE,
        SourceName.statuspage: statuspage.SOURCE,
        SourceName.stripe: stripe.SOURCE,
    }
)
