"""What the parts of the service hand to one another: its limits, an answer, a refusal."""

from __future__ import annotations

from attrs import frozen


@frozen
class Limits:
    """How much the service takes on; what is more is refused and never kept."""

    workers: int = 1
    waiting: int = 32  # requests beyond those that the workers have in hand
    timeout: float = 30.0  # seconds: the most that an article may take, and that it may wait before
    body: int = 5_000_000  # bytes of a request
    batch: int = 8  # articles that a worker is handed at once …
    batch_size: int = 20_000  # … if they have so many characters together: nobody should wait behind a long one for long

    @property
    def places(self) -> int:
        """Requests in hand at once."""
        return self.workers + self.waiting


# What a request is told of a fault of ours: not what it was.
FAULT = "the service made an error; its standard error has more"


@frozen
class Answer:
    """What a worker made of an article: a record of JSON or a page of HTML, as UTF-8."""

    body: bytes
    attributions: int


# Every error there is: its code, its status, and when it is given (docs/serve.md and /openapi.json show this table).
ERRORS = {
    "bad-json": (400, "The body is no JSON object with a “text” or “html” that is a string."),
    "not-found": (404, "There is nothing at this path."),
    "wrong-method": (405, "The path does not answer this method."),
    "slow-body": (408, "The body did not come within --timeout."),
    "too-large": (413, "The body has more bytes than --max-body."),
    "wrong-type": (415, "The Content-Type is none that is read, or the body is compressed."),
    "unreadable": (422, "The article cannot be read: it is binary, in another encoding than was said, or longer than --max-chars."),
    "unparsable": (422, "The article cannot be parsed."),
    "internal": (500, "An error of the service itself; its standard error has more."),
    "worker-ended": (500, "The process that had the article in hand ended; it is replaced."),
    "busy": (503, "No place is free, or none of the workers was in time; Retry-After says when to come again."),
    "timeout": (504, "The article took longer than --timeout and was stopped."),
}


class Refused(Exception):
    """A request that gets no extraction: a code of ERRORS, and the sentence that tells it."""

    def __init__(self, code: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = ERRORS[code][0]
        self.code = code
        self.message = message
        self.retry_after = retry_after  # seconds
