"""Contacts: found by what they write from or proved, looked at, exported and deleted. Every look is audited."""

from typing import Final
from zoneinfo import ZoneInfo

import orjson
from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response as Answer

from bot.model.ids import ContactId
from bot.operators import Role
from bot.parts import PrivacyParts
from bot.privacy import Busy
from bot.web.console.access import Door, needs, operator, unmasked
from bot.web.console.pages import back, page
from tools.offers import Kind

SEE: Final = (Role.AGENT, Role.ADMIN, Role.AUDITOR)
TYPED: Final = 8
"""So many characters of an id are typed before its person is deleted."""
PATIENCE: Final = 5.0
"""Seconds that a page waits until nobody is at a person's turns."""
_BY: Final = ("phone", "meter", "contact")


class Contacts:
    """The views of these pages."""

    def __init__(self, people: PrivacyParts, zone: ZoneInfo) -> None:
        self._people = people
        self._zone = zone

    def search(self) -> Answer:
        """Find somebody: what is typed comes in the form's body, so that it stands in no address and no log."""
        if request.method == "GET":
            return page("contacts.html", trouble="")
        by, value = request.form.get("by", ""), request.form.get("value", "").strip()
        if by not in _BY or not value:
            abort(400)
        found = ContactId(value) if by == "contact" else self._people.privacy.find(**{by: value})
        if found is None:
            return _refused(page("contacts.html", trouble="Nobody is known by that.", by=by), 404)
        return redirect(url_for("console.contact", contact=found), 303)

    def show(self, contact: str) -> Answer:
        """Show a person."""
        profile = self._people.privacy.look(ContactId(contact), operator().name)
        if profile is None:
            abort(404)
        return page("contact.html", who=contact, profile=profile, dfp=Kind.DFP, zone=self._zone)

    def export(self, contact: str) -> Answer:
        """Give everything that is kept of a person, as a file."""
        if not unmasked():
            return _prove(contact)
        found = self._people.privacy.export(ContactId(contact), operator().name)
        if found is None:
            abort(404)
        text = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        headers = {"Content-Disposition": f"attachment; filename=contact-{secure_filename(contact)[:TYPED]}.json"}
        return Response(text + b"\n", mimetype="application/json", headers=headers)

    def delete(self, contact: str) -> Answer:
        """Take everything away, once it was typed who is meant."""
        if not unmasked():
            return _prove(contact)
        typed = contact[:TYPED]
        if request.method == "GET":
            return page("delete_contact.html", who=contact, typed=typed, trouble="")
        if request.form.get("typed", "").strip() != typed:
            trouble = f"Type {typed} to delete this contact. Nothing was deleted."
            return _refused(page("delete_contact.html", who=contact, typed=typed, trouble=trouble), 400)
        return self._deleted(ContactId(contact))

    def _deleted(self, contact: ContactId) -> Answer:
        people, by = self._people, operator().name
        try:
            done = people.privacy.delete(contact, by, people.inbox.flush, patience=PATIENCE)
        except Busy:
            said = "The conversation does not rest: nothing was deleted. Try again."
            return back("console.contact", said, contact=contact)
        return back("console.contacts", "Deleted: a tombstone is left." if done else "There was nobody any more.")


def add(routes: Blueprint, door: Door) -> None:
    """Add these pages to the console."""
    views = Contacts(door.parts.people, door.parts.zone)
    see, admin, both = needs(*SEE), needs(Role.ADMIN), ["GET", "POST"]
    one = "/contacts/<contact>"
    routes.add_url_rule("/contacts", "contacts", see(views.search), methods=both)
    routes.add_url_rule(one, "contact", see(views.show))
    routes.add_url_rule(f"{one}/export", "export_contact", admin(views.export), methods=["POST"])
    routes.add_url_rule(f"{one}/delete", "delete_contact", admin(views.delete), methods=both)


def _prove(contact: str) -> Answer:
    return redirect(url_for("console.prove", to=url_for("console.contact", contact=contact)), 303)


def _refused(response: Response, status: int) -> Response:
    response.status_code = status
    return response
