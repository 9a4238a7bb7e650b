"""The loss over the learning rate, as SVG for a notebook and on matplotlib's axes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, List, Optional, Sequence, Tuple

from ._text import brief
from ._transport import FinderError

if TYPE_CHECKING:
    from ._found import Found

_WIDTH, _HEIGHT = 640.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 14.0, 28.0, 40.0
#: One color for both the light and the dark page, dark enough for the one and light for the other.
_RATE, _PEAK, _CURVE = "#d9622b", "#9a80e0", "#2f8fc4"


def html(found: "Found") -> str:
    """The chart, the rate, and the verdict, in the colors of the page that they are on."""
    verdict = found.verdict
    trusted = found.learning_rate is not None
    head = (
        f"<b style='font-size:1.25em'>{brief(found.learning_rate)}</b>"
        f"{_between(found.interval)} for a constant rate"
        if found.learning_rate is not None
        else "<b style='font-size:1.25em'>no rate to trust</b>"
    )
    if found.peak is not None:
        head += f" &nbsp;·&nbsp; <b>{brief(found.peak)}</b> as the peak of a schedule"
    lines = [f"<b>{_escaped(verdict.code)}</b>: {_escaped(verdict.sentence)}"]
    if verdict.remedy:
        lines.append(f"try: {_escaped(verdict.remedy)}")
    lines += [f"note: {_escaped(note)}" for note in found.notes]
    color = "inherit" if trusted else _RATE
    return (
        "<div style='max-width:660px;color:inherit'>"
        f"<div style='margin:.3em 0'>{head}</div>{svg(found)}"
        f"<div style='color:{color};font-size:.92em;margin:.2em 0'>{'<br/>'.join(lines)}</div>"
        f"{_rules(found)}</div>"
    )


def svg(found: "Found") -> str:
    """The loss over the rate. Text and axes have the color of the page's text."""
    frame = _Frame.of(found)
    if frame is None:
        return ""
    parts = [
        f"<svg viewBox='0 0 {_WIDTH:g} {_HEIGHT:g}' role='img' width='100%' "
        "xmlns='http://www.w3.org/2000/svg' font-family='system-ui,sans-serif' font-size='12' "
        f"fill='currentColor'><title>{_escaped(f'Loss over the learning rate: {found!r}')}"
        "</title>"
    ]
    parts += frame.axes()
    if found.interval is not None:
        low, high = frame.x(found.interval[0]), frame.x(found.interval[1])
        parts.append(
            f"<rect x='{low:.1f}' y='{_TOP:g}' width='{max(high - low, 1):.1f}' "
            f"height='{_HEIGHT - _TOP - _BOTTOM:g}' fill='{_RATE}' fill-opacity='.13'/>"
        )
    for run in found.runs:
        if len(found.runs) == 1:
            parts += [
                f"<circle cx='{x:.1f}' cy='{y:.1f}' r='1.6' fill-opacity='.4'/>"
                for x, y in frame.points(run.learning_rate, run.loss)
            ]
        parts.append(
            f"<polyline points='{_path(frame.points(run.learning_rate, run.smoothed_loss))}' "
            f"fill='none' stroke='{_CURVE}' stroke-width='2.2' stroke-linejoin='round'"
            + (" stroke-opacity='.6'/>" if len(found.runs) > 1 else "/>")
        )
    parts += frame.mark(found.learning_rate, _RATE, "rate", above=False)
    parts += frame.mark(found.peak, _PEAK, "peak", above=True)
    return "".join(parts) + "</svg>"


def plot(found: "Found", ax: Any = None) -> Any:
    """The same on matplotlib's axes."""
    if ax is None:
        try:
            from matplotlib import pyplot
        except ImportError:
            raise FinderError("plot needs matplotlib: pip install matplotlib") from None
        _, ax = pyplot.subplots()
    for index, run in enumerate(found.runs):
        label = "loss of a step" if index == 0 else None
        ax.plot(run.learning_rate, run.loss, ".", color="0.6", markersize=3, label=label)
        label = "smoothed" if index == 0 else None
        ax.plot(run.learning_rate, run.smoothed_loss, color=_CURVE, linewidth=2, label=label)
    if found.interval is not None:
        ax.axvspan(*found.interval, color=_RATE, alpha=0.13, label="80 % interval")
    if found.learning_rate is not None:
        label = f"rate {brief(found.learning_rate)}"
        ax.axvline(found.learning_rate, color=_RATE, linewidth=2, label=label)
    if found.peak is not None:
        label = f"peak {brief(found.peak)}"
        ax.axvline(found.peak, color=_PEAK, linestyle="--", label=label)
    ax.set_xscale("log")
    bounds = _losses(found)
    if bounds is not None:
        ax.set_ylim(*bounds)
    ax.set_xlabel("Learning rate")
    ax.set_ylabel("Loss")
    ax.set_title(f"{found.verdict.code}: {found.title}", fontsize="medium")
    ax.legend(fontsize="small")
    return ax


class _Frame:
    """Where a rate and a loss are in the picture."""

    def __init__(self, rates: Tuple[float, float], losses: Tuple[float, float]) -> None:
        self._rates = (math.log10(rates[0]), math.log10(rates[1]))
        self._losses = losses

    @staticmethod
    def of(found: "Found") -> Optional["_Frame"]:
        rates = [rate for run in found.runs for rate in run.learning_rate]
        losses = _losses(found)
        if losses is None or len(rates) < 2 or min(rates) == max(rates):
            return None
        return _Frame((min(rates), max(rates)), losses)

    def x(self, rate: float) -> float:
        low, high = self._rates
        share = (math.log10(rate) - low) / (high - low)
        return _LEFT + min(max(share, 0.0), 1.0) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, loss: float) -> float:
        low, high = self._losses
        return _TOP + (high - loss) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    def points(self, rates: Sequence[float], losses: Sequence[float]) -> List[Tuple[float, float]]:
        low, top = self._losses
        each = max(1, len(rates) // 1000)
        return [
            (self.x(rate), self.y(min(loss, top)))
            for rate, loss in list(zip(rates, losses))[::each]
            if math.isfinite(loss) and loss >= low
        ]

    def axes(self) -> List[str]:
        bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
        parts = [
            f"<path d='M{_LEFT:g} {_TOP:g}V{bottom:g}H{right:g}' fill='none' "
            "stroke='currentColor' stroke-opacity='.5'/>"
        ]
        first, last = math.ceil(self._rates[0] - 1e-9), math.floor(self._rates[1] + 1e-9)
        each = max(1, (last - first) // 9 + 1)
        for power in range(first, last + 1, each):
            x = self.x(10.0**power)
            exponent = str(power).replace("-", "−")
            label = f"10<tspan dy='-5' font-size='9'>{exponent}</tspan>"
            parts.append(
                f"<path d='M{x:.1f} {bottom:g}v5' stroke='currentColor' stroke-opacity='.5'/>"
                f"<text x='{x:.1f}' y='{bottom + 19:g}' text-anchor='middle'>{label}</text>"
            )
        for value in _ticks(*self._losses):
            y = self.y(value)
            parts.append(
                f"<path d='M{_LEFT:g} {y:.1f}H{right:g}' stroke='currentColor' "
                "stroke-opacity='.12'/>"
                f"<text x='{_LEFT - 7:g}' y='{y + 4:.1f}' text-anchor='end'>{value:g}</text>"
            )
        middle = (_LEFT + right) / 2
        parts.append(
            f"<text x='{middle:g}' y='{_HEIGHT - 5:g}' text-anchor='middle'>Learning rate</text>"
            f"<text x='{_LEFT:g}' y='12' text-anchor='end'>Loss</text>"
        )
        return parts

    def mark(self, rate: Optional[float], color: str, name: str, above: bool) -> List[str]:
        if rate is None:
            return []
        x, top = self.x(rate), _TOP - (12 if above else 0)
        style = "stroke-dasharray='4 3' " if above else "stroke-width='2' "
        # The peak is right of the rate: their words are kept apart.
        is_left = x > _WIDTH - 110 or (not above and x > _LEFT + 90)
        anchor = "end" if is_left else "start"
        shift = 4 if anchor == "start" else -4
        return [
            f"<path d='M{x:.1f} {top:g}V{_HEIGHT - _BOTTOM:g}' stroke='{color}' {style}/>"
            f"<text x='{x + shift:.1f}' y='{top + 9 if above else top + 11:g}' fill='{color}' "
            f"font-weight='600' text-anchor='{anchor}'>{name} {brief(rate)}</text>"
        ]


def _losses(found: "Found") -> Optional[Tuple[float, float]]:
    """The losses that are shown: what a divergence adds above the start is cut off."""
    smoothed = [loss for run in found.runs for loss in run.smoothed_loss if math.isfinite(loss)]
    if not smoothed:
        return None
    low, first = min(smoothed), smoothed[0]
    lowest = min(loss for run in found.runs for loss in run.loss if math.isfinite(loss))
    low = max(lowest, low - 0.2 * (first - low))
    high = min(max(smoothed), first + 0.6 * max(first - low, 1e-12))
    margin = 0.06 * (high - low) or max(abs(high), 1.0) * 0.05
    return low - margin, high + margin


def _ticks(low: float, high: float) -> List[float]:
    raw = (high - low) / 5
    unit = 10.0 ** math.floor(math.log10(raw))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= raw)
    return [round(i * step, 12) for i in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _path(points: Sequence[Tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _escaped(text: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;")):
        text = text.replace(character, entity)
    return text


def _between(interval: Optional[Tuple[float, float]]) -> str:
    return "" if interval is None else f" ({brief(interval[0])} to {brief(interval[1])})"


def _rules(found: "Found") -> str:
    if not found.rules:
        return ""
    cells = ", ".join(
        f"{_escaped(name)} {'none' if rate is None else brief(rate)}"
        for name, rate in found.rules.items()
    )
    return (
        "<details style='font-size:.92em'><summary>what other finders read off this curve"
        f"</summary>{cells}</details>"
    )
