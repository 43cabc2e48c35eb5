"""The names of intents in examples and evaluations, and the command that each stands for."""

from bot.model.command import Command, Say, SetLanguage

UNCLEAR = "unclear"

COMMANDS: dict[str, Command] = {
    "greet": Say("greet"),
    "help": Say("help"),
    "thanks": Say("thanks"),
    "goodbye": Say("goodbye"),
    "affirm": Say("affirm"),
    "deny": Say("deny"),
    "cancel_flow": Say("cancel_flow"),
    "start_solar": Say("start_solar"),
    "start_dfp": Say("start_dfp"),
    "journey": Say("journey"),
    "compare": Say("compare"),
    "order_status": Say("order_status"),
    "usage_or_bill": Say("usage_or_bill"),
    "provide_meter_id": Say("unclear"),  # announced, but no ID was found in the words
    "provide_otp": Say("unclear"),
    "resend_otp": Say("resend_otp"),
    "select_option": Say("unclear"),  # a choice, but nobody can tell which
    "why_or_explain": Say("why_or_explain"),
    "opt_out": Say("opt_out"),
    "opt_out_all": Say("opt_out_all"),
    "opt_in": Say("opt_in"),
    "handover": Say("handover"),
    "change_language": SetLanguage(None),
    "out_of_scope": Say("out_of_scope"),
    "complaint_or_outage": Say("complaint_or_outage"),
    "event_join": Say("event_join"),
    "event_skip": Say("event_skip"),
    "correction": Say("correction"),
    "back": Say("back"),
    "notifications": Say("notifications"),
    "unlink": Say("unlink"),
    "leave_programme": Say("leave_programme"),
    "event_settings": Say("event_settings"),
    "unclear": Say("unclear"),
}

NEVER_GUESSED = frozenset(
    {"back", "journey", "notifications", "opt_out_all", "unlink", "leave_programme", "event_settings", UNCLEAR}
)

LEARNED = tuple(label for label in COMMANDS if label not in NEVER_GUESSED)
"""The labels that examples are written for: those of `wattline eval --nlu`. The others are never guessed."""

PARTS: dict[str, Command] = {
    "survey": Say("start_survey"),
    "connection": Say("start_connection"),
    "subsidy": Say("start_subsidy"),
}
"""What somebody who wants solar wants of it, where the words name one part (`parts` in the lexicon)."""

MEANINGS: dict[str, Command] = {
    label: COMMANDS[label]
    for label in (
        "start_solar",
        "start_dfp",
        "compare",
        "order_status",
        "usage_or_bill",
        "resend_otp",
        "why_or_explain",
        "opt_out",
        "opt_in",
        "handover",
        "change_language",
        "complaint_or_outage",
        "event_join",
        "event_skip",
        "cancel_flow",
    )
}
"""What a customer can be asked about by name ("did you mean ...?"), where the reader is in doubt."""

CERTAIN = (
    "affirm",
    "deny",
    "cancel_flow",
    "opt_out",
    "opt_in",
    "handover",
    "greet",
    "help",
    "thanks",
    "goodbye",
    "resend_otp",
)
"""The labels of which an example line, said again as a whole message, needs no guessing."""
