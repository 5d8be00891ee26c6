"""Papers: how headings are numbered and days written, in Chinese and in other languages."""

from datetime import date

import pytest

from core.model.printout import PAPERS, Printout, Section, hanzi, paper, papers_of

LEVELS = (
    Section("总则", ("没有编号的正文。",)),
    Section("适用范围", level=2),
    Section("人员", level=3),
    Section("在岗人员", level=4),
    Section(paragraphs=("接着上面的正文。",)),
    Section("离岗人员", level=4),
    Section("附则"),
    Section("施行", level=2),
)


def headings(made: Printout) -> list[str]:
    return [heading for _section, heading in made.numbered() if heading]


def test_chinese_headings_are_numbered_by_the_standard() -> None:
    made = Printout("工作计划", sections=LEVELS)
    assert headings(made) == [
        "一、总则",
        "（一）适用范围",
        "1. 人员",
        "（1）在岗人员",
        "（2）离岗人员",
        "二、附则",
        "（一）施行",
    ]


def test_headings_in_other_languages_are_numbered_by_figures() -> None:
    made = Printout("Plan", sections=(Section("Rules"), Section("Scope", level=2), Section("Ends")))
    assert headings(made) == ["1 Rules", "1.1 Scope", "2 Ends"]


def test_a_section_without_a_heading_has_no_number() -> None:
    assert [heading for _section, heading in Printout("计划", sections=LEVELS).numbered()].count("") == 1


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100"), (0, "0")]
)
def test_numbers_in_chinese_figures(number: int, written: str) -> None:
    assert hanzi(number) == written


def test_a_day_has_no_leading_zeros_in_chinese_and_is_an_iso_date_elsewhere() -> None:
    assert Printout("通知", day=date(2026, 1, 5)).dated == "2026年1月5日"
    assert Printout("Notice", day=date(2026, 1, 5)).dated == "2026-01-05"
    assert Printout("通知").dated == ""


def test_a_declared_paper_is_found_by_the_kind_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.model.printout.PAPERS", dict(PAPERS))

    @paper("sample_plan", "Sample plan", of_kind="sample")
    def plan(office: object, of: str, translate: object) -> Printout:
        return Printout(of)

    (found,) = papers_of("sample")
    assert (found.name, found.draw) == ("sample_plan", plan)
