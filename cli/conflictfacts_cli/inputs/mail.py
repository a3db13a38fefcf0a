"""Mails, and pages that a browser saved as one file, which have the form of a mail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from conflictfacts_cli.inputs.articles import Article, Origin, Unreadable, converted
from conflictfacts_cli.inputs.pages import Page, read_page

if TYPE_CHECKING:
    from email.message import EmailMessage


def read_mail(data: bytes, origin: Origin, *, saved_page: bool) -> Article:
    """Give the words of a mail, its subject as the title and its date as the day of publication.

    A saved page is its page alone: its date says when it was saved. Raises ``Unreadable`` where there is no text.
    """
    import email
    import email.policy

    try:
        mail = email.message_from_bytes(data, policy=email.policy.default)
        text = "" if saved_page else _plain(mail)
        page = None if text.strip() else _html(mail, origin.shown)
        title, day = (None, None) if saved_page else (str(mail["subject"] or "") or None, _day(mail))
    except Unreadable:
        raise
    except Exception as error:  # Python's parser raises what it likes for headers that are out of order
        what = f"{origin.shown}: the mail can't be read ({type(error).__name__})"
        raise Unreadable(what, "save its words as text") from None
    if page:
        day = page.published if saved_page else day
        return converted(origin, page.text, title=title or page.title, published=day, warnings=page.warnings)
    if not text.strip():
        raise Unreadable(f"{origin.shown}: no text found in the mail", "save what it carries by itself")
    return converted(origin, text, title=title, published=day, warnings=())


def _plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return "" if part is None else str(part.get_content())


def _html(mail: EmailMessage, shown: str) -> Page | None:
    part = mail.get_body(("html",))
    if part is None:
        return None
    data = part.get_payload(decode=True)
    return read_page(data, shown, part.get_content_charset()) if isinstance(data, bytes) else None


def _day(mail: EmailMessage) -> str | None:
    moment = getattr(mail["date"], "datetime", None)
    return moment.date().isoformat() if isinstance(moment, datetime) else None
