"""Attaching papers and writing them out from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.desks.people.people import AddPerson
from data.site.open_site import OpenSite
from tests.support.command_line_driver import CommandLine
from tests.support.papers import png


@pytest.fixture
def store(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store with one person."""
    site = found_at(tmp_path / "甲站", "甲站")
    site.office().do(AddPerson(name="张三", number="K5"))
    site.close()
    return tmp_path / "甲站"


def test_a_file_is_attached_and_written_out_again(sealdesk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "form.png").write_bytes(png())
    assert "Attached: form." in sealdesk("attach", "K5", str(tmp_path / "form.png"), "--note", "第一页")
    (paper,) = sealdesk.json("show", "K5")["parts"]["person_paper"]
    assert (paper["name"], paper["note"], paper["media"], paper["size"]) == ("form", "第一页", "png", len(png()))
    assert "key" not in paper
    out = tmp_path / "out.png"
    assert "read back" in sealdesk("write-out", paper["id"], "--out", str(out))
    assert out.read_bytes() == png()
    assert [each["file"] for each in sealdesk.json("list", "export")] == ["out.png"]
    assert "is there already" in sealdesk("write-out", paper["id"], "--out", str(out), status=1)


def test_what_cannot_be_attached_or_written_out_is_said(sealdesk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "form.png").write_bytes(b"no picture")
    assert "none of the files" in sealdesk("attach", "K5", str(tmp_path / "form.png"), status=1)
    (person,) = sealdesk.json("list", "person")
    assert "is no attached paper" in sealdesk("write-out", person["id"], "--out", str(tmp_path / "x"), status=1)
    (officer,) = sealdesk.json("list", "officer")
    assert "No papers can be attached" in sealdesk("attach", officer["id"], str(tmp_path / "form.png"), status=1)
