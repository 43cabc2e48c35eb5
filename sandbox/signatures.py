"""Twilio's signature of a webhook: HMAC-SHA1 over the URL and the sorted form fields.

https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import base64
import hmac
from collections.abc import Mapping


def twilio_signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """Return the value of X-Twilio-Signature."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()
