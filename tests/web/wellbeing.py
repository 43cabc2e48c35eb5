"""How a house is that has a little of everything."""

from bot.model.turn import CaseKind
from bot.store.beating import Sign
from bot.store.vitals import QUEUES, Gauges, Server, Vitals, Waiting

VITALS = Vitals(
    Gauges(
        {name: Waiting(0, 0.0) for name in QUEUES} | {"turns": Waiting(3, 0.4), "cases": Waiting(2, 7200.0)},
        {kind.value: Waiting(0, 0.0) for kind in CaseKind} | {"handover": Waiting(2, 7200.0)},
    ),
    (
        Sign("attend", "a1:7", "0.1.0", {}, 0.4),
        Sign("web", "w1:9", "0.1.0", {"spool": 12}, 1.2),
        Sign("worker", "k1:8", "0.0.9", {"breakers": 1}, 0.9),
    ),
    {
        "accepted": 40,
        "dead_letters": 1,
        "deliveries:sms:sent": 30,
        "beckn_answers:search:answered": 5,
        "beckn_answers:search:silent": 2,
        "beckn_breaker:opened": 1,
        "send_seconds:sms:taken:0.1": 29,
        "send_seconds:sms:throttled:0.05": 1,
        "send_seconds:sms:taken:ms": 2610,
        "tool_seconds:FindAccount:done:0.25": 4,
        "tool_seconds:FindAccount:done:ms": 600,
    },
    Server("8.1.4", 12_000_000, 256_000_000, "noeviction", append_only=True, written=True, rewritten=True),
)
