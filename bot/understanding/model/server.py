"""Asks a server of Chat Completions: OpenAI's, or llama.cpp, vLLM, Ollama and whatever else speaks the protocol."""

from typing import Any

from httpx2 import HTTPError, Response
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError

from bot.understanding.model.prompt import Request
from bot.understanding.model.tools import Unfit

LONGEST = 64 * 1024
"""Bytes of an answer that are read, as they lie on the wire: none is asked for in a packed form."""
_OWN = "https://api.openai.com/v1"
_NO_KEY = "none"
"""The client wants a key; servers of one's own mostly do not."""


class Refused(OpenAIError):
    """The server answered with an error: ask it less. Its words are not read."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Unreachable(Exception):
    """The server could not be asked, or hung up: ask it later."""


class ModelServer:
    """One model at one server. Belongs to the running loop."""

    def __init__(self, model: str, api_key: str | None, base_url: str | None, seconds: float) -> None:
        self._model = model
        self.bound = "max_tokens" if base_url else "max_completion_tokens"  # all that OpenAI's newer models know
        self._client = AsyncOpenAI(
            api_key=api_key or _NO_KEY,
            base_url=base_url or _OWN,
            timeout=seconds,
            max_retries=0,
            default_headers={"Accept-Encoding": "identity"},
            http_client=DefaultAsyncHttpxClient(event_hooks={"response": [_refuse]}, follow_redirects=False),
        )

    async def ask(self, request: Request) -> bytes:
        """Return the answer's bytes. Raises Refused, Unreachable, Unfit for one that is too long."""
        wanted: dict[str, Any] = {
            "model": self._model,
            "messages": list(request.messages),
            "tools": list(request.tools),
            "tool_choice": "required",
            "parallel_tool_calls": True,
            "temperature": request.temperature,
            self.bound: request.answer,
        }
        try:
            async with self._client.chat.completions.with_streaming_response.create(**wanted) as response:
                body = b""
                async for part in response.http_response.aiter_raw():
                    body += part
                    if len(body) > LONGEST:
                        raise Unfit("too long")
                return body
        except Refused:
            raise
        except (OpenAIError, HTTPError) as problem:  # before the answer begins, or within it
            raise Unreachable(type(problem).__name__) from problem

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.close()


async def _refuse(response: Response) -> None:
    """Stop before the body of an error is read, which may be endless, and before words go where they were not sent."""
    if not response.is_success:
        raise Refused(response.status_code)
