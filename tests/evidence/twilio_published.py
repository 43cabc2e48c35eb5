"""A strict reader of calls on Twilio's Messages API, written from its published pages and from nothing of ours.

https://www.twilio.com/docs/messaging/api/message-resource#create-a-message,
https://www.twilio.com/docs/content/using-variables-with-content-api. It is no program of Twilio's: what it takes,
Twilio should take, as far as the pages say it all.
"""

import json
import re
from collections.abc import Iterator, Mapping

_FIELDS = frozenset(
    [
        "To",
        "StatusCallback",
        "ApplicationSid",
        "MaxPrice",
        "ProvideFeedback",
        "Attempt",
        "ValidityPeriod",
        "ForceDelivery",
        "ContentRetention",
        "AddressRetention",
        "SmartEncoded",
        "PersistentAction",
        "TrafficType",
        "ShortenUrls",
        "ScheduleType",
        "SendAt",
        "SendAsMms",
        "ContentVariables",
        "RiskCheck",
        "From",
        "MessagingServiceSid",
        "Body",
        "MediaUrl",
        "ContentSid",
    ]
)
_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}")
_WHATSAPP = re.compile(r"whatsapp:(\+[1-9][0-9]{1,14}|[A-Z]{2}\.[A-Za-z0-9]+)")
_SENDER = re.compile(r"\+[1-9][0-9]{1,14}|[0-9]{3,8}|[A-Za-z0-9 ]{1,11}|whatsapp:\+[1-9][0-9]{1,14}")
_SIDS = {"MessagingServiceSid": re.compile(r"MG[0-9a-f]{32}"), "ContentSid": re.compile(r"HX[0-9a-f]{32}")}
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
_LONGEST = 1600


def objections(form: Mapping[str, str]) -> Iterator[str]:
    """Yield what speaks against a call; nothing does against a sound one."""
    if unknown := form.keys() - _FIELDS:
        yield f"unknown fields {sorted(unknown)}"
    to, sender = form.get("To", ""), form.get("From")
    if not (_NUMBER.fullmatch(to) or _WHATSAPP.fullmatch(to)):
        yield "To is neither E.164 nor a WhatsApp address"
    if sender is None and "MessagingServiceSid" not in form:
        yield "neither From nor MessagingServiceSid"
    if sender is not None and not _SENDER.fullmatch(sender):
        yield "From is no sender"
    if sender is not None and sender.startswith("whatsapp:") != to.startswith("whatsapp:"):
        yield "From and To are on two channels"
    yield from (f"{name} is no sid" for name, sid in _SIDS.items() if name in form and not sid.fullmatch(form[name]))
    for name in ("StatusCallback", "MediaUrl"):
        if name in form and not _ADDRESS.fullmatch(form[name]):
            yield f"{name} is no address"
    yield from _content(form)


def _content(form: Mapping[str, str]) -> Iterator[str]:
    body = form.get("Body")
    if not (body or "MediaUrl" in form or "ContentSid" in form):
        yield "nothing to say"
    if body is not None and not 0 < len(body) <= _LONGEST:
        yield "Body is empty or longer than 1,600 characters"
    if "ContentSid" in form and (body is not None or "MediaUrl" in form):
        yield "a content together with words or media"
    if "ContentVariables" in form:
        yield from _variables(form)


def _variables(form: Mapping[str, str]) -> Iterator[str]:
    if "ContentSid" not in form:
        yield "variables without a content"
    try:
        given = json.loads(form["ContentVariables"])
    except json.JSONDecodeError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        yield "ContentVariables is no JSON object of strings"
    elif any(not value for value in given.values()):
        yield "a variable is empty"
