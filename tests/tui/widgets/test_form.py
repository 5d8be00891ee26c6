"""Forms from declarations: what is asked, what is refused and how it is said."""

import re
from datetime import date, datetime

import pytest
from textual.widgets import Input, OptionList, Static, TextArea

from core.desks.administration.officers import ChangeRoles, OpenAccount
from core.desks.carriers.receiving import ReceiveCarrier
from core.desks.education import Audience
from core.desks.education.programmes import AmendProgramme, PlanProgramme
from core.desks.grid import AddCell, MoveCell
from core.desks.grievances import AcceptGrievance, Channel, RegisterGrievance, TakeStep
from core.desks.people.people import AddPerson, AmendPerson, RecordLeaving
from core.model.action import ACTIONS
from core.model.query import Query
from core.model.record import columns
from core.office.office import Office
from core.office.refusals import Refused
from core.rights.signing import SIGNATURE, Countersigned
from core.rules.agenda import Conflict
from core.values.classification import Classification
from core.values.labelled_enum import LabelledEnum
from core.values.mask import MASK
from core.values.sentence import N_, say
from tests.core.conftest import make_sample
from tests.support.every_case import one_in
from tests.support.screen_driver import driven
from tests.support.screen_stage import Stage
from tui.language import Language, set_language
from tui.widgets.date_field import month_beside
from tui.widgets.fields import Field, control_for
from tui.widgets.form import FormScreen
from tui.widgets.picker import Picker

CONFLICT = Conflict(of_kind="person", of="0" * 32, field="post", record="0" * 32)
"""Conflicts come from other sites only."""


def field(screen: FormScreen, name: str) -> Field:
    return next(each for each in screen.query(Field) if each.column.name == name)


async def type_text(officer, text: str) -> None:
    await officer.press(*("space" if letter == " " else letter for letter in text))


@pytest.mark.parametrize("language", one_in(2, ["zh_CN", "en"]))
async def test_every_action_has_a_form(furnished_to_read, language: str) -> None:
    """One after the other on one screen: `shown` says of which action the form is."""
    set_language(language)
    office = furnished_to_read
    async with driven(Stage(), (80, 24)) as officer:
        for shown, action in ACTIONS.items():
            made = None if action.creates else make_sample(action.on, office.policy)
            form = FormScreen(office, action, CONFLICT if action.on is Conflict else made)
            officer.app.push_screen(form)
            await officer.settle()
            signed = SIGNATURE if issubclass(action, Countersigned) else ()  # below what is signed
            asked = [name for name in action.model_fields if name not in ("target", *signed)]
            assert [each.column.name for each in form.query(Field)] == [*asked, *signed], shown
            assert not form.dirty, shown
            await officer.app.pop_screen()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_word_that_the_help_of_a_choice_quotes_is_one_of_its_words(language: str) -> None:
    say = Language(language).translate
    asked = [column for action in ACTIONS.values() for column in columns(action).values()]
    quoting = [each for each in asked if issubclass(each.type, LabelledEnum) and each.about.help]
    assert quoting
    for each in quoting:
        quoted = re.findall("“([^”]+)”", say(each.about.help))
        assert set(quoted) <= {say(word.label) for word in each.type}, each.name


async def test_a_form_returns_the_action_and_does_it(office) -> None:
    async with driven(Stage(screen=FormScreen(office, AddPerson))) as officer:
        await type_text(officer, "张三")
        await officer.press("tab")
        await type_text(officer, "1001")
        await officer.press("ctrl+s")
    assert officer.app.result == AddPerson(target=officer.app.result.target, name="张三", number="1001")
    assert [person.title for person in office.find(Query("person"))] == ["张三 1001"]


async def test_the_first_field_has_the_cursor_where_an_input_method_looks_for_it(office) -> None:
    form = FormScreen(office, AddPerson)
    async with driven(Stage(screen=form)) as officer:
        line = field(form, "name").query_one(Input)
        assert line.has_focus
        assert officer.app.cursor_position == line.cursor_screen_offset


# Words of a closed list


async def test_a_word_is_chosen_by_typing_visibly_and_enter_goes_on(office) -> None:
    form = FormScreen(office, RegisterGrievance)
    async with driven(Stage(screen=form)) as officer:
        await officer.go_to("channel")
        assert field(form, "channel").query_one(Input).value == "walk-in"
        await type_text(officer, "lett")
        assert "letter" in officer.words, "what typing would choose is shown"
        await officer.press("enter", "enter")
        assert field(form, "received").control.has_focus
        assert field(form, "channel").control.read() == Channel.LETTER.value


@pytest.mark.parametrize("typed", ["lx", "laixin", "letter", "来信"])
async def test_a_word_is_found_as_it_is_spelt_and_in_the_other_language(office, typed: str) -> None:
    set_language("zh_CN")
    form = FormScreen(office, RegisterGrievance)
    async with driven(Stage(screen=form)) as officer:
        await officer.go_to("channel")
        await officer.type(typed)
        await officer.press("enter")
        assert field(form, "channel").control.read() == Channel.LETTER.value


async def test_all_words_are_shown_from_the_one_that_stands_there(office) -> None:
    form = FormScreen(office, RegisterGrievance)
    async with driven(Stage(screen=form)) as officer:
        await officer.go_to("channel")
        await officer.press("down")
        matches = field(form, "channel").query_one(OptionList)
        assert matches.option_count == len(Channel)
        assert list(Channel)[matches.highlighted] is Channel.WALK_IN
        await officer.press("escape")
        assert field(form, "channel").control.read() == Channel.WALK_IN.value


async def test_what_is_no_word_stays_to_be_seen_and_is_not_saved(office) -> None:
    form = FormScreen(office, RegisterGrievance, given={"subject": "热水"})
    async with driven(Stage(screen=form)) as officer:
        await officer.go_to("channel")
        await officer.type("食堂涨价")
        assert "Nothing is called so." in officer.words
        await officer.press("ctrl+s")
        assert "“食堂涨价” is none of those to choose from" in officer.words
        await officer.press("ctrl+u", "ctrl+s")
        assert "One must stand here." in officer.words
        await officer.press("tab")
        assert field(form, "channel").control.read() == Channel.WALK_IN.value, "what stood there comes back"


async def test_registering_begins_with_what_it_is_about(office) -> None:
    async with driven(Stage(screen=FormScreen(office, RegisterGrievance))) as officer:
        await officer.type("热水停供")
        await officer.press("ctrl+s")
    assert [grievance.subject for grievance in office.find(Query("grievance"))] == ["热水停供"]


async def test_a_letter_goes_to_the_next_choice_of_several(office) -> None:
    form = FormScreen(office, ChangeRoles, next(iter(office.find(Query("account")))))
    async with driven(Stage(screen=form)) as officer:
        roles = field(form, "roles").control
        await officer.press("s")
        first = roles.highlighted
        await officer.press("s")
        assert roles.highlighted != first
        assert {str(roles.get_option_at_index(place).prompt)[0] for place in (first, roles.highlighted)} == {"s"}


async def test_a_form_starts_from_what_the_action_suggests_and_given_wins(furnished, only) -> None:
    record = only(furnished, "grievance", number="2026-000002")
    form = FormScreen(furnished, AcceptGrievance, record, {"accepted": date(2026, 11, 21)})
    async with driven(Stage(screen=form)) as officer:
        await officer.press("ctrl+s")
    assert officer.app.result.accepted == date(2026, 11, 21)
    assert only(furnished, "grievance", number="2026-000002").accepted == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("20261120", date(2026, 11, 20)),
        ("11-22", date(2026, 11, 22)),
        ("今天", date(2026, 11, 23)),
        ("-1", date(2026, 11, 22)),
    ],
)
async def test_dates_are_typed_as_people_write_them(furnished, only, typed: str, day: date) -> None:
    form = FormScreen(furnished, RecordLeaving, only(furnished, "person", number="1001"))
    async with driven(Stage(screen=form)) as officer:
        form.query_one(Input).value = typed
        await officer.press("ctrl+s")
    assert officer.app.result.left == day


async def test_what_is_typed_replaces_a_suggested_day_and_the_day_it_means_stands_beside_it(furnished, only) -> None:
    form = FormScreen(furnished, RecordLeaving, only(furnished, "person", number="1001"))
    async with driven(Stage(screen=form)) as officer:
        day = field(form, "left").control
        assert day.value == "2026-11-23"
        assert "Mon" in officer.words
        await type_text(officer, "-1")
        assert day.value == "-1"
        assert "= 2026-11-22 Sun" in officer.words
        await officer.press("ctrl+s")
    assert officer.app.result.left == date(2026, 11, 22)


async def test_what_is_typed_replaces_a_suggested_number(office) -> None:
    form = FormScreen(office, PlanProgramme, given={"name": "上岗培训"})
    async with driven(Stage(screen=form)) as officer:
        await officer.go_to("minutes")
        assert field(form, "minutes").control.value == "60"
        await type_text(officer, "240")
        assert field(form, "minutes").control.value == "240"


async def test_the_only_match_of_what_was_typed_is_taken_on_saving_as_on_going_on(furnished) -> None:
    form = FormScreen(furnished, RegisterGrievance, given={"subject": "停水"})
    async with driven(Stage(screen=form)) as officer:
        await officer.go_to("channel")
        await officer.type("pho")
        await officer.press("f10")
    assert officer.app.result.channel is Channel.PHONE


async def test_reasons_that_have_no_room_are_scrolled(office) -> None:
    reasons = tuple(say(N_("{count} years are too many."), count=count) for count in range(1, 31))

    def refuse(_action: object) -> None:
        raise Refused(say(RegisterGrievance.label()), reasons)

    form = FormScreen(office, RegisterGrievance, given={"subject": "停水"}, submit=refuse)
    async with driven(Stage(screen=form), (80, 24)) as officer:
        assert "Ctrl+Down" not in officer.footer
        await officer.press("f10")
        assert "Subject" in officer.picture, "what is to be mended stays in sight"
        assert " 1 years" in officer.picture
        assert "30 years" not in officer.picture
        assert "Ctrl+Down More reasons" in officer.footer
        await officer.press(*["ctrl+down"] * 6)
        assert "30 years" in officer.picture
        await officer.press(*["ctrl+up"] * 6)
        assert " 1 years" in officer.picture


async def test_a_whole_word_is_taken_though_it_is_a_part_of_another(furnished) -> None:
    form = FormScreen(furnished, ReceiveCarrier, given={"name": "年度计划"})
    async with driven(Stage(screen=form)) as officer:
        await officer.go_to("level")
        await officer.type("secret")  # also a part of “Top secret”
        await officer.press("f10")
    assert officer.app.result.level is Classification.SECRET


async def test_a_day_is_chosen_from_a_month(furnished, only) -> None:
    form = FormScreen(furnished, RecordLeaving, only(furnished, "person", number="1001"))
    async with driven(Stage(screen=form)) as officer:
        await officer.press("down")
        assert "[23]" in officer.picture
        await officer.press("left", "up", "pageup")
        assert "[15]" in officer.picture
        officer.looks_like("form-month-80-en")
        await officer.press("enter")
        assert "[15]" not in officer.picture
        assert field(form, "left").control.value == "2026-10-15"
        await officer.press("down", "home", "escape")
        assert field(form, "left").control.value == "2026-10-15"
        assert officer.app.result == "nothing yet"


async def test_the_time_of_day_stays_when_another_day_is_chosen(office) -> None:
    form = FormScreen(office, RegisterGrievance, given={"subject": "停水"})
    async with driven(Stage(screen=form)) as officer:
        field(form, "received").focus_control()
        await officer.press("down", "left", "enter")
        assert field(form, "received").control.value == "2026-11-22 09:30"


def test_the_month_beside_keeps_the_day_where_it_has_one() -> None:
    assert month_beside(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert month_beside(date(2026, 12, 5), 1) == date(2027, 1, 5)


async def test_what_was_said_of_a_field_goes_once_it_is_mended(office) -> None:
    form = FormScreen(office, AddPerson)
    async with driven(Stage(screen=form), (80, 40)) as officer:
        field(form, "joined").control.value = "31.02.2026"
        await officer.press("ctrl+s")
        assert "This must be filled in." in officer.words
        assert "more than one date" in officer.words
        field(form, "name").focus_control()
        await type_text(officer, "张")
        assert "This must be filled in." not in officer.words
        assert "more than one date" in officer.words
        field(form, "joined").focus_control()
        await type_text(officer, "11-2")
        assert "more than one date" not in officer.words
        assert officer.app.result == "nothing yet"


async def test_several_are_chosen_one_after_another_or_written_as_codes(furnished) -> None:
    first, second = furnished.find(Query("unit", order=("code",)))
    form = FormScreen(furnished, PlanProgramme, given={"name": "教育", "audience": Audience.UNITS})
    async with driven(Stage(screen=form), (80, 40)) as officer:
        asked = field(form, "addressed")
        asked.focus_control()
        await type_text(officer, "01")
        assert "01 第一车间" in str(asked.query_one(OptionList).get_option_at_index(0).prompt)
        await officer.press("enter")
        assert "01 第一车间" in str(asked.query_one(".chosen", Static).content)
        assert first.id not in str(asked.query_one(".chosen", Static).content)
        await officer.press("backspace")
        assert asked.control.read() is None
        await type_text(officer, "01")
        await officer.press("enter")
        await type_text(officer, "02")
        await officer.press("ctrl+s")
    assert officer.app.result.addressed == (first.id, "02")
    (programme,) = furnished.find(Query("programme"))
    assert programme.units == (first.id, second.id)
    again = FormScreen(furnished, AmendProgramme, programme)
    async with driven(Stage(screen=again), (80, 40)) as officer:
        shown = str(field(again, "addressed").query_one(".chosen", Static).content)
        assert ("01 第一车间" in shown, "02 后勤科" in shown, again.dirty) == (True, True, False)


async def test_the_number_of_somebody_who_left_offers_the_return(furnished, only) -> None:
    left = only(furnished, "person", number="1001")
    furnished.do(RecordLeaving(target=left.id, left=date(2026, 11, 1)))
    given = {"name": "张三", "number": "1001", "post": "顾问", "joined": date(2026, 11, 20)}
    async with driven(Stage(screen=FormScreen(furnished, AddPerson, given=given)), (80, 40)) as officer:
        await officer.press("ctrl+s")
        await officer.press("enter")
        await officer.press("ctrl+s")
    back = only(furnished, "person", number="1001")
    assert (back.id, back.joined, back.left, back.post) == (left.id, date(2026, 11, 20), None, "顾问")


async def test_a_time_of_day_may_be_left_out(office) -> None:
    form = FormScreen(office, RegisterGrievance, given={"subject": "停水"})
    async with driven(Stage(screen=form)) as officer:
        assert field(form, "received").control.value == "2026-11-23 09:30"
        field(form, "received").control.value = "昨天"
        await officer.press("ctrl+s")
    assert officer.app.result.received == datetime(2026, 11, 22)
    assert officer.app.result.channel is Channel.WALK_IN


@pytest.mark.parametrize(
    ("language", "name", "typed", "says"),
    [
        ("en", "name", "", "This must be filled in."),
        ("en", "name", "长" * 61, "This is too long: at most 60 characters."),
        ("en", "joined", "31.02.2026", "more than one date"),
        ("zh_CN", "name", "", "此项必填。"),
    ],
)
async def test_what_is_wrong_stands_below_its_field(office, language: str, name: str, typed: str, says: str) -> None:
    set_language(language)
    form = FormScreen(office, AddPerson, given={"name": "张三"})
    async with driven(Stage(screen=form)) as officer:
        field(form, name).control.value = typed
        await officer.press("ctrl+s")
        assert says in officer.picture
        assert field(form, name).control.has_focus
        assert officer.app.result == "nothing yet"
    assert office.count(Query("person")) == 0


async def test_what_the_action_refuses_stands_at_the_bottom_and_the_form_stays(furnished) -> None:
    async with driven(
        Stage(screen=FormScreen(furnished, AddPerson, given={"name": "王五", "number": "1001"})), (80, 24)
    ) as officer:
        await officer.press("ctrl+s")
        officer.looks_like("form-refused")
        assert officer.app.result == "nothing yet"


async def test_a_record_is_chosen_by_typing_a_part_of_its_name(furnished, only) -> None:
    form = FormScreen(furnished, AddPerson, given={"name": "王五"})
    async with driven(Stage(screen=form)) as officer:
        field(form, "unit").focus_control()
        await type_text(officer, "后勤")
        await officer.settle()
        officer.looks_like("form-picking")
        await officer.press("enter", "ctrl+s")
    assert officer.app.result.unit == only(furnished, "unit", code="02").id


@pytest.mark.parametrize("typed", ["车间", "dyc", "diyi", "01"])
async def test_a_record_is_also_found_by_pinyin_and_by_number(furnished, only, typed: str) -> None:
    form = FormScreen(furnished, AddPerson, given={"name": "王五"})
    async with driven(Stage(screen=form)) as officer:
        field(form, "unit").focus_control()
        await type_text(officer, typed)
        await officer.press("enter", "ctrl+s")
    assert officer.app.result.unit == only(furnished, "unit", code="01").id


@pytest.mark.parametrize("typed", ["食堂", "fldy", "fulidaiyu", "福利待遇"])
async def test_a_category_is_found_by_pinyin_and_by_what_people_call_it(office, typed: str) -> None:
    form = FormScreen(office, RegisterGrievance, given={"subject": "饭菜太凉"})
    async with driven(Stage(screen=form), (80, 40)) as officer:
        field(form, "category").focus_control()
        await type_text(officer, typed)
        await officer.press("enter", "ctrl+s")
    assert officer.app.result.category == "劳动和社会保障/工资福利/福利待遇"


async def test_that_nothing_is_called_so_is_said(furnished) -> None:
    form = FormScreen(furnished, AddPerson, given={"name": "王五"})
    async with driven(Stage(screen=form), (80, 40)) as officer:
        field(form, "unit").focus_control()
        await type_text(officer, "火星")
        assert "Nothing is called so." in officer.words
        await officer.press("enter")
        assert "Nothing is called so." not in officer.words


async def test_officers_stand_in_the_order_of_their_names_with_their_roles(office) -> None:
    for seat, name in enumerate(("赵敏", "陈丽", "王芳"), 2):
        account = OpenAccount(name=name, seat=seat)
        with office._store.transaction():
            office._store.write(account.changes(None, office.context()), officer=office.officer, action="open_account")
    picker = control_for(columns(AcceptGrievance)["handler"], office, None, required=False)
    assert [choice.text for choice in picker._suggest("")] == ["陈丽", "王芳", "王敏", "赵敏"]
    assert "legal aid clerk" in next(each.beside for each in picker._suggest("wm"))


async def test_a_text_that_is_no_record_is_refused(furnished) -> None:
    form = FormScreen(furnished, AddPerson, given={"name": "王五"})
    async with driven(Stage(screen=form), (80, 40)) as officer:
        field(form, "unit").focus_control()
        await type_text(officer, "火星")
        await officer.press("ctrl+s")
        assert "“火星” is none of those to choose from" in officer.picture
        assert officer.app.result == "nothing yet"


async def test_a_reference_shows_the_title_and_can_be_emptied(furnished, only) -> None:
    person = only(furnished, "person", number="1001")
    form = FormScreen(furnished, AmendPerson, person)
    async with driven(Stage(screen=form)) as officer:
        line = field(form, "unit").query_one(Input)
        assert line.value == "第一车间"
        line.value = ""
        await officer.press("ctrl+s")
    assert only(furnished, "person", number="1001").unit == ""


async def test_a_list_of_the_policy_pack_is_ticked(furnished) -> None:
    form = FormScreen(
        furnished, ChangeRoles, furnished.find(Query("account"))[0], given={"roles": ()}, submit=lambda action: None
    )
    async with driven(Stage(screen=form), (80, 40)) as officer:
        field(form, "roles").focus_control()
        await officer.press("space", "down", "space", "ctrl+s")
    assert officer.app.result.roles == ("clerk", "handler")


async def test_roles_bear_their_names_in_the_language_of_the_officer(furnished) -> None:
    set_language("zh_CN")
    account = furnished.find(Query("account"))[0]
    async with driven(Stage(screen=FormScreen(furnished, ChangeRoles, account)), (80, 30)) as officer:
        assert "维权干事" in officer.picture


async def test_leaving_asks_only_when_something_was_typed(office) -> None:
    async with driven(Stage(screen=FormScreen(office, AddPerson))) as officer:
        await officer.press("x", "escape")
        assert "Leave without saving" in officer.picture
        await officer.press("n")
        assert officer.app.result == "nothing yet"
        await officer.press("backspace", "escape")
        assert officer.app.result is None


async def test_a_long_text_has_several_lines_and_tab_leaves_it(furnished, only) -> None:
    form = FormScreen(furnished, TakeStep, only(furnished, "grievance", number="2026-000001"))
    async with driven(Stage(screen=form)) as officer:
        field(form, "text").focus_control()
        await type_text(officer, "one")
        await officer.press("enter")
        await type_text(officer, "two")
        await officer.press("tab")
        assert not form.query_one(TextArea).has_focus
        await officer.press("ctrl+s")
    assert officer.app.result.text == "one\ntwo"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_a_form_on_a_small_screen(office, language: str) -> None:
    set_language(language)
    async with driven(Stage(screen=FormScreen(office, RegisterGrievance))) as officer:
        officer.looks_like(f"form-{language}")


async def test_what_an_officer_may_not_see_is_never_written_back(furnished, only) -> None:
    person = only(furnished, "person", number="1001").model_copy(update={"phone": MASK})
    async with driven(Stage(screen=FormScreen(furnished, AmendPerson, person))) as officer:
        await officer.press("ctrl+s")
        assert "You may not see what stands here" in officer.picture
    assert only(furnished, "person", number="1001").phone == ""


def test_an_exact_code_stands_before_those_that_hold_it(office: Office) -> None:
    cells = [("01", ""), ("01-01", "01"), ("01-01-03", "01-01"), ("03", "")]
    made: dict[str, str] = {"": ""}
    for code, above in cells:
        cell = AddCell(code=code, name="网格", parent=made[above], start=date(2026, 11, 1))
        office.do(cell)
        made[code] = cell.target
    picker = control_for(columns(MoveCell)["parent"], office, None, required=False)
    assert isinstance(picker, Picker)
    assert [choice.text for choice in picker._suggest("03")] == ["03 网格", "01-01-03 网格"]
    assert picker._suggest("０３")[0].text == "03 网格"
