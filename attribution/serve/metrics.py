"""What the service counts, in Prometheus' format; nothing of an article's content is in it."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from attribution.serve.values import Answer, Refused

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "attribution_requests", "Requests answered, by path and status.", ("path", "status"), registry=registry
        )
        self._request_seconds = Histogram(
            "attribution_request_seconds", "Seconds from a request's head to its answer, by path and status.",
            ("path", "status"), buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._article_seconds = Histogram(
            "attribution_article_seconds", "Seconds an article took in its worker.", buckets=_SECONDS, registry=registry
        )
        self._attributions = Counter("attribution_attributions", "Attributions found.", registry=registry)
        self._batches = Histogram(
            "attribution_batch_articles", "Articles handed to a worker at once.", buckets=(1, 2, 4, 8), registry=registry
        )
        self._replaced = Counter("attribution_workers_replaced", "Workers that ended or were ended.", registry=registry)

    def watch(self, in_hand: Callable[[], int], ready: Callable[[], int]) -> None:
        """Gauges that are asked when the metrics are."""
        requests = Gauge("attribution_requests_in_hand", "Requests waiting or at work.", registry=self._registry)
        requests.set_function(in_hand)
        workers = Gauge("attribution_workers_ready", "Workers with their models loaded.", registry=self._registry)
        workers.set_function(ready)

    def answered(self, path: str, status: int, seconds: float) -> None:
        self._requests.labels(path, status).inc()
        self._request_seconds.labels(path, status).observe(seconds)

    def batched(self, articles: int) -> None:
        self._batches.observe(articles)

    def extracted(self, seconds: float, answer: Answer | Refused) -> None:
        self._article_seconds.observe(seconds)
        if isinstance(answer, Answer):
            self._attributions.inc(answer.attributions)

    def replaced(self) -> None:
        self._replaced.inc()

    def text(self) -> bytes:
        return generate_latest(self._registry)
