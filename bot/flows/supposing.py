"""Supposing: what a customer supposes, or tells, of the home and of money; the comparison is made once more with it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.flows import files
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.flows.weighing import WISHES, best, kind
from bot.model.command import Choose, Command, Suppose
from tools.economics.comparison import NOTHING_SUPPOSED, Choice, Comparison, Option, Supposition, Wish
from tools.economics.roof import Shading

SUPPOSED: Mapping[str, Suppose] = {
    "half_roof": Suppose(share=0.5),
    "shaded_roof": Suppose(shading=Shading.SIGNIFICANT),
    "loan": Suppose(loan=True),
    "battery": Suppose(battery=True),
    **{f"wish-{wish}": Suppose(wish=wish) for wish in Wish},
    **{f"shade-{shading}": Suppose(shading=shading) for shading in Shading},
    **{f"face-{azimuth:.0f}": Suppose(azimuth=azimuth) for azimuth in (0.0, 90.0, 180.0, 270.0)},
}
"""The choices that suppose something."""

AREAS: Mapping[str, float] = {"area-15": 15.0, "area-30": 30.0, "area-60": 60.0}
"""Sizes of a roof to choose from, in m2; any other may be written."""

SHADES: Mapping[Shading, str] = {
    Shading.NONE: "roof.shade_none",
    Shading.MODEST: "roof.shade_modest",
    Shading.SIGNIFICANT: "roof.shade_significant",
    Shading.HEAVY: "roof.shade_heavy",
}
FACINGS = (
    "roof.north",
    "roof.north_east",
    "roof.east",
    "roof.south_east",
    "roof.south",
    "roof.south_west",
    "roof.west",
    "roof.north_west",
)
"""The points of the compass, clockwise from north."""
POINT = 360 / len(FACINGS)
PANELS = frozenset({Choice.SOLAR, Choice.BOTH})


def supposed(before: Supposition, new: Suppose) -> Supposition:
    """Return what is supposed from now on. A roof's new size is all of it."""
    return Supposition(
        area_m2=new.area_m2 or before.area_m2,
        share=new.share if new.share or new.area_m2 else before.share,
        shading=new.shading or before.shading,
        tilt=before.tilt if new.tilt is None else new.tilt,
        azimuth=before.azimuth if new.azimuth is None else new.azimuth,
        loan=before.loan if new.loan is None else new.loan,
        wish=new.wish or before.wish,
        battery=before.battery if new.battery is None else new.battery,
        place=new.place or before.place,
    )


def reckon(draft: Draft, new: Suppose) -> Draft:
    """Compare once more, with what is supposed now."""
    return _reckon(draft, supposed(draft.session.supposing, new))


def _reckon(draft: Draft, supposing: Supposition) -> Draft:
    return draft.with_session(replace(draft.session, supposing=supposing)).go("compare", "start")


def hear(draft: Draft, command: Command) -> Draft | None:
    """Take what is supposed, wherever the customer looks at a comparison."""
    match command:
        case Suppose():
            return reckon(draft, command)
        case Choose(value) if value in SUPPOSED:
            return reckon(draft, SUPPOSED[value])
        case Choose("as_it_was"):
            return _reckon(draft, NOTHING_SUPPOSED)
        case Choose("meter_readings"):
            return files.without(draft).go("compare", "start")
        case Choose(value) if value in WAYS:
            return draft.on(WAYS[value])
    return None


WAYS: Mapping[str, str] = {"what_if": "suppose", "other_wish": "wish", "my_roof": "roof", "compared": "result"}


def roof_matters(comparison: Comparison) -> bool:
    """Whether the roof could change the answer and nobody told of it yet.

    It can where panels come first, or would if the sun did better than expected; else it need not be asked.
    """
    told, first = comparison.supposing, best(comparison)
    if told.shading or told.area_m2 or told.share:
        return False
    could = (_most(option) for option in comparison.options if option.choice in PANELS and option.eligible)
    return (first is not None and first.choice in PANELS) or any(most > 0 for most in could)


def _most(option: Option) -> int:
    return option.lifetime.high.amount if option.lifetime else option.high.amount - option.upfront.amount


def told(draft: Draft, supposing: Supposition) -> str:
    """Say what is supposed, "" where nothing is. The wish is said with the answer."""
    things = ", ".join(_things(draft, supposing))
    return draft.words("suppose.with", things=things) if things else ""


def _things(draft: Draft, supposing: Supposition) -> Iterator[str]:
    yield from _roof_told(draft, supposing)
    if supposing.loan:
        yield draft.words("suppose.loan")
    if supposing.battery:
        yield draft.words("suppose.battery")


def _roof_told(draft: Draft, supposing: Supposition) -> Iterator[str]:
    if supposing.area_m2 is not None:
        yield draft.words("suppose.area", area=supposing.area_m2)
    if supposing.share is not None:
        yield draft.words("suppose.share", percent=100 * supposing.share)
    if supposing.shading is not None:
        yield draft.words(SHADES[supposing.shading])
    if supposing.azimuth is not None:
        yield draft.words("suppose.facing", way=draft.words(facing(supposing.azimuth)))
    if supposing.tilt is not None:
        yield draft.words("suppose.tilt", degrees=supposing.tilt)
    if supposing.place is not None:
        yield draft.words("suppose.place")


def facing(azimuth: float) -> str:
    """Return the name of the point of the compass that is nearest."""
    return FACINGS[round(azimuth / POINT) % len(FACINGS)]


def elsewhere(draft: Draft, comparison: Comparison) -> Draft:
    """Say that the place of the roof lies outside of what is served, and go on without it."""
    if draft.session.supposing.place is None or comparison.supposing.place is not None:
        return draft
    supposing = replace(draft.session.supposing, place=None)
    return draft.with_session(replace(draft.session, supposing=supposing)).say("suppose.elsewhere")


def changed(draft: Draft, before: Comparison, now: Comparison) -> str:
    """Say in one sentence what a supposition changed against the comparison before."""
    first, was = _first(now), _first(before)
    looked_at = _looked_at(now)
    old = next((one for one in before.options if looked_at and one.choice is looked_at.choice), None)
    worth, paid = _differences(looked_at, old)
    return draft.words(
        "suppose.changed",
        stays=first is was,
        first=kind(draft, first),
        was=kind(draft, was),
        option=kind(draft, looked_at.choice) if looked_at else "",
        worth=worth,
        paid=paid,
    )


def _first(comparison: Comparison) -> Choice:
    option = best(comparison)
    return option.choice if option else Choice.NEITHER


def _looked_at(now: Comparison) -> Option | None:
    """Return the option whose figures tell the difference: the best one with panels, else the best one."""
    eligible = [option for option in now.options if option.eligible and option.choice is not Choice.NEITHER]
    return next((option for option in eligible if option.choice in PANELS), next(iter(eligible), None))


def _differences(now: Option | None, old: Option | None) -> tuple[tuple[object, object] | None, ...]:
    """Return what an option is worth over 25 years, and what is paid up front, now and before, where they differ."""
    if now is None or old is None:
        return None, None
    paid = (now.upfront, old.upfront) if now.upfront != old.upfront else None
    if now.lifetime is None or old.lifetime is None or now.lifetime.expected == old.lifetime.expected:
        return None, paid
    return (now.lifetime.expected, old.lifetime.expected), paid


def _suppose(draft: Draft) -> Draft:
    comparison = draft.session.comparison
    if comparison is None:
        return draft.on("start")
    offered = [draft.label("half_roof", "suppose.half_roof"), draft.label("shaded_roof", "suppose.shaded_roof")]
    if comparison.loan_offered and not comparison.supposing.loan:
        offered.append(draft.label("loan", "suppose.by_loan"))
    if comparison.battery_offered and not comparison.supposing.battery:
        offered.append(draft.label("battery", "suppose.with_battery"))
    offered.append(draft.label("other_wish", "suppose.other_wish"))
    if comparison.from_file:
        offered.append(draft.label("meter_readings", "suppose.meter_readings"))
    if comparison.supposing != NOTHING_SUPPOSED:
        offered.append(draft.label("as_it_was", "suppose.as_it_was"))
    return draft.ask(draft.words("suppose.which"), (*offered, draft.label("compared", "choice.compared")))


def _wish(draft: Draft) -> Draft:
    wishes = tuple(draft.label(f"wish-{wish}", name) for wish, name in WISHES.items())
    return draft.ask(draft.words("wish.which"), wishes)


def _roof(draft: Draft) -> Draft:
    areas = [draft.label(value, "roof.about", area=area) for value, area in AREAS.items()]
    return draft.ask(draft.words("roof.how_large"), (*areas, draft.label("unknown", "roof.not_known")))


def _hear_roof(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value in AREAS:
            return _sized(draft, Suppose(area_m2=AREAS[value])).on("shade")
        case Suppose(area_m2=area) if area and command.shading is None:
            return _sized(draft, command).on("shade")
        case Choose("unknown"):
            return draft.on("shade")
    return hear(draft, command)


def _sized(draft: Draft, new: Suppose) -> Draft:
    return draft.with_session(replace(draft.session, supposing=supposed(draft.session.supposing, new)))


def _shade(draft: Draft) -> Draft:
    shades = [draft.label(f"shade-{shading}", name) for shading, name in SHADES.items()]
    return draft.ask(draft.words("roof.how_shaded"), (*shades, draft.label("unknown", "roof.not_known")))


def _hear_shade(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value in SUPPOSED and SUPPOSED[value].shading:
            return _shaded(_sized(draft, SUPPOSED[value]))
        case Suppose(shading=shading) if shading:
            return _shaded(_sized(draft, command))
        case Choose("unknown"):
            return _shaded(draft)
    return hear(draft, command)


def _shaded(draft: Draft) -> Draft:
    """Go on to which way the roof faces, where nobody told."""
    supposing = draft.session.supposing
    return draft.on("facing") if supposing.azimuth is None else _reckon(draft, supposing)


def _facing(draft: Draft) -> Draft:
    ways = [draft.label(value, facing(new.azimuth)) for value, new in SUPPOSED.items() if new.azimuth is not None]
    return draft.ask(draft.words("roof.which_way"), (*ways, draft.label("unknown", "roof.flat_or_not_known")))


def _hear_facing(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose("unknown"):
            return _reckon(draft, draft.session.supposing)
    return hear(draft, command)


STEPS: Steps = {
    "suppose": Step(enter=_suppose, hear=hear, why="suppose.why", private=True, browsing=True),
    "wish": Step(enter=_wish, hear=hear, why="wish.why", private=True, browsing=True),
    "roof": Step(enter=_roof, hear=_hear_roof, why="roof.why", private=True, browsing=True),
    "shade": Step(enter=_shade, hear=_hear_shade, why="roof.why", private=True, browsing=True),
    "facing": Step(enter=_facing, hear=_hear_facing, why="roof.why", private=True, browsing=True),
}
