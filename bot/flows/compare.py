"""Compare: solar, the flexibility programme, both or neither, from the household's own use; money at risk first."""

from dataclasses import replace

from bot.flows import explaining, files, picturing, supposing, trouble
from bot.flows.draft import Draft
from bot.flows.stepping import Step, Steps
from bot.flows.weighing import best, gains, line, verdict
from bot.model.code import SMS
from bot.model.command import Choose, Command
from bot.model.session import Offered
from tools.contract import CompareOptions, Failed, Failure, OptionsCompared, Result
from tools.economics.comparison import Comparison


def _start(draft: Draft) -> Draft:
    identity = draft.proven
    if identity is None:
        return draft
    session = draft.session
    request = CompareOptions(identity.meter, draft.scene.ids.uuid("transaction", 0), session.supposing, session.file)
    return draft.say("compare.working", from_file=session.file is not None).call(request)


def _compared(draft: Draft, result: Result) -> Draft:
    match result:
        case OptionsCompared(comparison):
            before = draft.session.comparison
            known = supposing.elsewhere(draft, comparison)
            kept = known.with_session(replace(known.session, comparison=comparison)).note(whole="")
            differs = before is not None and before.supposing != comparison.supposing
            told = kept.tell(supposing.changed(kept, before, comparison)) if before and differs else kept
            return _pictured(told.on("result"), comparison)
        case Failed(Failure.NO_DATA) if draft.session.file:
            return files.refused(draft, result)
    return trouble.failed(draft, result, retry="start")


def _brief(draft: Draft) -> bool:
    """Whether there is room for a few lines only, and no more was asked for."""
    return draft.address is not None and draft.address.channel == SMS and not draft.slot("whole")


def _pictured(draft: Draft, comparison: Comparison) -> Draft:
    """Let a picture follow where all the numbers that it shows are said."""
    return draft if _brief(draft) else picturing.compared(draft, comparison)


def _result(draft: Draft) -> Draft:
    comparison = draft.session.comparison
    if comparison is None:
        return draft.on("start")
    if _brief(draft):
        return draft.ask("\n".join(_short(draft, comparison)), _ways(draft))
    return draft.ask("\n\n".join(_whole(draft, comparison)), _choices(draft, comparison))


def _choices(draft: Draft, comparison: Comparison) -> tuple[Offered, ...]:
    solar = (draft.label("start_solar", "choice.solar"),) if comparison.solar_offered else ()
    exempt = draft.proven is not None and draft.proven.exempt
    flexible = comparison.programme_offered and not exempt
    flexibility = (draft.label("start_dfp", "choice.dfp"),) if flexible else ()
    roof = (draft.label("my_roof", "choice.my_roof"),) if supposing.roof_matters(comparison) else ()
    _, *questions = _ways(draft)
    return (*solar, *flexibility, *questions, *roof, draft.label("handover", "choice.person"))


def _ways(draft: Draft) -> tuple[Offered, ...]:
    return (
        draft.label("see_all", "choice.see_all"),
        draft.label("why_numbers", "choice.why_numbers"),
        draft.label("what_if", "choice.what_if"),
    )


def _short(draft: Draft, comparison: Comparison) -> tuple[str, ...]:
    """What comes first, the money at risk and what it could bring, in the few lines of a text message."""
    option, told = best(comparison), supposing.told(draft, comparison.supposing)
    brings = (" ".join(gains(draft, option)),) if option else ()
    guessed = () if comparison.full_year else (draft.words("assumption.extrapolated"),)
    return (*((told,) if told else ()), verdict(draft, comparison), *brings, *guessed)


def _whole(draft: Draft, comparison: Comparison) -> tuple[str, ...]:
    told = supposing.told(draft, comparison.supposing)
    lines = [line(draft, option, comparison.wish) for option in comparison.options]
    turns = [explaining.turning(draft, one) for one in comparison.turning[:1]]
    rests_on = draft.words(
        "compare.basis",
        start=comparison.period_start,
        end=comparison.period_end,
        consumption=comparison.consumption_kwh,
        peak=comparison.peak_kw,
        from_file=comparison.from_file,
    )
    return (
        *((told,) if told else ()),
        verdict(draft, comparison),
        "\n".join((draft.words("compare.head"), *lines)),
        " ".join((rests_on, *explaining.aids(draft, comparison), *turns)),
        *_assumed(draft, comparison),
        draft.words(_asks(comparison)),
    )


def _asks(comparison: Comparison) -> str:
    if supposing.roof_matters(comparison):
        return "compare.which_or_roof"
    return "compare.which" if comparison.solar_offered or comparison.programme_offered else "compare.onward"


def _assumed(draft: Draft, comparison: Comparison) -> tuple[str, ...]:
    said = explaining.assumptions(draft, comparison, everything=False)
    points = [draft.words("compare.point", words=words) for words in said]
    return ("\n".join((draft.words("compare.assumed"), *points)),) if points else ()


def _hear(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose("see_all") if draft.session.comparison:
            return _pictured(draft.note(whole="1").on("result"), draft.session.comparison)
    return explaining.hear(draft, command) or supposing.hear(draft, command)


STEPS: Steps = {
    "start": Step(enter=_start, got=_compared, private=True),
    "result": Step(enter=_result, hear=_hear, why="compare.why", private=True, browsing=True),
    "why": Step(enter=explaining.enter, hear=_hear, why="compare.why", private=True, browsing=True),
    **supposing.STEPS,
    "trouble": replace(trouble.STEP, private=True),
}
