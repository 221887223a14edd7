"""What is documented: short answers about the imaginary product."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One how-to; `also` holds other words people ask it with."""

    page: str
    title: str
    answer: str
    also: str

    @property
    def url(self) -> str:
        return f"https://docs.example.com/{self.page}"


ANSWERS = (
    Answer(
        "api-keys/create",
        "Create an API key",
        "Open Settings → Developers → API keys and press *New key*. Choose what it may do. The key "
        "is shown once, so store it at once. Only owners and developers can create keys.",
        "generate make get new token secret credentials",
    ),
    Answer(
        "api-keys/rotate",
        "Rotate or revoke an API key",
        "Open Settings → Developers → API keys and press *Rotate* next to the key. The old key "
        "works for another 24 hours, so you can replace it without an outage. *Revoke* ends a "
        "key at once: use it when a key has leaked.",
        "roll renew replace change regenerate leaked compromised delete disable token secret",
    ),
    Answer(
        "webhooks/create",
        "Receive webhooks",
        "Open Settings → Developers → Webhooks, press *Add endpoint*, enter an HTTPS address and "
        "choose the events. Each request is signed: verify the `Webhook-Signature` header with "
        "the secret of the endpoint before you trust the body.",
        "setup set configure register subscribe callback notifications signature verify",
    ),
    Answer(
        "webhooks/retries",
        "Failed webhooks and retries",
        "An endpoint that does not answer with 2xx within 10 seconds is tried again for 24 hours, "
        "at growing intervals. Settings → Developers → Webhooks → *Deliveries* lists each attempt "
        "and lets you resend it. Use the `Webhook-Id` header to ignore duplicates.",
        "missing missed lost resend redeliver retry not arriving delivered twice duplicate fail",
    ),
    Answer(
        "sso/saml",
        "Set up single sign-on (SSO)",
        "Open Settings → Security → Single sign-on and choose SAML or OpenID Connect. Copy the "
        "sign-on address and the certificate of your identity provider, then press *Test*. Once "
        "the test succeeds you can require SSO for everybody.",
        "saml oidc okta entra azure google login enable configure identity provider",
    ),
    Answer(
        "exports/schedule",
        "Export your data to S3 or as CSV",
        "Open Data → Exports and press *New export*. Choose the tables, CSV or Parquet, and where "
        "it goes: a download, or your S3 bucket. *Schedule* repeats it every hour, night or week.",
        "download extract dump backup bucket parquet spreadsheet excel nightly report exporting",
    ),
    Answer(
        "people/roles",
        "Change what somebody may do: roles",
        "Open Settings → People and choose a role next to the name: viewer, editor, developer or "
        "owner. Only owners can change roles, and the last owner cannot be changed.",
        "permission permissions access admin rights member user grant promote role",
    ),
    Answer(
        "people/invite",
        "Invite or remove people",
        "Open Settings → People, press *Invite* and enter e-mail addresses. An invitation is valid "
        "for seven days. To remove somebody, press *Remove* next to the name: they are signed out "
        "everywhere, and what they made stays.",
        "add new colleague teammate member user seat invitation deactivate offboard delete",
    ),
    Answer(
        "api/rate-limits",
        "Rate limits of the API",
        "The limit counts requests per minute and depends on the plan: free 30, standard 60, "
        "growth 300, enterprise by agreement. Beyond it the API answers 429 with a `Retry-After` "
        "header: wait that many seconds. The `X-RateLimit-Remaining` header says what is left.",
        "429 too many throttled throttling quota raise increase ratelimit",
    ),
    Answer(
        "billing/invoices",
        "Find and download invoices",
        "Open Settings → Billing → Invoices. Each invoice can be downloaded as a PDF. To have them "
        "sent by e-mail, enter an address under *Invoice recipients*.",
        "receipt bill accounting pdf vat copy email address recipient",
    ),
    Answer(
        "billing/card",
        "Change the card you pay with",
        "Open Settings → Billing → Payment method and press *Replace card*. Invoices that are "
        "still open are charged to the new card within the hour.",
        "update credit payment method expired new pay replace billing",
    ),
    Answer(
        "data/regions",
        "Choose the region of a workspace",
        "A workspace lives in the region chosen when it was made, `eu` (Frankfurt) or `us` "
        "(Virginia), and its data never leaves it. To move to another region, create a workspace "
        "there and import an export of the first one.",
        "location hosted hosting stored residency europe america migrate move switch country",
    ),
    Answer(
        "data/retention",
        "How long data is kept: retention",
        "Events are kept for 13 months and audit logs for 24. Owners can shorten both under "
        "Settings → Data → Retention. Deleted data is gone from backups after 30 days.",
        "store stored delete deletion gdpr history old purge long period",
    ),
    Answer(
        "security/audit-log",
        "Read the audit log",
        "Open Settings → Security → Audit log to see who changed what and when. Filter by person "
        "or action, or read it with `GET /v1/audit`, for which a key needs the scope `audit:read`.",
        "activity trail who changed history logs tracking compliance",
    ),
)
