"""A site passes on what others wrote, to whoever knows them."""

from core.desks.people.people import AddPerson
from core.desks.sync.trust import RevokeSite
from data.transfer_file.segments import BeyondCutoff, UnknownAuthor
from tests.support.station import Station, Stations


def test_a_relay_passes_on_what_others_wrote(stations: Stations, third: Station) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a)):
        one.trust(other)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    third.receive(b.send(third))
    assert third.names() == {"张三"}
    (entry,) = third.office.history(third.person("张三"))
    assert entry.change.stream.site == a.id
    assert third.office.title("officer", entry.change.body.officer) == "安宁"
    assert third.store.check() is None


def test_a_relay_cannot_pass_on_a_site_the_receiver_does_not_know(stations: Stations, third: Station) -> None:
    a, b = stations
    b.trust(third)
    third.trust(b)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    third.untouched_by(UnknownAuthor, b.send(third), a.id[:8])


def test_the_same_change_by_two_ways_is_one_change(stations: Stations, third: Station) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a), (a, third)):
        one.trust(other)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    third.receive(a.send(third))
    third.receive(b.send(third))
    assert len(third.office.history(third.person("张三"))) == 1
    assert third.store.check() is None


def test_what_a_revoked_site_wrote_and_nobody_here_had_heard_stays_out(stations: Stations, third: Station) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a)):
        one.trust(other)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    path = b.send(third)
    third.office.do(RevokeSite(target=a.id))
    third.untouched_by(BeyondCutoff, path, "甲站.*乙站")
