"""Rules that several actions share: which areas are entered, who reviews for them, what may be brought, and numbers."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from core.desks.areas.records import Area
from core.desks.areas.vocabulary import CONFIRMED_ONES
from core.desks.visits.records import INSIDE
from core.desks.visits.vocabulary import KEEP, DeviceRule, VisitSettings, VisitType
from core.model.context import Context
from core.model.query import Is, Query
from core.model.record import Record
from core.rights.four_eyes import ever, same_person
from core.rules.agenda import duties_of
from core.rules.numbering import next_number
from core.values.classification import Classification
from core.values.day_rules import months_later
from core.values.sentence import N_, Sentence, say

DIGITS = 4
VISITS, PERMISSIONS = "LF-{year}-", "CQ-{year}-"
"""How the numbers of visits 来访 and of standing permissions 长期准入 begin."""
OWN_VISIT = N_("Host and escort do not review their own visit. Another reviewer decides.")


def numbered(kind: str, pattern: str, context: Context) -> dict[str, Any]:
    """Return the next number of this year and the site that gives it."""
    prefix = pattern.format(year=context.today.year)
    return {"number": next_number(kind, prefix, DIGITS, context.site, context), "site": context.site}


def entered_areas(ids: Iterable[str], context: Context) -> list[Area]:
    """Return these areas, as far as they are known here."""
    return [found for each in ids if isinstance(found := context.get("area", each), Area)]


def area_faults(ids: Collection[str], context: Context) -> Iterator[Sentence]:
    """Yield why one of these cannot be visited."""
    found = entered_areas(ids, context)
    if len(found) < len(ids):
        yield say(N_("Choose the areas from the list."))
    for area in found:
        if area.stage in Area.ends:
            yield say(N_("{area} is no area any more ({stage}). Choose another."), area=area.title,
                      stage=say(area.stage.label))  # fmt: skip


def particulars_faults(asked: Any, context: Context) -> Iterator[Sentence]:
    """Yield what is wrong with what is asked for, by the action that asks for a visit or corrects one."""
    areas = tuple(dict.fromkeys((asked.area, *asked.other_areas)))
    yield from area_faults(areas, context)
    if asked.planned_out <= asked.planned_in:
        yield say(N_("The planned time to leave must lie after the planned time to come."))
    if asked.type == VisitType.VEHICLE and not asked.plate:
        yield say(N_("Write the plate of the vehicle."))
    if asked.type == VisitType.GROUP and asked.people == 1:
        yield say(N_("Write how many people the group has."))
    yield from escort_faults(areas, asked.escort, context)
    yield from device_faults(asked, areas, context)


def escort_faults(areas: Iterable[str], escort: str, context: Context) -> Iterator[Sentence]:
    """Yield that an area asks for an escort, and none is named (V3)."""
    for area in entered_areas(areas, context):
        if area.escort and not escort:
            yield say(N_("{area} is entered with an escort only. Name one."), area=area.title)


def device_faults(asked: Any, areas: Iterable[str], context: Context) -> Iterator[Sentence]:
    """Yield that a phone or recorder is to come without an approval where the area keeps it out (V9)."""
    allowed = DeviceRule.ALLOWED
    for area in entered_areas(areas, context):
        is_key = area.type in CONFIRMED_ONES
        phone = asked.telephone == allowed and (is_key or area.no_phones)
        recorder = asked.camera == allowed and (is_key or area.no_devices)
        if (phone or recorder) and not asked.device_permit:
            said = N_(
                "Phones and recorders stay outside {area}: have them left or sealed, or write the approval number."
            )
            yield say(said, area=area.title)


def needs_second(visit: Any, context: Context) -> bool:
    """Whether a supervisor approves besides: areas of the highest level, and visitors from abroad."""
    levels = {area.level for area in entered_areas(visit.areas, context)}
    return bool(visit.foreign) or Classification.TOP_SECRET in levels


def review_day(comes: datetime, context: Context) -> date:
    """Return by when a visit is reviewed: the working day before it, or today if that has passed."""
    return max(context.workdays.add_workdays(comes.date(), -1), context.today)


def late_from(leaves: datetime, context: Context) -> datetime:
    """Return from when a visit is an overstay."""
    return leaves + timedelta(minutes=context.policy.settings(VisitSettings).grace_minutes)


def closing(context: Context) -> dict[str, Any]:
    """Return what closing a visit writes: the day, and until when it is kept."""
    months = context.policy.settings(VisitSettings).retention_months
    return {"closed": context.today, "erase_on": months_later(context.today, months), "inside": 0}


# Who reviews


def party_to(record: Record, context: Context) -> list[str]:
    """Return the officers who are, or ever were, host or escort of a visit or a permission (V2)."""
    names = [name for name in ("host", "escort") if name in type(record).model_fields]
    persons = ever(record, names, context)
    return [each.id for each in context.find(Query("officer", Is("person", tuple(sorted(persons)))))] if persons else []


def right_faults(areas: Iterable[str], context: Context) -> Iterator[Sentence]:
    """Yield for which of these areas an officer has no right to review: he is neither keeper nor deputy (V6)."""
    if KEEP in duties_of(context):
        return
    himself = same_person(context.officer, context)
    for area in entered_areas(areas, context):
        if not himself & {area.keeper, area.deputy}:
            said = N_("{area} is reviewed by its keeper, its deputy or the confidentiality clerk, who answer for it.")
            yield say(said, area=area.title)


def inside_now(context: Context) -> list[Any]:
    """Return the visits that are inside, whoever may read them."""
    return context.find(Query("visit", INSIDE))
