"""Transfer files made by hand: good ones, and pieces of them put together by somebody who means harm.

Alpha sends to Beta; Gamma is trusted too. Whoever can seal for Beta can make all of this; only Alpha can sign as Alpha.
"""

import hashlib
import io
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.values import canonical_json
from data.formats import age
from data.formats import tar as archive
from data.formats.age_keys import Stanza
from data.identity.site_keys import SiteKeys, TrustedSite
from data.transfer_file import manifest
from data.transfer_file.sealed_file import Blob, ManifestDraft, seal

ALPHA, BETA, GAMMA = (SiteKeys.generate(digit * 32) for digit in "abc")
CARDS = {keys.site: keys.card(name) for keys, name in ((ALPHA, "甲站"), (BETA, "Beta"), (GAMMA, "Gamma"))}
KNOWN = {site: TrustedSite(card) for site, card in CARDS.items()}
COVER = ManifestDraft(
    "changes", datetime(2026, 11, 23, 8, 24, tzinfo=UTC), {"tips": {"x": 1}}, mark="内部", transfer="d" * 32
)
LINES = [canonical_json.dump({"n": number, "text": "拖欠工资"}) for number in range(3)]
CONTENTS = [b"first attachment", b"", bytes(200_000)]

Members = list[tuple[tarfile.TarInfo, bytes]]


def blob(content: bytes) -> Blob:
    return Blob(hashlib.sha256(content).hexdigest(), len(content), lambda: content)


def send(path: Path, **changed: Any) -> Path:
    """Send from Alpha to Beta."""
    given = {"sender": CARDS[ALPHA.site], "recipients": [CARDS[BETA.site]], "draft": COVER, "lines": LINES}
    seal(path, ALPHA, **{**given, "blobs": [blob(content) for content in CONTENTS], **changed})
    return path


def members_of(sealed: Path, keys: SiteKeys = BETA) -> Members:
    """Return the members of a file for Beta, or for whoever has these keys."""
    with sealed.open("rb") as file, tarfile.open(fileobj=io.BytesIO(b"".join(age.decrypt(file, [keys.age_pq])))) as tar:
        return [(info, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]


def reseal(
    path: Path, plain: bytes, announced: int | None = None, kind: str = "sealdesk/size", to: SiteKeys = BETA
) -> Path:
    note = Stanza((kind, str(len(plain) if announced is None else announced)), b"")
    with path.open("wb") as file, age.Sealer(file, [to.age_pq.recipient], [note]) as sealer:
        sealer.write(plain)
    return path


def pack(members: Members) -> bytes:
    out = io.BytesIO()
    for info, content in members:
        if info.type == tarfile.REGTYPE:
            archive.write_member(out, info.name, content)
        else:
            out.write(info.tobuf(tarfile.USTAR_FORMAT))
    archive.write_end(out)
    return out.getvalue()


def resign(
    members: Members, listed: dict[str, Any] | bytes, keys: SiteKeys = ALPHA, transfer: str = COVER.transfer
) -> Members:
    """Put another manifest in, rightly signed by `keys`."""
    raw = listed if isinstance(listed, bytes) else canonical_json.dump(listed)
    signatures = manifest.sign(raw, transfer, keys)
    proof = (raw, signatures.minisign, signatures.mldsa65)
    return [(info, content) for (info, _), content in zip(members[:3], proof, strict=True)] + members[3:]


def listed_in(members: Members) -> dict[str, Any]:
    return json.loads(members[0][1])  # type: ignore[no-any-return]
