"""Requests by the standard library alone."""

import contextlib
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple, Optional

JSON = ("application/json", "application/merge-patch+json")


class Problem(Exception):
    """What the service refuses, as RFC 9457 has it. `type` is stable, such as `/errors/unknown-user`."""

    def __init__(self, status: int, type: str, title: str, detail: Optional[str], retry_after: Optional[float]):
        super().__init__(f"{status} {type}: {detail or title}")
        self.status, self.type, self.title, self.detail = status, type, title, detail
        #: Seconds after which to ask again, where the service says so.
        self.retry_after = retry_after


class Event(NamedTuple):
    """A server-sent event: what kind, more about it, and the id to go on after with `last_event_id`."""

    kind: str
    data: Any
    id: str


class Transport:
    """What the generated client stands on."""

    def __init__(self, base_url: str, api_key: Optional[str] = None, *, timeout: float = 60):
        """`timeout` is the longest silence in seconds; a run's events come at least every 15."""
        self._base = base_url.rstrip("/")
        self._headers = {"Accept": "application/json", "User-Agent": "kdiffe-python"}
        self._api_key = api_key
        self._timeout = timeout

    def _ask(self, method, route, *, path=None, query=None, header=None, body=None, content_type=None, answer="json"):
        for name, value in (path or {}).items():
            route = route.replace("{" + name + "}", urllib.parse.quote(str(value), safe=""))
        given = [(name, value) for name, value in (query or {}).items() if value is not None]
        if given:
            route += "?" + urllib.parse.urlencode([(name, _text(value)) for name, value in given], doseq=True)
        headers = {**self._headers, **{name: str(value) for name, value in (header or {}).items() if value is not None}}
        if body is not None:
            headers["Content-Type"] = content_type
        if content_type in JSON and body is not None:
            body = json.dumps(body, allow_nan=False).encode()
        request = urllib.request.Request(self._base + route, body, headers, method=method)
        if self._api_key is not None:
            # Not for whatever host an answer leads to.
            request.add_unredirected_header("Authorization", f"Bearer {self._api_key}")
        with _one_error():
            try:
                response = urllib.request.urlopen(request, timeout=self._timeout)
            except urllib.error.HTTPError as error:
                with error:
                    raise _problem(error) from None
        if answer == "events":
            return _events(response)
        if answer == "lines":
            return _lines(response)
        with response, _one_error():
            text = response.read()
        return json.loads(text) if answer == "json" and text else None


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return [_text(one) for one in value] if isinstance(value, (list, tuple)) else str(value)


def _problem(error):
    text = error.read()
    try:
        said = json.loads(text)
    except ValueError:
        said = {}
    if not isinstance(said, dict):
        said = {}
    after = error.headers.get("Retry-After", "")
    return Problem(error.code, said.get("type", "about:blank"), said.get("title", error.reason), said.get("detail"), float(after) if after.isdigit() else None)


@contextlib.contextmanager
def _one_error():
    """Whatever is wrong with a connection is a `urllib.error.URLError`."""
    try:
        yield
    except urllib.error.URLError:
        raise
    except (http.client.HTTPException, OSError) as error:
        raise urllib.error.URLError(error) from error


def _parts(response) -> Iterator[bytes]:
    """The bytes as they come; reading by lines would take a connection that ends early for the end of the body."""
    while True:
        with _one_error():
            part = response.read1(65536)
            if not part and response.length:
                raise http.client.IncompleteRead(part, response.length)
        if not part:
            return
        yield part


def _lines(response) -> Iterator[str]:
    with response:
        rest = b""
        for part in _parts(response):
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                yield line.decode().rstrip("\r")
        if rest:
            yield rest.decode()


def _events(response) -> Iterator[Event]:
    kind, data, last = "message", [], ""
    for line in _lines(response):
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield Event(kind, json.loads("\n".join(data)), last)
            kind, data = "message", []
        elif field == "event":
            kind = value
        elif field == "data":
            data.append(value)
        elif field == "id":
            last = value
