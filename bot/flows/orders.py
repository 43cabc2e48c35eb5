"""Orders: what was ordered at this account, and how far the network says it is."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import cancelling, joining, milestones, trouble
from bot.flows.cancelling import may_cancel
from bot.flows.draft import Draft
from bot.flows.following import check
from bot.flows.settling import noted
from bot.flows.stepping import Step, Steps
from bot.model.command import Choose, Command, Say
from bot.model.contact import News
from bot.model.order import Order
from tools.contract import AskSupport, OrderChecked, Result, SupportGiven
from tools.offers import Support

MOST = 5
"""Orders listed, newest first."""

NEWS: Mapping[str, tuple[News, str]] = {
    "news-all": (News.ALL, "orders.news_all"),
    "news-major": (News.MAJOR, "orders.news_major"),
    "news-none": (News.NONE, "orders.news_none"),
}
"""The choices for what is told without being asked, and their words."""


def _list(draft: Draft) -> Draft:
    orders = tuple(reversed(draft.own_orders[-MOST:]))
    if not orders:
        return draft.say("orders.none").go("welcome", "menu")
    if len(orders) == 1 and orders[0].number:
        return draft.note(order=orders[0].id).on("checking")
    listed = "\n".join((draft.words("orders.listing"), *(_line(draft, one) for one in orders)))
    known = tuple(draft.label(f"order-{one.id}", "orders.check", name=one.name) for one in orders if one.number)
    if not known:
        return draft.tell(listed).rest()
    return draft.ask("\n".join((listed, draft.words("orders.which"))), known)


def _line(draft: Draft, order: Order) -> str:
    return draft.words("orders.line", name=order.name, state=milestones.state(draft, order), day=order.placed_at)


def _hear(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value.startswith("order-"):
            return draft.note(order=value.removeprefix("order-")).on("checking")
    return None


def _check(draft: Draft) -> Draft:
    order = draft.order_in_view
    request = check(order) if order else None
    if order is None or request is None:
        return draft.on("start")
    return draft.say("orders.checking", name=order.name).call(request)


def _checked(draft: Draft, result: Result) -> Draft:
    order = draft.order_in_view
    match result:
        case OrderChecked(progress) if order:
            there = milestones.words(draft, progress.milestone)
            told = draft.say("orders.progress", name=order.name, number=order.number, words=there)
            return noted(joining.told(told, order), order, progress).on("one")
    return trouble.failed(draft, result, retry="checking")


def _one(draft: Draft) -> Draft:
    """What can be done about the order in view."""
    order = draft.order_in_view
    others = (draft.label("seller", "orders.seller"), draft.label("news", "orders.choose_news"))
    own = (*joining.choice(draft, order), *cancelling.choice(draft, order))
    return draft.ask(draft.words("orders.what_else"), (*own, *others))


def _hear_one(draft: Draft, command: Command) -> Draft | None:
    order = draft.order_in_view
    match command:
        case Choose("joining"):
            return draft.on("joining")
        case Choose("cancel") | Say("cancel_flow") if order and may_cancel(order):
            return draft.on("cancel")
        case Choose("seller"):
            return draft.on("seller")
        case Choose("news"):
            return draft.on("news")
        case Say("deny"):
            return draft.say("help.fine").rest()
    return None


def _ask_seller(draft: Draft) -> Draft:
    order = draft.order_in_view
    if order is None or order.number is None:
        return draft.on("start")
    return draft.call(AskSupport(order.kind, order.transaction, order.number, order.bpp_id, order.bpp_uri))


def _seller_said(draft: Draft, result: Result) -> Draft:
    """Pass on where the seller helps, as its own words and not ours."""
    order = draft.order_in_view
    match result:
        case SupportGiven(Support(None, None, None)) if order:
            return trouble.stuck(draft.say("orders.seller_silent", provider=order.provider), retry="")
        case SupportGiven(support) if order:
            known = (
                ("orders.seller_phone", support.phone),
                ("orders.seller_email", support.email),
                ("orders.seller_page", support.url),
            )
            lines = (draft.words(name, value=value) for name, value in known if value)
            return draft.tell("\n".join((draft.words("orders.seller_says", provider=order.provider), *lines))).rest()
    return trouble.failed(draft, result, retry="seller")


def _ask_news(draft: Draft) -> Draft:
    now = next(name for news, name in NEWS.values() if news is draft.contact.news)
    text = draft.words("orders.which_news", now=draft.words(now))
    return draft.ask(text, [draft.label(value, name) for value, (_, name) in NEWS.items()])


def _hear_news(draft: Draft, command: Command) -> Draft | None:
    match command:
        case Choose(value) if value in NEWS:
            news, name = NEWS[value]
            changed = replace(draft, contact=replace(draft.contact, news=news))
            return changed.say("orders.news_changed", now=draft.words(name)).rest()
    return None


STEPS: Steps = {
    "start": Step(enter=_list, hear=_hear, private=True, browsing=True),
    "checking": Step(enter=_check, got=_checked, private=True),
    "one": Step(enter=_one, hear=_hear_one, private=True, browsing=True),
    **joining.STEPS,
    **cancelling.STEPS,
    "seller": Step(enter=_ask_seller, got=_seller_said, private=True),
    "news": Step(enter=_ask_news, hear=_hear_news, private=True),
    "trouble": replace(trouble.STEP, private=True),
}
