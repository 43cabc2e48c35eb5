"""What can go wrong at a channel's door, named by what the caller does next."""


class WebhookRejected(Exception):
    """A request that is not the provider's, or not readable: answer `status` and keep nothing."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class SendError(Exception):
    """A message was not sent, or we do not know; `code` is the provider's own."""

    def __init__(self, reason: str, *, code: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class Throttled(SendError):
    """Too fast: wait `retry_after` seconds, then send the same again."""

    def __init__(self, reason: str, *, retry_after: float, code: str | None = None) -> None:
        super().__init__(reason, code=code)
        self.retry_after = retry_after


class Unreachable(SendError):
    """The provider certainly did not take the message: try again with growing pauses."""


class Refused(SendError):
    """The provider will never take this message (bad number, malformed, filtered): record it as failed."""


class OptedOut(SendError):
    """The customer blocked us at the provider: withdraw consent, send nothing more there."""


class OutsideWindow(SendError):
    """The provider allows only an approved template now (WhatsApp, 24 hours after the last word)."""


class Moved(SendError):
    """The customer's address changed (a Telegram chat became a supergroup): use `new_id` from now on."""

    def __init__(self, reason: str, *, new_id: str) -> None:
        super().__init__(reason)
        self.new_id = new_id


class Unconfirmed(SendError):
    """The request left, no answer was read: settle first, never send blindly again."""
