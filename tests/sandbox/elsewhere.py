"""twilio's real client, whose requests reach the sandbox instead of one of Twilio's hosts."""

import re

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from sandbox.running import Sandbox

_HOST = re.compile(r"^https://(?:api|lookups|verify)\.twilio\.com")


class Elsewhere(TwilioHttpClient):
    """Sends the real client's requests to `url`."""

    def __init__(self, url: str) -> None:
        super().__init__(pool_connections=False)
        self._url = url

    def request(self, method: str, url: str, *args: object, **kwargs: object) -> object:  # type: ignore[override]  # the parent names each argument
        return super().request(method, _HOST.sub(self._url, url), *args, **kwargs)  # type: ignore[arg-type]  # as they came


def client_of(sandbox: Sandbox, token: str | None = None) -> Client:
    """Return a client with the sandbox's credentials, or with a token of one's own."""
    config = sandbox.config
    return Client(config.twilio_account, token or config.twilio_token, http_client=Elsewhere(sandbox.url))
