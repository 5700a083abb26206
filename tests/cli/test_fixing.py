"""Fixes are written with care."""

from __future__ import annotations

import os
import stat

import pytest

from agwctl.cli.fixing import difference, fixed_files, save
from agwctl.cli.main import main
from agwctl.errors import InputError
from agwctl.lint.check import Checker

CHECKER = Checker({}, frozenset())
BAD = "# ü\r\nbinds:\r\n- port: 3000\r\n  listners: []\r\n"


def one(path):
    (file,) = fixed_files([str(path)], CHECKER, "<stdin>")
    return file


def test_bytes_around_the_fix_stay(tmp_path):
    path = tmp_path / "gw.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BAD.encode())
    path.chmod(0o640)
    file = one(path)
    assert file.is_changed
    assert path.read_bytes().endswith(b"listners: []\r\n")
    save(file)
    assert path.read_bytes() == b"\xef\xbb\xbf" + BAD.replace("listners", "listeners").encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["gw.yaml"]
    assert not one(path).is_changed


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target.yaml", tmp_path / "link.yaml"
    target.write_bytes(BAD.encode())
    link.symlink_to(target)
    save(one(link))
    assert link.is_symlink()
    assert b"listeners" in target.read_bytes()


def test_a_difference(tmp_path):
    path = tmp_path / "gw.yaml"
    path.write_text("binds:\n- port: 3000\n  listners: []")
    assert difference(one(path)) == (
        f"--- a/{path}\n+++ b/{path}\n@@ -1,3 +1,3 @@\n binds:\n - port: 3000\n"
        "-  listners: []\n\\ No newline at end of file\n+  listeners: []\n\\ No newline at end of file\n"
    )
    path.write_text("{}")
    assert difference(one(path)) == ""


def test_what_cannot_be_read_is_told(tmp_path):
    assert one(tmp_path / "gone.yaml").report.status == "unreadable"
    (tmp_path / "latin.yaml").write_bytes(b"\xff")
    assert one(tmp_path / "latin.yaml").report.status == "unreadable"


def test_a_folder_that_cannot_be_written(tmp_path, monkeypatch):
    path = tmp_path / "gw.yaml"
    path.write_bytes(BAD.encode())
    file = one(path)

    def refuse(*names):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(InputError, match=r"cannot write .*gw\.yaml: Permission denied"):
        save(file)
    assert [each.name for each in tmp_path.iterdir()] == ["gw.yaml"]
    assert path.read_bytes() == BAD.encode()


def test_a_file_that_was_changed_meanwhile_stays(tmp_path):
    path = tmp_path / "gw.yaml"
    path.write_bytes(BAD.encode())
    file = one(path)
    path.write_text("{}")
    with pytest.raises(InputError, match="was changed by somebody else"):
        save(file)
    assert path.read_text() == "{}"


def test_a_protected_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "gw.yaml"
    path.write_bytes(BAD.encode())
    monkeypatch.setattr(os, "access", lambda name, mode: False)
    with pytest.raises(InputError, match="write-protected"):
        save(one(path))
    assert path.read_bytes() == BAD.encode()


def test_a_file_with_two_names_is_fixed_once(tmp_path):
    target, link = tmp_path / "target.yaml", tmp_path / "link.yaml"
    target.write_bytes(BAD.encode())
    link.symlink_to(target)
    for file in list(fixed_files([str(target), str(link)], CHECKER, "<stdin>")):
        save(file)
    assert b"listeners" in target.read_bytes()


def test_a_file_that_cannot_be_written_keeps_no_other_from_being_fixed(tmp_path, monkeypatch, capsys):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(BAD.encode())
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "a.yaml")
    assert main(["validate", str(tmp_path), "--fix"]) == 3
    told = capsys.readouterr().err
    assert f"cannot write {tmp_path}/a.yaml: it is write-protected" in told
    assert "fixed 1 in 1 file\n" in told
    assert (tmp_path / "a.yaml").read_bytes() == BAD.encode()
    assert b"listeners" in (tmp_path / "b.yaml").read_bytes()
