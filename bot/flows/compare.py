"""Compare: solar, the flexibility programme, both or neither, from the household's own use; money at risk first."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import trouble
from bot.flows.draft import Draft, Step, Steps
from tools.contract import CompareOptions, OptionsCompared, Result
from tools.economics.comparison import Assumption, Choice, Comparison, Option

OPTIONS: Mapping[Choice, str] = {
    Choice.NEITHER: "compare.neither",
    Choice.SOLAR: "compare.solar",
    Choice.DFP: "compare.dfp",
    Choice.BOTH: "compare.both",
}

ASSUMPTIONS: Mapping[str, str] = {
    Assumption.EXTRAPOLATED: "assumption.extrapolated",
    Assumption.FIRST_YEAR_ONLY: "assumption.first_year_only",
    Assumption.FLAT_RATE: "assumption.flat_rate",
    Assumption.SHADING_NOT_SURVEYED: "assumption.shading_not_surveyed",
    Assumption.ROOF_ASSUMED: "assumption.roof_assumed",
    Assumption.EXPORT_AT_NET_BILLING: "assumption.export_at_net_billing",
    Assumption.SUBSIDIES_NOT_INCLUDED: "assumption.subsidies_not_included",
    Assumption.EVENTS_COULD_BE_ZERO: "assumption.events_could_be_zero",
    Assumption.EVENTS_ASSUMED: "assumption.events_assumed",
    Assumption.MINIMUM_LOAD_NOT_REACHED: "assumption.minimum_load_not_reached",
    Assumption.EXEMPT_FROM_EVENTS: "assumption.exempt_from_events",
    Assumption.OTHER_CURRENCY_LEFT_OUT: "assumption.other_currency_left_out",
    Assumption.UNPRICED_LEFT_OUT: "assumption.unpriced_left_out",
    Assumption.BOTH_RECOMPUTED: "assumption.both_recomputed",
}
"""The sentence for each assumption that a comparison names."""


def _start(draft: Draft) -> Draft:
    identity = draft.proven
    if identity is None:
        return draft
    request = CompareOptions(identity.meter, draft.scene.ids.uuid("transaction", 0))
    return draft.say("compare.working").call(request)


def _compared(draft: Draft, result: Result) -> Draft:
    match result:
        case OptionsCompared(comparison):
            return draft.with_session(replace(draft.session, comparison=comparison)).on("result")
    return trouble.failed(draft, result, retry="start")


def _result(draft: Draft) -> Draft:
    comparison = draft.session.comparison
    if comparison is None:
        return draft.on("start")
    exempt = draft.proven is not None and draft.proven.exempt
    flexibility = () if exempt else (draft.label("start_dfp", "choice.dfp"),)
    choices = (
        draft.label("start_solar", "choice.solar"),
        *flexibility,
        draft.label("handover", "choice.person"),
    )
    return draft.ask("\n\n".join(_paragraphs(draft, comparison)), choices)


def _paragraphs(draft: Draft, comparison: Comparison) -> tuple[str, ...]:
    options = "\n".join((draft.words("compare.head"), *(_option(draft, one) for one in comparison.options)))
    best = comparison.options[0].choice if comparison.options else Choice.NEITHER
    verdict = (draft.words("compare.neither_wins"),) if best is Choice.NEITHER else ()
    basis = draft.words(
        "compare.basis",
        start=comparison.period_start,
        end=comparison.period_end,
        consumption=comparison.consumption_kwh,
        peak=comparison.peak_kw,
    )
    missing = not comparison.full_year and Assumption.EXTRAPOLATED not in comparison.assumptions
    names = (Assumption.EXTRAPOLATED, *comparison.assumptions) if missing else comparison.assumptions
    named = [f"- {draft.words(ASSUMPTIONS[name])}" for name in names]
    assumed = ("\n".join((draft.words("compare.assumed"), *named)),) if named else ()
    return (options, *verdict, basis, *assumed, draft.words("compare.which"))


def _option(draft: Draft, option: Option) -> str:
    name = draft.words(OPTIONS[option.choice], name=option.offer_name)
    if option.choice is Choice.NEITHER:
        return name
    if not option.eligible:
        return draft.words("compare.not_eligible", option=name)
    risk = "compare.upfront" if option.upfront.amount > 0 else "compare.no_upfront"
    sentences = [
        draft.words(risk, option=name, upfront=option.upfront),
        draft.words("compare.benefit", low=option.low, expected=option.expected, high=option.high),
    ]
    if option.low.amount <= 0:
        sentences.append(draft.words("compare.could_be_nothing"))
    if option.payback_years is not None:
        sentences.append(draft.words("compare.payback", years=option.payback_years))
    return " ".join(sentences)


STEPS: Steps = {
    "start": Step(enter=_start, got=_compared, private=True),
    "result": Step(enter=_result, why="compare.why", private=True, browsing=True),
    "trouble": replace(trouble.STEP, private=True),
}
