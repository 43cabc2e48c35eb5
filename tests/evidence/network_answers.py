"""What real networks answered: all of it is read, and each quirk of theirs has a test that is named after it."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.conformance.captured import DATA, captures, read
from tests.measuring import Measure, Measurement, at_least
from tools.contract import ToolError

_FEWEST = 50
_BROKEN = (ToolError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_TESTS = Path(__file__).parents[1]
_NAMED = re.compile(r"^(?:async )?def (test_\w+)\(", re.MULTILINE)

_QUIRKS: Mapping[str, str] = {
    "HTML and <style> in long_desc": "test_html_and_style_in_long_desc_become_text",
    "batteries in a search for solar": "test_a_battery_listed_under_solar_is_told_from_a_panel",
    'rating: "null"': "test_a_rating_of_null_is_none",
    "tags named by code, name or description": "test_tags_are_named_by_code_name_or_description",
    "a placeholder of 100 INR on confirm and status": ("test_a_placeholder_price_on_confirm_and_status_is_never_read"),
    "breakups in another currency or of another sum": (
        "test_a_quote_in_doubt_shows_the_items_price_and_says_that_the_seller_must_confirm"
    ),
    "PAID and a bank account before anyone paid": "test_bank_details_are_never_relayed_and_paid_is_not_believed",
    "another fulfilment id than advertised": "test_the_fulfilment_id_of_the_answer_replaces_the_advertised_one",
    "order.status stays ACTIVE": "test_progress_is_the_fulfilments_state_because_the_status_stays_active",
    "a new transaction per step is accepted": "test_the_transaction_stays_the_same_and_the_message_id_does_not",
    "a status in the wrong domain answers []": (
        "test_a_status_is_asked_in_the_domain_of_its_order_for_another_answers_nothing"
    ),
    "a programme's terms in prose": "test_a_programmes_terms_are_read_from_prose_in_tags",
    "a subsidy beside programmes": "test_a_subsidy_is_told_from_a_programme",
    "connections among installers": "test_a_connection_among_installers_is_told_apart",
    "[] on a confirm is not a no": "test_a_confirm_that_was_not_clearly_refused_is_unknown_and_sent_once",
    "failures that are answered 200, 202, 400 or 500 HTML": "test_a_call_that_reads_fails_by_the_right_name",
    "an error item beside good ones": "test_a_search_gathers_all_platforms_although_one_refuses",
    "a callback of a search that went well, with an error": "test_an_action_that_is_no_answer_is_ignored",
    "a request seen three times on the wire": "test_a_repetition_bears_the_same_mark_and_another_answer_another",
    "the registry's ids change on a reset": "test_after_a_reset_the_code_is_looked_up_anew",
    "degenerate interval data": ("test_the_degenerate_data_of_a_real_registry_allow_no_number_and_a_sound_meters_do"),
    "a registry without phones": "test_the_customers_name_and_phone_come_from_the_directory",
}
"""What was measured of real networks, and the test that is named after it."""


def _captured(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- the form is what every measurement is told
    del long
    if not DATA.is_dir():
        yield Measure("captured answers beside the project (../shared/data)", "absent", "", "there", holds=False)
        return
    found = captures()
    failed = [path.stem for path in found if not _is_read(path)]
    yield at_least("captured answers that were read", len(found) - len(failed), _FEWEST, f"of {len(found)}")
    yield Measure("the same, ended by an exception", len(failed), ", ".join(failed[:3]) or "answers", "0", not failed)


def _is_read(path: Path) -> bool:
    try:
        read(path)
    except _BROKEN:
        return False
    return True


def _named(long: bool) -> Iterable[Measure]:  # noqa: FBT001 -- as above
    del long
    files = (_TESTS / "tools").rglob("test_*.py")
    there = {name for file in files for name in _NAMED.findall(file.read_text())}
    missing = [quirk for quirk, name in _QUIRKS.items() if name not in there]
    unit = ", ".join(missing) or f"of {len(_QUIRKS)} quirks"
    yield Measure("quirks without a test named after them", len(missing), unit, "0", not missing)


MEASUREMENTS = (
    Measurement("captured answers of a real network", _captured),
    Measurement("a test for each quirk", _named),
)
