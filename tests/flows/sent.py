"""What a customer of a transcript sends besides words, and how a reader takes it; and words that it is not sure of."""

from collections.abc import Mapping

from bot.model.command import Command, GiveFile, Reading, Say, Suppose, Unreadable
from channels.messages import Body, Location, Media, Unsupported
from tools.economics.territory import Place

SENT: Mapping[str, Body] = {
    "(an image)": Media("file-1", "image/jpeg"),
    "(a file)": Media("file-1", "text/csv"),
    "(an audio)": Media("file-1", "audio/ogg"),
    "(an edit)": Unsupported("edit"),
    "(in a group)": Unsupported("group"),
    "(a sticker)": Unsupported("sticker"),
    "(shares the roof's place)": Location(37.774, -122.419),
}

UNSURE: Mapping[str, tuple[Command, ...]] = {
    "hm well ok": (Say("affirm"),),
    "stop the power cuts": (Say("opt_out"),),
    "stop all of it": (Say("opt_out_all"),),
    "you could write again": (Say("opt_in"),),
}


def read(said: str, body: Body) -> Reading:
    """Read what is no text and no button."""
    if isinstance(body, Location):
        return Reading((Suppose(place=Place(37.77, -122.42)),), 1.0)
    kind = body.what if isinstance(body, Unsupported) else said.strip("()").split()[-1]
    return Reading((GiveFile("file-1") if kind == "file" else Unreadable(kind),), 1.0)
