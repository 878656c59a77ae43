"""Photos and documents as the Bot API shows them, with the file itself where a bot uploaded it."""

import secrets

from sandbox.telegram.messages import Media
from sandbox.telegram.params import UploadedFile

_PHOTO_SIDES = (90, 320, 1280)


def photo(size: int, file: UploadedFile | None = None) -> Media:
    """Make a photo of some bytes, in the sizes that Telegram offers."""
    return Media(
        "photo",
        [{**_file(size * side // _PHOTO_SIDES[-1]), "width": side, "height": side} for side in _PHOTO_SIDES],
        file,
    )


def document(name: str, content_type: str, size: int, file: UploadedFile | None = None) -> Media:
    """Make a document of some bytes."""
    return Media("document", {**_file(size), "file_name": name, "mime_type": content_type}, file)


def _file(size: int) -> dict[str, object]:
    return {
        "file_id": f"AgAC{secrets.token_urlsafe(48)}",
        "file_unique_id": f"AQAD{secrets.token_urlsafe(9)}",
        "file_size": max(1, size),
    }
