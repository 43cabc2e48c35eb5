"""The deterministic layer: what needs no guessing, given where the conversation stands."""

from dataclasses import dataclass, replace
from datetime import date

from bot.model.command import Choose, Command, GiveCode, GiveMeter, SetLanguage
from bot.model.session import Expecting, Offered
from bot.understanding import choices, rules
from bot.understanding.entities import find_code, find_meter, numbered
from bot.understanding.labels import COMMANDS, PARTS
from bot.understanding.lexicon import Lexicon
from bot.understanding.suppositions import find_supposition
from bot.understanding.words import Utterance
from tools.meter_ids import DEFAULT_FORMS, Check, MeterForms, fits

HALF = 0.5
"""The most that anything but a certain word is worth where it orders something, or lifts an opt-out."""

COMPARING = "compare"
"""The flow in which a comparison is looked at, so that "by loan" alone supposes one."""

BEGUN_BY_LINK = frozenset({"start_solar", "start_dfp", "compare", "order_status", "notifications"})
"""What a link may begin: an errand, never the end of something."""

IDLE = "welcome"
"""The flow in which no errand is open, so that a bare "cancel" can only mean the messages themselves."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands. `expecting` None: not known (a line of an evaluation), so anything is possible.

    `earlier` are the choices of the question before: what a correction takes back. `today` is the customer's day.
    """

    expecting: Expecting | None
    offered: tuple[Offered, ...] = ()
    flow: str = ""
    earlier: tuple[Offered, ...] = ()
    today: date | None = None

    @property
    def chooses(self) -> bool:
        """Whether a number or a place can be a choice here."""
        return bool(self.offered) or self.expecting in {None, Expecting.CHOICE, Expecting.APPROVAL}


@dataclass(frozen=True, slots=True)
class Recognised:
    """One thing understood: its label, the command to act on, and how sure that is, 0 to 1.

    `doubt` are the likeliest meanings where none is likely enough.
    """

    label: str
    command: Command
    confidence: float = 1.0
    doubt: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The deterministic layer with its words, the forms and check of meter IDs and the length of one-time codes."""

    lexicon: Lexicon
    forms: MeterForms = DEFAULT_FORMS
    check: Check = Check.NONE
    code_digits: int = 6

    def recognise(self, heard: Utterance, standing: Standing) -> Recognised | None:
        """Return what a message certainly means, None where it must be guessed."""
        opened = self._opened(heard, standing)
        if opened is not None:
            return opened
        label = self._label(heard, standing)
        if label in {rules.OPT_OUT, rules.OPT_OUT_ALL}:
            return Recognised(rules.OPT_OUT, COMMANDS[label])
        named = choices.by_label(heard, standing.offered)
        if named is not None:
            return Recognised("select_option", Choose(named))
        if label == rules.OPT_IN and not rules.is_phrase(heard, self.lexicon):
            return Recognised(label, COMMANDS[label], HALF)
        if label:
            return Recognised(label, COMMANDS[label])
        found = self._entity(heard, standing) or self._language(heard) or self._supposed(heard, standing)
        return found or self._choice(heard, standing)

    def _opened(self, heard: Utterance, standing: Standing) -> Recognised | None:
        """Read what a link to the chat brings along: `/start meter_MTR_0042`, `/start solar`."""
        if heard.words[:1] != ("start",) or not heard.signs.startswith("/start ") or len(heard.words) == 1:
            return None
        if heard.words[1] == "meter":
            given = replace(heard, words=heard.words[1:])
            return self._entity(given, replace(standing, expecting=Expecting.METER))
        label = self.lexicon.commands.get(heard.words[1])
        return Recognised(label, COMMANDS[label]) if label in BEGUN_BY_LINK else None

    def refined(self, found: Recognised, heard: Utterance) -> Recognised:
        """Return what starts solar as the one part of it that the words name: an installer, a connection, a subsidy."""
        if found.label != "start_solar":
            return found
        parts = {part for word in heard.words for part in self.lexicon.parts.of(word)}
        if len(parts) != 1:
            return found
        return replace(found, command=PARTS[parts.pop()])

    def corrects(self, heard: Utterance) -> bool:
        """Tell whether a message takes something back: "no, ...", "I meant ...", "sorry, ..."."""
        if any(word in self.lexicon.words["corrections"] for word in heard.words):
            return True
        denies = len(heard.words) > 1 and self.lexicon.phrases.get(heard.words[0]) == "deny"
        return denies and (len(heard.clauses[0]) == 1 or not heard.words[1].isdigit())

    def may_want_out(self, heard: Utterance, confidence: float) -> bool:
        """Tell whether the words themselves may mean what was guessed: that no more messages are wanted."""
        return rules.may_want_out(heard, self.lexicon, sure=confidence >= HALF)

    def conditional(self, heard: Utterance) -> bool:
        """Tell whether a message asks something or sets a condition, so that no yes in it is one."""
        return heard.question or not self.lexicon.words["but"].isdisjoint(heard.words)

    def _label(self, heard: Utterance, standing: Standing) -> str | None:
        label = rules.certain_label(heard, self.lexicon)
        if label == "affirm" and self.conditional(heard):
            return None
        if label != "cancel":
            return label
        waiting = standing.expecting in {Expecting.METER, Expecting.CODE, Expecting.APPROVAL}
        return rules.OPT_OUT if standing.flow == IDLE and not waiting else "cancel_flow"

    def _entity(self, heard: Utterance, standing: Standing) -> Recognised | None:
        """Read a meter ID or a code."""
        words = numbered(heard, self.lexicon)
        meter = find_meter(words, heard, self.lexicon, self.forms, standing.expecting)
        if meter:
            label = "correction" if self.corrects(heard) else "provide_meter_id"
            return Recognised(label, GiveMeter(meter, mistyped=not fits(meter, self.check)))
        code = find_code(words, self.lexicon, self.code_digits, standing.expecting)
        return Recognised("provide_otp", GiveCode(code)) if code else None

    def _supposed(self, heard: Utterance, standing: Standing) -> Recognised | None:
        """Read what a comparison shall suppose, where one is looked at or no errand is open."""
        if standing.flow not in {COMPARING, IDLE, ""} or standing.expecting in {Expecting.METER, Expecting.CODE}:
            return None
        found = find_supposition(heard, self.lexicon, comparing=standing.flow == COMPARING)
        return Recognised("compare", found) if found else None

    def _language(self, heard: Utterance) -> Recognised | None:
        asked = rules.language_request(heard, self.lexicon)
        return Recognised("change_language", SetLanguage(asked[0])) if asked else None

    def _choice(self, heard: Utterance, standing: Standing) -> Recognised | None:
        """Read a number, a place in the list or words of a label, where something was offered."""
        if not standing.chooses:
            return None
        corrects = self.corrects(heard)
        label = "correction" if corrects else "select_option"
        meant = standing.earlier if corrects and standing.earlier else standing.offered
        place = choices.position(heard.words, self.lexicon)
        value = None if place is None else choices.at(place, meant)
        if value is None:
            value = choices.by_words(heard, meant, self.lexicon, standing.today)
        if value is None:
            value = choices.again(heard, meant, self.lexicon)
        if value is not None:
            return Recognised(label, Choose(value, correction=corrects))
        if place is not None:
            return Recognised(label, COMMANDS[label])
        rank = choices.ranked(heard, self.lexicon)
        if rank is not None:
            return Recognised(label, rank)
        before = choices.by_words(heard, standing.earlier, self.lexicon)
        return None if before is None else Recognised("correction", Choose(before, correction=True))


def corrected(recognised: Recognised) -> Recognised:
    """Return a choice as one that takes back another; anything else as it is."""
    if isinstance(recognised.command, Choose):
        return Recognised("correction", replace(recognised.command, correction=True), recognised.confidence)
    return recognised
