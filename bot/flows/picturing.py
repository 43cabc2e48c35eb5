"""Picturing: what was said in figures comes as a picture too, a little later; nobody waits for it.

A worker draws it. Where that fails, or the conversation has gone on meanwhile, there is none and nothing is said of it.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows.draft import Draft
from bot.model.drawing import Drawing
from bot.model.ids import CallId
from bot.model.turn import Reply, ToolCall
from channels.messages import OutboundMessage, Picture
from tools.contract import Result
from tools.economics.comparison import Choice, Comparison, Option
from tools.picture import Bar, Chart, Curve, DrawPicture, Mark, PictureDrawn

NAMES: Mapping[Choice, str] = {
    Choice.NEITHER: "picture.neither",
    Choice.SOLAR: "picture.solar",
    Choice.DFP: "picture.dfp",
    Choice.BOTH: "picture.both",
}


def compared(draft: Draft, comparison: Comparison) -> Draft:
    """Ask for the picture of a comparison, in the turn that says it in words; where there is a bar to draw."""
    chart = _chart(draft, comparison)
    if draft.address is None or not any(bar.drawn for bar in chart.bars):
        return draft
    call = CallId(draft.scene.ids.make("call", "picture"))
    drawing = Drawing(call, draft.address, draft.words("picture.caption"), chart.described)
    asked = draft.with_session(replace(draft.session, drawing=drawing))
    return replace(asked, calls=(*draft.calls, ToolCall(call, DrawPicture(call, chart))))


def drawn(draft: Draft, drawing: Drawing, result: Result) -> Draft:
    """Send a picture that is ready to where its figures were said, if its account still is proven there."""
    draft = draft.with_session(replace(draft.session, drawing=None))
    if draft.proven_at(drawing.address) is None or not isinstance(result, PictureDrawn):
        return draft
    picture = Picture(result.url, drawing.caption, drawing.described)
    return replace(draft, sent=(*draft.sent, Reply(drawing.address, OutboundMessage("", picture=picture))))


def _chart(draft: Draft, comparison: Comparison) -> Chart:
    eligible = [one for one in comparison.options if one.eligible and one.choice is not Choice.NEITHER]
    lasting = [one for one in eligible if len(one.balance) > 1]
    dear = next((one for one in lasting if one.upfront.amount > 0), None)
    return Chart(
        language=draft.locale.replace("_", "-"),
        title=draft.words("picture.title"),
        bars=tuple(_bar(draft, option) for option in comparison.options),
        note=draft.words("picture.note"),
        over_time=draft.words("picture.over_time") if lasting else "",
        curves=tuple(_curve(draft, one, marked=one is dear) for one in lasting),
    )


def _curve(draft: Draft, option: Option, *, marked: bool) -> Curve:
    """How the money goes on, year by year; of the first one that costs some: how much, and when it has come back."""
    marks = []
    if marked:
        paid = draft.words("compare.upfront", upfront=option.upfront)
        marks.append(Mark(0.0, float(option.balance[0]), paid))
    if marked and option.payback_years is not None:
        marks.append(Mark(option.payback_years, 0.0, draft.words("compare.payback", years=option.payback_years)))
    points = tuple((float(year), float(amount)) for year, amount in enumerate(option.balance))
    return Curve(draft.words(NAMES[option.choice]), points, tuple(marks))


def _bar(draft: Draft, option: Option) -> Bar:
    """Every number of it stands in the comparison's words, written alike."""
    name = draft.words(NAMES[option.choice])
    if option.choice is Choice.NEITHER:
        return Bar(name, draft.words("picture.nothing"))
    if not option.eligible:
        return Bar(name, draft.words("picture.not_eligible"))
    risk = "picture.upfront" if option.upfront.amount > 0 else "picture.no_upfront"
    return Bar(
        name,
        draft.words("picture.expected", expected=option.expected),
        draft.words(risk, low=option.low, high=option.high, upfront=option.upfront),
        *(float(value.amount) for value in (option.low, option.expected, option.high)),
    )
