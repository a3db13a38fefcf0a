"""One self-contained page with the articles, their facts in colour, and pictures of the dates and figures."""

from conflictfacts_cli.report.writer import HtmlWriter, Page

__all__ = ["HtmlWriter", "Page"]
