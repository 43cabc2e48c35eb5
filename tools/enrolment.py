"""The meter registry's word on an enrolment in a Demand Flexibility Program."""

from collections.abc import Callable

from tools.contract import RegistryTold, TellRegistry
from tools.meters import MeterRegistry


def telling(registry: MeterRegistry) -> Callable[[TellRegistry], RegistryTold]:
    """Return the call that tells the meter registry of an enrolment, which stands whether this gets through or not."""

    def tell(request: TellRegistry) -> RegistryTold:
        registry.add_subscription(request.meter, request.number)
        return RegistryTold()

    return tell
