"""Mails, and pages that a browser saved as one file, which have the form of a mail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from conflictfacts_cli.inputs.articles import Article, Origin, Unreadable, converted
from conflictfacts_cli.inputs.encodings import decode, is_encoding
from conflictfacts_cli.inputs.pages import Page, read_page

if TYPE_CHECKING:
    from email.message import EmailMessage
    from email.policy import EmailPolicy

# Python's parser takes the square of a header's length, and reads those that describe a part many times.
_LONGEST_HEADER = 10_000
_LONGEST_OF_PART = 1_000


def read_mail(data: bytes, origin: Origin, *, saved_page: bool) -> Article:
    """Give the words of a mail, its subject as the title and its date as the day of publication.

    A saved page is its page alone: its date says when it was saved. Raises ``Unreadable`` where there is no text.
    """
    import email

    warnings: tuple[str, ...] = ()
    text, bare = "", b""
    try:
        mail = cast("EmailMessage", email.message_from_bytes(data, policy=_bounded_headers()))
        for part in mail.walk():
            if part.get_content_maintype() == "multipart" and not part.is_multipart():
                bare = bare or cast("bytes | None", part.get_payload(decode=True)) or b""
                part.set_payload([])  # Python's search for the body takes it for parts
        if not saved_page:
            text, warnings = _plain(mail)
        if not text.strip() and b"\ncontent-" not in bare.lower():
            text, warnings = decode(bare)  # words without the parts that they should stand in
        page = None if text.strip() else _html(mail, origin.shown)
        title, day = (None, None) if saved_page else (str(mail["subject"] or "") or None, _day(mail))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # Python's parser raises what it likes for headers that are out of order
        what = f"{origin.shown}: the mail can't be read ({type(error).__name__})"
        raise Unreadable(what, "save its words as text") from None
    if page:
        day = page.published if saved_page else day
        return converted(origin, page.text, title=title or page.title, published=day, warnings=page.warnings)
    if not text.strip():
        raise Unreadable(f"{origin.shown}: no text found in the mail", "save what it carries by itself")
    return converted(origin, text, title=title, published=day, warnings=warnings)


def _bounded_headers() -> EmailPolicy:
    from email.policy import EmailPolicy

    class Bounded(EmailPolicy):
        def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
            name, value = super().header_source_parse(sourcelines)
            return name, value[: _LONGEST_OF_PART if name.lower().startswith("content-") else _LONGEST_HEADER]

        def header_fetch_parse(self, name: str, value: str) -> Any:
            try:
                return super().header_fetch_parse(name, value)
            except MemoryError:
                raise
            except Exception:  # whatever Python's parser makes of a header, it is one header
                return self.header_factory(name, "")

    return Bounded()


def _plain(mail: EmailMessage) -> tuple[str, tuple[str, ...]]:
    part = mail.get_body(("plain",))
    charset = part.get_content_charset() if part is not None else None
    if part is None or (charset and charset != "us-ascii" and is_encoding(charset)):
        return ("" if part is None else str(part.get_content())), ()
    data = part.get_payload(decode=True)
    return decode(data) if isinstance(data, bytes) else ("", ())


def _html(mail: EmailMessage, shown: str) -> Page | None:
    part = mail.get_body(("html",))
    if part is None:
        return None
    data = part.get_payload(decode=True)
    return read_page(data, shown, part.get_content_charset()) if isinstance(data, bytes) else None


def _day(mail: EmailMessage) -> str | None:
    moment = getattr(mail["date"], "datetime", None)
    return moment.date().isoformat() if isinstance(moment, datetime) else None
