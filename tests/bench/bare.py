"""A bare Flask route: the yardstick for a webhook. It parses JSON or a form and answers 204."""

from flask import Flask, Response, request

app = Flask(__name__)


@app.post("/webhooks/telegram")
def telegram() -> Response:
    """Take an update."""
    return Response(status=204 if request.get_json() else 400)


@app.post("/webhooks/twilio")
def twilio() -> Response:
    """Take a form."""
    return Response(status=204 if request.form else 400)
