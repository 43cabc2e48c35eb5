"""What leaves as a spreadsheet: one line for each figure and each recipient, and no formula among them."""

from dataclasses import replace

import pytest

from bot.campaigns.launching import Told
from bot.campaigns.planning import Planned
from bot.campaigns.reports import figure_rows, figures, meant_for, plain, recipient_row
from bot.model.audience import Audience, Condition
from bot.model.ids import ContactId
from bot.store.counts import Count, Outlook, State
from channels.messages import Address, OutboundMessage
from tests.store.campaigns import SPRING
from tools.offers import Kind

COUNT = Count(
    State.RUNNING, SPRING, 6, {"delivered": 1, "failed:30006": 1, "holdout": 1, "read": 1, "sent": 2}, {"joined": 1}, 4
)


def test_a_report_counts_what_is_out_and_keeps_each_fate() -> None:
    report = figures(COUNT)

    assert (report["sent"], report["delivered"], report["read"], report["joined"]) == (4, 2, 1, 1)
    rows = list(figure_rows([report]))
    assert rows[0] == ("campaign", "figure", "value")
    assert ("spring", "fate failed:30006", 1) in rows
    assert ("spring", "audience", 6) in rows


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_is_no_formula(words: str) -> None:
    assert plain(words) == f"'{words}"
    named = list(figure_rows([figures(replace(COUNT, campaign=replace(SPRING, name=words)))]))
    assert {row[0] for row in named[1:]} == {f"'{words}"}


def test_a_number_is_a_number_and_words_are_words() -> None:
    assert plain(-3) == -3
    assert plain("spring") == "spring"


def test_a_recipient_is_told_by_id_alone() -> None:
    address = Address("sms", "+12025550101")
    got = Told(ContactId("c1"), "sent", Planned(address, "en", OutboundMessage("Hello Ada"), more=False))
    none = Told(ContactId("c2"), "pending", "no_consent")
    gone = Told(ContactId(""), "withheld:erased", None)

    assert [recipient_row(one) for one in (got, none, gone)] == [
        ("c1", "sent", "sms", "en", ""),
        ("c2", "pending", "", "", "no_consent"),
        ("", "withheld:erased", "", "", ""),
    ]


def test_what_is_planned_is_billed_by_channel_and_by_sms_in_segments() -> None:
    plans = {"sms en": 2, "sms es": 1, "whatsapp en": 4, "holdout": 1, "no_consent": 5}

    assert Outlook(plans, units=6).billed == {"sms": 6, "whatsapp": 4}
    assert Outlook().billed == {}


def test_who_it_is_for_reads_as_in_its_file() -> None:
    some = Audience(
        Condition(account=True, languages=("en", "es"), ordered_from=("sunny",)),
        (Condition(orders=(Kind.SOLAR,)), Condition(exempt=False)),
    )

    assert meant_for(some) == ("account: yes; languages: en, es; ordered from: sunny", "orders: solar", "exempt: no")
    assert meant_for(Audience()) == ("",)
    assert meant_for(None) == ()
