"""The fields of units, persons and placements that records and actions share, each with its name and its rule."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from core.model.field import About, Start
from core.values import field_types
from core.values.sentence import N_

Name = Annotated[str, Field(min_length=1, max_length=60)]
PRIVATE = "people.private"
"""The duty to see what is private of a person."""

# Of a unit

UnitCode = Annotated[field_types.Code, About(N_("Code"), column=12, index=True, search=True)]
UnitName = Annotated[Name, About(N_("Name"), column=30, search=True, pinyin=True)]
Parent = Annotated[str, About(N_("Belongs to"), column=20, refers="unit", index=True, rights=True)]

# Of a person, and of a former placement

UNIT = About(N_("Unit"), column=24, refers="unit")
POST = About(N_("Post"), column=20, search=True)
AS_BEFORE = N_("Empty: as before.")

FullName = Annotated[Name, field_types.AS_NAME, About(N_("Full name"), column=16, search=True, pinyin=True, index=True)]
Number = Annotated[field_types.Code, About(N_("Staff number"), column=12, search=True, index=True)]
Unit = Annotated[str, UNIT]
UnitOrBefore = Annotated[str, replace(UNIT, help=AS_BEFORE)]
Post = Annotated[str, POST]
PostOrBefore = Annotated[str, replace(POST, help=AS_BEFORE)]
FormerPost = Annotated[str, replace(POST, search=False)]
Phone = Annotated[field_types.Code, About(N_("Telephone"), masked=PRIVATE)]
IdNumber = Annotated[
    str, About(N_("Identity number"), help=N_("Optional; 18 digits, checked."), masked=PRIVATE, index=True)
]
Joined = Annotated[date, About(N_("Joined"), column=10)]
Left = Annotated[
    date,
    About(
        N_("Last day"),
        help=N_("The last day of work: the person is here on it."),
        column=10,
        index=True,
        start=Start.TODAY,
    ),
]
Until = Annotated[date, About(N_("Until"), help=N_("What came next begins the day after."), column=10, index=True)]
