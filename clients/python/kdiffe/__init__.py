"""A client of the KDiffE recommendation service, on the standard library alone."""

from .client import Client
from .transport import Event, Problem

__all__ = ["Client", "Event", "Problem"]
