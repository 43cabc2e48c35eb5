"""Pictures of any size and kind, to be sent to the stand-ins."""

from io import BytesIO

from PIL import Image


def picture(width: int = 800, height: int = 500, kind: str = "PNG") -> bytes:
    """Return a picture of one colour."""
    file = BytesIO()
    Image.new("L", (width, height), 200).save(file, kind)
    return file.getvalue()
