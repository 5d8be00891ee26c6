"""Transfer files that are whole, but not right: each is refused by its own name (transfer §4-11)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats import age, changes_jsonl, tar
from data.formats.age_keys import HeaderFailure
from data.identity.site_keys import TrustedSite
from data.transfer_file import manifest, sealed_file
from data.transfer_file.sealed_file import open_sealed
from tests.support.forged_files import ALPHA, BETA, CARDS, GAMMA, KNOWN, Members, listed_in, pack, reseal, resign, send


def test_other_files_are_not_transfers(tmp_path: Path, members: Members) -> None:
    (tmp_path / "text").write_text("a text")
    with pytest.raises(HeaderFailure):
        open_sealed(tmp_path / "text", BETA, KNOWN)
    with pytest.raises(sealed_file.NotATransfer):
        open_sealed(reseal(tmp_path / "age", pack(members), kind="grease"), BETA, KNOWN)
    with pytest.raises(tar.UnexpectedMember):
        open_sealed(reseal(tmp_path / "empty", b""), BETA, KNOWN)


def test_a_file_for_another_site_is_refused(sealed: Path) -> None:
    with pytest.raises(age.NoMatch):
        open_sealed(sealed, GAMMA, KNOWN)


def test_an_unknown_sender_is_refused(sealed: Path) -> None:
    with pytest.raises(manifest.UnknownSender, match="甲站"):
        open_sealed(sealed, BETA, {GAMMA.site: KNOWN[GAMMA.site]})


def test_a_revoked_sender_is_refused(sealed: Path) -> None:
    with pytest.raises(manifest.RevokedSender):
        open_sealed(sealed, BETA, {ALPHA.site: TrustedSite(CARDS[ALPHA.site], revoked=True)})


def test_a_file_signed_by_somebody_else_is_refused(members: Members, tmp_path: Path) -> None:
    forged = resign(members, listed_in(members), GAMMA)
    with pytest.raises(manifest.WrongSignature, match="甲站"):
        open_sealed(reseal(tmp_path / "forged", pack(forged)), BETA, KNOWN)


@pytest.mark.parametrize(("member", "kind"), [(1, "ed25519"), (2, "mldsa65")])
def test_the_trust_store_says_which_signature_counts(members: Members, tmp_path: Path, member: int, kind: Any) -> None:
    half = list(members)
    half[member] = resign(members, listed_in(members), GAMMA)[member]
    path = reseal(tmp_path / "half", pack(half))
    with pytest.raises(manifest.WrongSignature):
        open_sealed(path, BETA, KNOWN)
    with pytest.raises(manifest.WrongSignature):
        open_sealed(path, BETA, {ALPHA.site: TrustedSite(CARDS[ALPHA.site], frozenset({kind}))})
    demands = TrustedSite(CARDS[ALPHA.site]).signatures - {kind}
    assert open_sealed(path, BETA, {ALPHA.site: TrustedSite(CARDS[ALPHA.site], demands)})


def test_a_file_sealed_again_to_a_third_site_is_refused(tmp_path: Path) -> None:
    to_gamma = send(tmp_path / "to gamma", recipients=[CARDS[GAMMA.site]])
    with to_gamma.open("rb") as file:
        passed_on = reseal(tmp_path / "to beta", b"".join(age.decrypt(file, [GAMMA.age_pq])))
    with pytest.raises(manifest.OtherRecipient):
        open_sealed(passed_on, BETA, KNOWN)


def test_a_file_for_this_site_under_former_keys_is_refused(members: Members, tmp_path: Path) -> None:
    listed = listed_in(members)
    listed["recipients"][0]["fingerprint"] = "0" * 64
    with pytest.raises(manifest.OtherRecipient):
        open_sealed(reseal(tmp_path / "former", pack(resign(members, listed))), BETA, KNOWN)


Tamper = Callable[[dict[str, Any]], object]

MANIFESTS: dict[str, tuple[Tamper, type[Refusal]]] = {
    "newer version": (lambda m: m.update(version=2, more={}), manifest.NewerFormat),
    "another format": (lambda m: m.update(format="x"), manifest.BadManifest),
    "version of another type": (lambda m: m.update(version="1"), manifest.BadManifest),
    "version true": (lambda m: m.update(version=True), manifest.BadManifest),
    "unknown field": (lambda m: m.update(more=1), manifest.BadManifest),
    "missing field": (lambda m: m.pop("mark"), manifest.BadManifest),
    "unknown kind": (lambda m: m.update(kind="orders"), manifest.BadManifest),
    "no such day": (lambda m: m.update(created="2026-02-30T00:00:00Z"), manifest.BadManifest),
    "time with zone": (lambda m: m.update(created="2026-11-23T08:24:00+08:00"), manifest.BadManifest),
    "control in mark": (lambda m: m.update(mark="a\x1b[2J"), manifest.BadManifest),
    "direction in name": (lambda m: m["sender"].update(name="a\u202eb"), manifest.BadManifest),
    "no recipients": (lambda m: m.update(recipients=[]), manifest.BadManifest),
    "recipient twice": (lambda m: m["recipients"].append(m["recipients"][0]), manifest.BadManifest),
    "payload a list": (lambda m: m.update(payload=[]), manifest.BadManifest),
    "negative size": (lambda m: m["members"][0].update(size=-1), manifest.BadManifest),
    "size as text": (lambda m: m["members"][0].update(size="1"), manifest.BadManifest),
    "path in a name": (lambda m: m["members"][1].update(name="../../etc/passwd"), manifest.BadManifest),
    "members moved": (lambda m: m["members"].reverse(), manifest.BadManifest),
    "member twice": (lambda m: m["members"].append(m["members"][-1]), manifest.BadManifest),
    "no changes": (lambda m: m["members"].pop(0), manifest.BadManifest),
    "another sum": (lambda m: m["members"][0].update(sha256="0" * 64), sealed_file.MemberMismatch),
    "another size": (lambda m: m["members"][1].update(size=7), sealed_file.MemberMismatch),
    "a blob less": (lambda m: m["members"].pop(), tar.UnexpectedMember),
    "more lines": (lambda m: m["changes"].update(lines=4), changes_jsonl.BadChanges),
    "fewer bytes": (lambda m: m["changes"].update(size=3), changes_jsonl.BadChanges),
    "more bytes": (lambda m: m["changes"].update(size=10**9), changes_jsonl.BadChanges),
    "sender's other card": (lambda m: m["sender"].update(fingerprint="0" * 64), manifest.SenderMismatch),
}


@pytest.mark.parametrize("what", MANIFESTS)
def test_a_signed_manifest_that_is_wrong_is_refused(members: Members, tmp_path: Path, what: str) -> None:
    tamper, refused_as = MANIFESTS[what]
    listed = listed_in(members)
    tamper(listed)
    with pytest.raises(refused_as) as caught:
        open_sealed(reseal(tmp_path / "wrong", pack(resign(members, listed))), BETA, KNOWN)
    assert type(caught.value) is refused_as
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "refused_as"),
    [
        (b'"version":1', b'"version":1,"version":1', canonical_json.DuplicateKey),
        (b'"version":1', b'"version":1.0', canonical_json.BadNumber),
        (b'"version":1', b'"version":NaN', canonical_json.BadNumber),
        (b'"x":1', b'"x":99999999999999999999', canonical_json.BadNumber),
        (b'"x":1', b'"x":"\\udfff"', canonical_json.LoneSurrogate),
        (b'"x":1', b'"x":' + b"[" * 20 + b"]" * 20, canonical_json.TooDeep),
        (b'"x":1', b'"x": 1', canonical_json.NotCanonical),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_a_manifest_spelled_otherwise_is_refused(
    members: Members, tmp_path: Path, old: bytes, new: bytes, refused_as: type[Refusal]
) -> None:
    raw = members[0][1].replace(old, new)
    with pytest.raises(refused_as):
        open_sealed(reseal(tmp_path / "spelled", pack(resign(members, raw))), BETA, KNOWN)
