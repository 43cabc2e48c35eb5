"""CSV files as they are handed out in the field: the headers and ways of writing are those in use, the figures ours."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = 14
"""Enough that every date's day is told from its month."""


@dataclass(frozen=True, slots=True)
class Row:
    """One reading: when it begins and ends by the clock on the wall, how many it is, and its kWh."""

    at: datetime
    until: datetime
    number: int
    kwh: float

    @property
    def comma(self) -> str:
        return f"{self.kwh:.3f}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class FieldFile:
    """How a file is written: what stands before its rows, and a row."""

    head: str
    row: Callable[[Row], str]
    zone: str = "America/Los_Angeles"
    step: float = 1.0
    backwards: bool = False
    begin: tuple[int, int, int] = (2026, 3, 1)

    def rows(self) -> Iterator[Row]:
        here = ZoneInfo(self.zone)
        start = datetime(*self.begin, tzinfo=here).astimezone(UTC)
        length = timedelta(hours=self.step)
        for number in range(int(DAYS * 24 / self.step)):
            at = start + number * length
            yield Row(at.astimezone(here), (at + length).astimezone(here), number, round(0.1 + number * 7 % 24 / 24, 3))

    def body(self) -> bytes:
        rows = [self.row(row) for row in self.rows()]
        return (self.head + "\n" + "\n".join(reversed(rows) if self.backwards else rows) + "\n").encode()


PREAMBLE = 'Name,ANN EXAMPLE\nAddress,"1 MAIN ST, EXAMPLETON CA 94000"\nAccount Number,17\nService,Service 1\n\n'

FIELD: Mapping[str, FieldFile] = {
    "Opower, with units": FieldFile(
        PREAMBLE + "TYPE,DATE,START TIME,END TIME,USAGE,UNITS,COST,NOTES",
        lambda row: f"Electric usage,{row.at:%Y-%m-%d,%H:%M},{row.at:%H}:59,{row.kwh},kWh,$0.15,",
    ),
    "Opower, in and out": FieldFile(
        PREAMBLE + "TYPE,DATE,START TIME,END TIME,IMPORT (kWh),EXPORT (kWh),COST,NOTES",
        lambda row: f"Electric usage,{row.at:%-m/%-d/%y,%I:%M %p},{row.at:%H}:59,{row.kwh},{row.number % 3},$0.15,",
    ),
    "Smart Meter Texas": FieldFile(
        "ESIID,USAGE_DATE,REVISION_DATE,USAGE_START_TIME,USAGE_END_TIME,USAGE_KWH,ESTIMATED_ACTUAL,"
        "CONSUMPTION_SURPLUSGENERATION",
        lambda row: f"'10443,{row.at:%m/%d/%Y},03/02/2026 07:37:17, {row.at:%H:%M},x,{row.kwh},A,Consumption",
        zone="America/Chicago",
        step=0.25,
    ),
    "SCE, periods": FieldFile(
        '"For location: 1 MAIN ST"\n\n"Start date: 2026-03-01 00:00:00  for 14 days"\n\n'
        "Energy consumption time period,Usage(Real energy in kilowatt-hours),Reading quality",
        lambda row: f'"{row.at:%Y-%m-%d %H:%M:%S}\xa0to\xa0{row.until:%Y-%m-%d %H:%M:%S}","{row.kwh}",""',
    ),
    "SCE, starts": FieldFile(
        "Date,Energy Consumption time Period Start,Energy Consumption time Period End,Delivered,Received",
        lambda row: (
            f'"{row.at:%m/%d/%Y} ","{row.at:%m/%d/%Y %I:%M%p} ","{row.until:%m/%d/%Y %I:%M%p} ","{row.kwh}","0"'
        ),
    ),
    "SDG&E": FieldFile(
        PREAMBLE + "Reading Start,3/1/2026 00:00\nTotal Usage,817.415\nUOM,kWh\n"
        "Meter Number,Date,Start Time,Duration,Consumption,Generation,Net",
        lambda row: f'"0555","{row.at:%-m/%-d/%Y}","{row.at:%-I:%M %p}","60","{row.kwh}","","{row.kwh}"',
    ),
    "UtilityAPI": FieldFile(
        "meter_uid,utility,interval_start,interval_end,interval_kWh,net_kWh,source,updated",
        lambda row: f"1,PG&E,{row.at:%m/%d/%y %H:%M},{row.until:%m/%d/%y %H:%M},{row.kwh},0,x,y",
        step=0.25,
    ),
    "Octopus": FieldFile(
        "Consumption (kwh), Estimated Cost Inc. Tax (p), Start, End",
        lambda row: f"{row.kwh}, 3.2, {row.at.isoformat()}, {row.until.isoformat()}",
        zone="Europe/London",
        step=0.5,
        begin=(2026, 3, 20),
    ),
    "n3rgy": FieldFile(
        "timestamp (UTC),energyConsumption (kWh)",
        lambda row: f"{row.at.astimezone(UTC):%Y-%m-%d %H:%M},{row.kwh}",
        zone="Europe/London",
        step=0.5,
        begin=(2026, 3, 20),
    ),
    "Low Carbon London": FieldFile(
        "LCLid,stdorToU,DateTime,KWH/hh (per half hour) ",
        lambda row: f"MAC1,Std,{row.at:%Y-%m-%d %H:%M:%S}.0000000, {row.kwh} ",
        zone="Europe/London",
        step=0.5,
    ),
    "ESB Networks, newest first": FieldFile(
        "MPRN,Meter Serial Number,Read Value,Read Type,Read Date and End Time",
        lambda row: f"103,342,{row.kwh * 2:.3f},Active Import Interval (kW),{row.until:%d-%m-%Y %H:%M}",
        zone="Europe/Dublin",
        step=0.5,
        backwards=True,
        begin=(2026, 10, 20),
    ),
    "e-distribución, hours counted": FieldFile(
        "CUPS;Fecha;Hora;AE_kWh;AS_kWh;REAL/ESTIMADO",
        lambda row: f"ES1;{row.at:%d/%m/%Y};{_hours_since_midnight(row.at) + 1};{row.comma};0,000;R",
        zone="Europe/Madrid",
        begin=(2026, 10, 20),
    ),
    "Datadis": FieldFile(
        "cups;fecha;hora;consumo_kWh;metodoObtencion;energiaVertida_kWh",
        lambda row: f"ES1;{row.at:%Y/%m/%d};{row.at.hour + 1:02}:00;{row.comma};Real;",
        zone="Europe/Madrid",
    ),
    "Enedis": FieldFile(
        "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Unite\n"
        "1;Courbe de charge;01/03/2026;14/03/2026;Puissance active;W\nHorodate;Valeur (W)",
        lambda row: f"{row.at.isoformat()};{row.kwh * 2000:.0f}",
        zone="Europe/Paris",
        step=0.5,
    ),
    "Netz NÖ": FieldFile(
        "Messzeitpunkt;Verbrauch (kWh);Qualität;Restnetzbezug (kWh);Qualität",
        lambda row: f"{row.at:%d.%m.%Y %H:%M};{row.comma};G;0,100;G",
        zone="Europe/Vienna",
        step=0.25,
    ),
    "German, from and to": FieldFile(
        "Datum;von;bis;Verbrauch [Wh]",
        lambda row: f"{row.at:%d.%m.%Y;%H:%M};{row.until:%H:%M};{row.kwh * 1000:.0f}",
        zone="Europe/Berlin",
        step=0.25,
    ),
    "Indian, months by name": FieldFile(
        "Date\tTime\tImport kWh\tExport kWh",
        lambda row: f"{row.at:%d-%b-%Y\t%H:%M}\t{row.kwh}\t0",
        zone="Asia/Kolkata",
        step=0.5,
    ),
    "American, months by name": FieldFile(
        "Hour;Usage in kWh",
        lambda row: f"{row.at:%b %d, %Y %I:%M %p};{row.kwh}",
    ),
    "World Engine rows": FieldFile(
        "id,timestamp,consumptionKVAh,consumptionKWh,productionKWh,avgVoltage,powerFactor",
        lambda row: f"1,{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z,9,{row.kwh},0,230,0.9",
    ),
    "Emporia": FieldFile(
        "Time Bucket (America/Los_Angeles),Mains_A (kWhs)",
        lambda row: f"{row.at:%m/%d/%Y %H:%M:%S},{row.kwh}",
    ),
}


def _hours_since_midnight(at: datetime) -> int:
    midnight = at.replace(hour=0, fold=0)
    return int((at.astimezone(UTC) - midnight.astimezone(UTC)) / timedelta(hours=1))
