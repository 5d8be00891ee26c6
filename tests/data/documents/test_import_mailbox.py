"""Importing a mailbox: what each row becomes, beside what is registered already."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.desks.grievances import CloseGrievance, Grievance, Petitioner, Stage, StepKind
from core.importing.plan import Plan, apply
from core.model.query import Is, Query
from core.office.office import Office
from core.spreadsheets.declaration import Outcome, Verdict

Preview = Callable[..., Plan]

HEADING = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级分类", "二级分类", "三级分类")
REPLIES = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
MESSAGE = (24.0, "A00074011", "占道施工", "2020/1/6 12:09:38", "\n\t\t人行道\xa0包括\u200b路灯杆\n", "城乡建设", "", "")
ANSWERED = (25, "A0007", "物业管理", "2019/4/25 9:32:09", "停水三天", "您好，已恢复供水。", "2019/5/10 14:56:53")


def remarks(verdict: Verdict) -> str:
    return " ".join(str(remark) for remark in verdict.remarks)


def grievance(office: Office, number: str) -> Grievance:
    found: list[Grievance] = office.find(Query("grievance", Is("number", (number,))))
    assert len(found) == 1
    return found[0]


def test_a_message_becomes_a_registered_grievance_with_its_text_cleaned(office: Office, preview: Preview) -> None:
    assert apply(office, preview("mailbox", HEADING, MESSAGE)) == 1
    made = grievance(office, "24")
    assert (made.subject, made.text, made.category) == ("占道施工", "人行道 包括路灯杆", "城乡建设")
    assert (made.stage, made.received, made.petitioner) == (
        Stage.REGISTERED,
        datetime(2020, 1, 6, 12, 9, 38),
        "A00074011",
    )
    assert made.due == date(2020, 1, 21)


def test_a_reply_becomes_a_step_with_its_date_and_the_grievance_counts_as_accepted(
    office: Office, preview: Preview
) -> None:
    apply(office, preview("mailbox", REPLIES, ANSWERED))
    made = grievance(office, "25")
    assert (made.stage, made.accepted, made.replied) == (Stage.REPLIED, date(2019, 4, 25), date(2019, 5, 10))
    [step] = office.find(Query("step", Is("grievance", (made.id,))))
    assert (step.step, step.day, step.text) == (StepKind.REPLY, date(2019, 5, 10), "您好，已恢复供水。")


def test_a_preview_writes_nothing(office: Office, preview: Preview) -> None:
    assert preview("mailbox", REPLIES, ANSWERED).counts == {Outcome.NEW: 1}
    assert office.count(Query("grievance")) == 0


def test_the_same_file_again_adds_nothing(office: Office, preview: Preview) -> None:
    apply(office, preview("mailbox", REPLIES, ANSWERED))
    again = preview("mailbox", REPLIES, ANSWERED)
    assert again.counts == {Outcome.SAME: 1}
    assert (again.actions, apply(office, again)) == ((), 0)


def test_a_reply_given_since_is_added_to_the_grievance(office: Office, preview: Preview) -> None:
    apply(office, preview("mailbox", REPLIES, (*ANSWERED[:5], "", "")))
    later = preview("mailbox", REPLIES, ANSWERED)
    assert later.counts == {Outcome.CHANGED: 1}
    apply(office, later)
    assert grievance(office, "25").replied == date(2019, 5, 10)


def test_a_reply_to_a_closed_grievance_is_left_to_a_person(office: Office, preview: Preview) -> None:
    apply(office, preview("mailbox", REPLIES, ANSWERED))
    office.do(CloseGrievance(target=grievance(office, "25").id))
    [verdict] = preview("mailbox", REPLIES, (*ANSWERED[:5], "补充答复", "2019/6/1")).verdicts
    assert (verdict.outcome, verdict.actions) == (Outcome.DOUBTFUL, ())
    assert "closed" in remarks(verdict)


def test_a_known_number_with_another_text_is_shown_with_both_and_left_alone(office: Office, preview: Preview) -> None:
    apply(office, preview("mailbox", REPLIES, ANSWERED))
    [verdict] = preview("mailbox", REPLIES, (*ANSWERED[:4], "停电三天", *ANSWERED[5:])).verdicts
    assert (verdict.outcome, verdict.actions) == (Outcome.DOUBTFUL, ())
    assert "停水三天" in remarks(verdict)
    assert "停电三天" in remarks(verdict)


def test_a_number_twice_in_a_file_names_the_first_row_and_what_differs(preview: Preview) -> None:
    other = (*MESSAGE[:5], "劳动和社会保障", "", "")
    first, second, third = preview("mailbox", HEADING, MESSAGE, other, MESSAGE).verdicts
    assert [first.outcome, second.outcome, third.outcome] == [Outcome.NEW, Outcome.DOUBTFUL, Outcome.SAME]
    assert "Row 2" in remarks(second)
    assert "一级分类" in remarks(second)


@pytest.mark.parametrize(
    ("levels", "category", "remark"),
    [
        (("城乡建设", "工程质量", "抗震防灾"), "城乡建设/工程质量/抗震防灾", ""),
        (("城乡建设 / 工程质量", "", ""), "城乡建设/工程质量", ""),
        (("抗震防灾", "", ""), "城乡建设/工程质量/抗震防灾", ""),
        (("城乡建设", "天上", ""), "城乡建设", "only “城乡建设”"),
        (("天上", "", ""), "", "not on the tree"),
        (("", "", ""), "", ""),
    ],
)
def test_categories_are_looked_up_on_the_tree(
    office: Office, preview: Preview, levels: tuple[str, ...], category: str, remark: str
) -> None:
    plan = preview("mailbox", HEADING, (*MESSAGE[:5], *levels))
    assert remark in remarks(plan.verdicts[0])
    assert bool(remark) == bool(plan.verdicts[0].remarks)
    apply(office, plan)
    assert grievance(office, "24").category == category


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("", "A", "题", "2020/1/6", ""), "“留言编号” is empty"),
        ((1, "A", " \u200b", "2020/1/6", ""), "“留言主题” is empty"),
        ((1, "A", "题", "", ""), "“留言时间” is empty"),
        ((1, "A", "题", "昨天下午", ""), "cannot be read as a date"),
        ((1, "A", "题", "01/02/03", ""), "more than one date"),
        ((1, "A", "题", "2020/2/30", ""), "does not exist"),
        ((1, "A", "题", "2026/11/24", ""), "still to come"),
        ((1, "A", "题" * 201, "2020/1/6", ""), "“留言主题” is too long: 200"),
        (("9" * 41, "A", "题", "2020/1/6", ""), "“留言编号” is too long: 40"),
        ((1, "A", "题", "2020/1/6", "文", "答复", ""), "“答复时间” is empty"),
        ((1, "A", "题", "2020/1/6", "文", "答复", "2020/1/5"), "must lie between"),
        ((1, "A", "题", True, ""), "cannot be read as a date"),
    ],
)
def test_a_bad_row_is_named_with_its_reason_and_stops_no_other(
    office: Office, preview: Preview, cells: tuple[Any, ...], reason: str
) -> None:
    plan = preview("mailbox", ("导出的留言",), REPLIES, cells, ANSWERED)
    bad, good = plan.verdicts
    assert (bad.number, bad.outcome, good.outcome) == (3, Outcome.BAD, Outcome.NEW)
    assert reason in remarks(bad)
    assert apply(office, plan) == 1


def test_dates_may_lack_the_time_and_be_dates_of_the_spreadsheet(office: Office, preview: Preview) -> None:
    rows = [(1, "A", "题", datetime(2020, 1, 6), "文"), (2, "A", "题", "2020年1月6日", "文")]
    apply(office, preview("mailbox", REPLIES, *rows))
    assert {grievance(office, number).received for number in "12"} == {datetime(2020, 1, 6)}


def test_nobody_is_made_of_an_anonymous_petitioner(office: Office, preview: Preview) -> None:
    apply(office, preview("mailbox", HEADING, (1, "匿名", "题", "2020/1/6", "文")))
    assert (grievance(office, "1").petitioner, grievance(office, "1").petitioner_is) == ("", Petitioner.ANONYMOUS)


def test_english_headings_are_known_too(preview: Preview) -> None:
    heading = ("Number", "Petitioner", "Subject", "Received", "Text", "Category", "Reply", "Replied")
    row = ("M-1", "Someone", "Wages", "2020-01-06", "Unpaid.", "劳动保护", "Paid now.", "2020-02-01")
    assert preview("mailbox", heading, row).counts == {Outcome.NEW: 1}


def test_the_mailbox_of_a_real_office(office: Office, preview: Preview, sample: Callable[[str], Path]) -> None:
    messages, replies = sample("mailbox-messages.xlsx"), sample("mailbox-replies.xlsx")
    first = preview("mailbox", file=messages)
    assert first.counts == {Outcome.NEW: 494, Outcome.DOUBTFUL: 1}
    assert [(each.number, remarks(each)) for each in first.verdicts if each.remarks] == [
        (312, "Row 100 is about the same and differs from it in: 一级分类.")
    ]
    assert apply(office, first) == 494
    assert apply(office, preview("mailbox", file=replies)) == 120
    assert preview("mailbox", file=messages).counts == {Outcome.SAME: 494, Outcome.DOUBTFUL: 1}
    assert preview("mailbox", file=replies).counts == {Outcome.SAME: 120}
    assert (office.count(Query("grievance")), office.count(Query("step"))) == (614, 120)
