"""The System Advisor Model's residential cash loan, run by PySAM on our inputs."""

from dataclasses import dataclass

import numpy as np
from PySAM import Cashloan
from PySAM.PySSC import PySSC

from tools.economics.cash_flow import Outlook, Production, Purchase, Taxes
from tools.economics.loan import Loan

HOURS = 8760
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Sam:
    """What the model says, in the words of our Worth; `system` and `discounted` are the flows of its two paybacks."""

    flows: tuple[float, ...]
    system: tuple[float, ...]
    discounted: tuple[float, ...]
    npv: float
    irr: float
    payback: float
    discounted_payback: float
    lcoe_nominal: float
    lcoe_real: float


def cash_loan(
    purchase: Purchase, produced: Production, outlook: Outlook, *, loan: Loan | None = None, taxes: Taxes
) -> Sam:
    """Run the model. A subsidy off the price is a utility's investment incentive, and no taxable income."""
    years = produced.kwh.size
    upkeep = purchase.upkeep * (1 + outlook.inflation) ** np.arange(years)
    for part in purchase.replacements:
        upkeep[part.year - 1] += part.cost
    model = Cashloan.default("PVWattsResidential")
    debt = loan or Loan(rate=0.0, years=years, down_payment=1.0)
    values = {
        "analysis_period": years,
        "total_installed_cost": purchase.price,
        "salvage_percentage": purchase.salvage * WHOLE,
        "om_fixed": upkeep.tolist(),
        "om_capacity": [0.0],
        "inflation_rate": outlook.inflation * WHOLE,
        "real_discount_rate": outlook.real_discount_rate * WHOLE,
        "degradation": [outlook.degradation * WHOLE],
        "gen": [float(produced.kwh[0]) / HOURS] * HOURS,
        "annual_energy_value": [0.0, *produced.savings.tolist()],
        **_financing(debt, taxes),
        "itc_fed_percent": [0.0],
        "itc_fed_amount": [purchase.tax_credit],
        "ibi_uti_amount": purchase.off_price,
        "ibi_uti_amount_tax_fed": 0,
        "ibi_uti_amount_tax_sta": 0,
        **_without_bills(years),
    }
    for name, value in values.items():
        model.value(name, value)
    # The bill without the system is asked for by the model, but its class has no name for it.
    PySSC().data_set_array(model.get_data_ptr(), b"utility_bill_wo_sys", [0.0] * (years + 1))
    model.execute(0)
    return Sam(
        flows=tuple(model.value("cf_after_tax_cash_flow")),
        system=tuple(model.value("cf_payback_with_expenses")),
        discounted=tuple(model.value("cf_discounted_payback")),
        npv=model.value("npv"),
        irr=model.value("irr") / WHOLE,
        payback=model.value("payback"),
        discounted_payback=model.value("discounted_payback"),
        lcoe_nominal=model.value("lcoe_nom") / WHOLE,
        lcoe_real=model.value("lcoe_real") / WHOLE,
    )


def _financing(loan: Loan, taxes: Taxes) -> dict[str, object]:
    return {
        "market": 0,
        "mortgage": int(loan.deductible),
        "debt_fraction": (1 - loan.down_payment) * WHOLE,
        "loan_rate": loan.rate * WHOLE,
        "loan_term": loan.years,
        "federal_tax_rate": [taxes.federal * WHOLE],
        "state_tax_rate": [taxes.state * WHOLE],
        "property_tax_rate": taxes.property * WHOLE,
        "prop_tax_cost_assessed_percent": taxes.assessed * WHOLE,
        "prop_tax_assessed_decline": taxes.decline * WHOLE,
    }


def _without_bills(years: int) -> dict[str, object]:
    """Bills that the model wants to have, and that change no result of ours."""
    months, hours = [[0.0] * 12] * (years + 1), [0.0] * HOURS
    return {
        "utility_bill_w_sys": [0.0] * (years + 1),
        "charge_w_sys_dc_tou_ym": months,
        "charge_w_sys_fixed_ym": months,
        "net_billing_credits_ym": months,
        "nm_dollars_applied_ym": months,
        "true_up_credits_ym": months,
        "year1_hourly_dc_with_system": hours,
        "year1_hourly_e_fromgrid": hours,
        "year1_hourly_ec_with_system": hours,
    }
