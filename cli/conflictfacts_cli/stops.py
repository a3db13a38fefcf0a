"""The signals that stop a run: the command acts on them, and its workers leave that to it."""

from __future__ import annotations

import signal

# What the system has of them.
STOPS = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU") if hasattr(signal, name)
)
