"""The other pages of the desk: look-ups, the data store, the register, the index. Reads only."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lms.practice.desk import desk_parts
from lms.practice.models import Run
from lms.practice.worklists import ListPage, Searched, found_in, refuse_real_number
from sandbox import data_store, forms, index_words, process, quality, run_index
from sandbox.quality import DossierRecord, Indicator, Total
from sandbox.report_07a import Row07a, report_07a
from sandbox.world import Dossier


@dataclass
class CitizensPage(ListPage):
    """The made-up citizens of the run: what was looked up about them, what is kept of them."""

    search: Searched = field(default_factory=Searched)

    @cached_property
    def everybody(self) -> list[data_store.Citizen]:
        return data_store.citizens(self.world)

    @property
    def found(self) -> list[data_store.Citizen]:
        """Those whom the search finds by name, number or telephone."""
        return [
            each
            for each in self.everybody
            if found_in(self.search.q, each.person.name, each.person.number, each.person.phone)
        ]

    def not_looked_up(self, dossier: Dossier) -> list[str]:
        return data_store.not_looked_up(self.world, dossier)

    def title_of(self, key: str) -> str:
        """The code of a dossier, or what it is about while it has none."""
        row = next(row for row in self.rows if row["dossier"] == key)
        return str(row["code"] or row["procedure"])


def citizens_page(run: Run, here: str, wanted: Mapping[str, str]) -> CitizensPage:
    """The citizens of an open run; `here` is "population" or "data_store"."""
    search = Searched(wanted.get("q", "").strip()[:100])
    refuse_real_number(search)
    return CitizensPage(**desk_parts(run), here=here, search=search)


@dataclass
class RegisterPage(ListPage):
    """Sổ theo dõi hồ sơ (form 07)."""

    here: str = "register"
    watermark: str = forms.WATERMARK
    form_name: str = forms.NAMES["07"]

    @cached_property
    def lines(self) -> list[dict[str, str]]:
        return forms.register(self.world)

    @property
    def columns(self) -> list[str]:
        return list(self.lines[0]) if self.lines else []

    @property
    def as_csv(self) -> str:
        """The register for a spreadsheet: with the mark by which Excel knows UTF-8."""
        text = io.StringIO()
        text.write("\ufeff")
        writer = csv.writer(text)
        writer.writerow([forms.WATERMARK])
        writer.writerow(self.columns)
        writer.writerows(line.values() for line in self.lines)
        return text.getvalue()


def register_page(run: Run) -> RegisterPage:
    """The register of an open run."""
    return RegisterPage(**desk_parts(run))


@dataclass
class StatisticsPage(ListPage):
    """The quality index and Biểu 07a over the trainee's own dossiers."""

    @cached_property
    def records(self) -> list[DossierRecord]:
        return run_index.records(self.scenario, self.events)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return quality.indicators(self.records, self.world.now)

    @property
    def total(self) -> Total:
        return quality.total(self.indicators)

    @property
    def losers(self) -> list[index_words.Loser]:
        return index_words.losers(self.indicators, self.records, self.world.now)

    def key_of(self, code: str) -> str:
        """The dossier that the index knows by its code, or by its key while it has none."""
        return next(d.key for d in self.world.parents if code in (d.code, d.key))

    def name_of(self, code: str) -> str:
        row = next(row for row in self.rows if row["dossier"] == self.key_of(code))
        return f"{row['applicant']} – {row['procedure']}"

    @staticmethod
    def how(number: str) -> str:
        """How an indicator is counted."""
        return index_words.HOW[number]

    @staticmethod
    def length(minutes: float) -> str:
        return process.length(round(minutes))

    @property
    def settlement(self) -> tuple[Row07a, ...]:
        """Biểu 07a from the beginning of the run until now."""
        return report_07a(self.records, self.scenario.starts_at, self.world.now)


def statistics_page(run: Run, here: str) -> StatisticsPage:
    """The figures of an open run; `here` is "statistics" or "settlement"."""
    return StatisticsPage(**desk_parts(run), here=here)
