"""The fields of carriers, their movements, destruction and counting, that records and actions share."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from core.desks.carriers import vocabulary
from core.model.field import About, Role, Start
from core.values.classification import Classification
from core.values.field_types import AS_CODE, REQUIRED, Line
from core.values.sentence import N_

CARRIER = About(N_("Carrier"), refers="carrier", column=16, index=True)
HOLDER = About(N_("Has it now"), refers="person", says=Role.SUBJECT, column=10, index=True)
KEEPER = About(
    N_("Custodian"), help=N_("Who answers for it while it is in store."), refers="person", says=Role.SUBJECT, column=10,
    index=True,
)  # fmt: skip
PLACE = About(N_("Place"), help=N_("Such as the safe and its shelf."), column=10, index=True)
AREA = About(N_("Secure area"), refers="area", index=True)
GIVER = About(N_("Giver"), refers="person", says=Role.DOER, index=True, column=10)
TAKER = About(N_("Taker"), refers="person", says=Role.DOER, index=True, column=10)
APPROVER = About(N_("Approved by"), refers="officer", says=Role.DOER, column=10)
COMPANION = About(
    N_("Companion"), help=N_("The second of the two who travel; top secret never travels with one."), refers="person",
    says=Role.DOER, index=True,
)  # fmt: skip

# Of a carrier

Number = Annotated[
    str,
    Field(max_length=30, pattern=r"^[\w.\-/()（）〔〕\[\]]*$"),
    AS_CODE,
    About(N_("Carrier number"), help=N_("Empty: the next of the ledger."), column=16, index=True, search=True),
]
Form = Annotated[vocabulary.Form, About(N_("Kind of carrier"), column=10, index=True)]
Name = Annotated[Line, REQUIRED, About(N_("Name"), column=18, search=True, pinyin=True)]
Originator = Annotated[Line, About(N_("Originator"), column=12, search=True, index=True)]
Document = Annotated[Line, About(N_("Document number"), search=True)]
Level = Annotated[Classification, About(N_("Level of secrecy"), column=6, index=True)]
Term = Annotated[Line, About(N_("Term of secrecy"), help=N_("Such as 10 years, or a condition."))]
Copies = Annotated[int, Field(le=10_000), About(N_("Copies"))]
Size = Annotated[Line, About(N_("Pages or capacity"))]
Serial = Annotated[Line, About(N_("Serial number"), search=True)]
Got = Annotated[date, About(N_("Received or made"), start=Start.TODAY, not_before="", index=True)]
How = Annotated[vocabulary.Origin, About(N_("How it came here"))]
Parent = Annotated[str, About(N_("Copy of"), refers="carrier", index=True)]
Unit = Annotated[str, About(N_("Unit that answers for it"), refers="unit", index=True, column=10)]
Area = Annotated[str, AREA]
Place = Annotated[Line, PLACE]
Use = Annotated[Line, About(N_("Range of use"))]
RecallBy = Annotated[date, About(N_("To be given back by"), index=True, to_come=True)]
Transfer = Annotated[bool, About(N_("Medium of transfers"))]
Report = Annotated[Line, About(N_("Report by document"))]
Remark = Annotated[Line, About(N_("Remark"))]
Holder = Annotated[str, HOLDER]
Keeper = Annotated[str, KEEPER]

# Of a movement

At = Annotated[datetime, About(N_("At"), column=16, index=True)]
MoveKind = Annotated[vocabulary.Move, About(N_("Movement"), column=12, index=True)]
Giver = Annotated[str, GIVER]
Taker = Annotated[str, TAKER]
Approver = Annotated[str, APPROVER]
Companion = Annotated[str, COMPANION]
Watcher = Annotated[str, About(N_("Watched by"), refers="person", says=Role.DOER, index=True)]
Due = Annotated[date, About(N_("Due back"), column=10, index=True)]
DueBack = Annotated[date, About(N_("Due back"), to_come=True)]
Purpose = Annotated[Line, About(N_("Purpose"))]
To = Annotated[Line, About(N_("To whom or where"), search=True)]
Abroad = Annotated[bool, About(N_("Abroad"))]
Consent = Annotated[Line, About(N_("Consent of the originator"), help=N_("Asked for of top secret."))]
Receipt = Annotated[Line, About(N_("Receipt number"))]
Device = Annotated[Line, About(N_("Used with device"), help=N_("Number and level of the device."))]
Cleared = Annotated[bool, About(N_("Information cleared"))]
Made = Annotated[int, Field(ge=1, le=500), About(N_("How many copies"))]
Reason = Annotated[Line, About(N_("Reason"))]
Note = Annotated[Line, About(N_("Note"))]

# Of a destruction

BATCH = About(N_("Batch"), refers="destruction", column=12, index=True)
OnBatch = Annotated[str, About(N_("On the list of"), refers="destruction", index=True)]
Method = Annotated[vocabulary.Method, About(N_("Method"), column=8)]
WhereDestroyed = Annotated[vocabulary.WhereDestroyed, About(N_("Where it is destroyed"), column=12)]
Counter = Annotated[str, About(N_("Counted by"), refers="officer", says=Role.DOER)]
Destroyer = Annotated[str, About(N_("Destroyed by"), refers="officer", says=Role.DOER, column=10)]
Supervisor = Annotated[str, About(N_("Supervised by"), refers="officer", says=Role.DOER, column=10)]
Escort = Annotated[str, About(N_("Escorted by"), refers="person", says=Role.DOER, index=True)]
SecondEscort = Annotated[str, About(N_("Second escort"), refers="person", says=Role.DOER, index=True)]
Receiver = Annotated[Line, About(N_("Receiving unit"), help=N_("The unit and its receiver, if it was taken there."))]
Record = Annotated[Line, About(N_("Signed record"), help=N_("Where the signed record of destruction is kept."))]

# Of a stocktake

STOCKTAKE = About(N_("Stocktake"), refers="stocktake", column=12, index=True)
Scope = Annotated[vocabulary.Scope, About(N_("Scope of the count"), column=12)]
ScopeUnit = Annotated[str, About(N_("Unit"), refers="unit")]
ScopePlace = Annotated[Line, About(N_("Place"), help=N_("As it stands in the ledger."))]
ScopeHolder = Annotated[str, About(N_("Holder or custodian"), refers="person", says=Role.SUBJECT, index=True)]
ScopeLevel = Annotated[Classification, About(N_("Level of secrecy"))]
Second = Annotated[str, About(N_("Counted with"), refers="officer", says=Role.DOER, column=10)]
FinishBy = Annotated[date, About(N_("Count until"), column=10, to_come=True)]
Result = Annotated[vocabulary.Counted, About(N_("What was found"), column=10, index=True)]
WhereFound = Annotated[Line, About(N_("Where it was"), help=N_("Empty: where the ledger says."), column=10)]
Settled = Annotated[Line, About(N_("How it was settled"), column=20)]
