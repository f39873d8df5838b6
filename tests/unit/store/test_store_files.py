"""Files are whole or not there, also when the program dies in the middle; damaged ones are kept."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from explorer.store import files
from explorer.store.document import Document

ROOT = Path(__file__).resolve().parents[3]
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and signals of POSIX")


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a second instance: a Python program that finds ``explorer`` in this checkout."""
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)


def digits(content: bytes) -> int:
    return int(content)


class TestWrite:
    def test_content_arrives_and_nothing_else_lies_around(self, tmp_path: Path) -> None:
        files.write(tmp_path / "a" / "b" / "file.json", b"one")
        files.write(tmp_path / "a" / "b" / "file.json", b"two")
        assert (tmp_path / "a" / "b" / "file.json").read_bytes() == b"two"
        assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["file.json"]

    @posix
    def test_only_the_owner_may_read_it(self, tmp_path: Path) -> None:
        target = tmp_path / "new" / "file"
        files.write(target, b"x")
        assert target.stat().st_mode & 0o777 == 0o600
        assert target.parent.stat().st_mode & 0o777 == 0o700

    @posix
    def test_a_file_that_others_could_read_is_closed_by_the_next_write(self, tmp_path: Path) -> None:
        target = tmp_path / "file"
        target.write_bytes(b"old")
        target.chmod(0o644)
        files.write(target, b"new")
        assert target.stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_a_failing_disk_leaves_the_old_file(
        self, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = tmp_path / "file"
        files.write(target, b"old")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os if step == "fsync" else Path, step, full)
        with pytest.raises(OSError, match="No space"):
            files.write(target, b"new")
        assert target.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["file"]

    @posix
    def test_a_process_killed_in_the_middle_leaves_the_old_file(self, tmp_path: Path) -> None:
        target = tmp_path / "file"
        files.write(target, b"old")
        program = """
            import os, signal, sys
            from pathlib import Path
            from explorer.store import files
            os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
            files.write(Path(sys.argv[1]), b"new" * 100000)
            """
        process = start(program, str(target))
        process.communicate(timeout=30)
        assert process.returncode == -9
        assert target.read_bytes() == b"old"

    @posix
    def test_a_link_into_a_folder_of_dotfiles_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "dotfiles").mkdir()
        target, link = tmp_path / "dotfiles" / "settings.json", tmp_path / "settings.json"
        target.write_bytes(b"old")
        link.symlink_to(target)
        files.write(link, b"new")
        assert link.is_symlink()
        assert target.read_bytes() == b"new"


class TestExport:
    @posix
    def test_others_may_read_what_a_person_asked_for(self, tmp_path: Path) -> None:
        before = os.umask(0o022)
        try:
            files.export(tmp_path / "picture.png", b"x")
        finally:
            os.umask(before)
        assert (tmp_path / "picture.png").stat().st_mode & 0o777 == 0o644
        assert (tmp_path / "picture.png").read_bytes() == b"x"

    def test_a_failing_disk_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        target = tmp_path / "picture.png"
        files.export(target, b"old")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            files.export(target, b"new")
        assert target.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]

    def test_a_folder_that_is_missing_stays_missing(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            files.export(tmp_path / "mistyped" / "picture.png", b"x")
        with pytest.raises(IsADirectoryError if os.name == "posix" else OSError):
            files.export(tmp_path, b"x")
        assert list(tmp_path.iterdir()) == []

    @posix
    def test_a_pipe_takes_the_content_and_stays_a_pipe(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            files.export(pipe, b"x")
            assert os.read(reader, 10) == b"x"
        finally:
            os.close(reader)
        assert pipe.is_fifo()


class TestRead:
    def test_an_absent_file_is_no_damage(self, tmp_path: Path) -> None:
        assert files.read(tmp_path / "none" / "file", digits) == files.Reading()
        assert not (tmp_path / "none").exists()

    def test_a_damaged_file_is_kept_and_reported_as_a_value(self, tmp_path: Path) -> None:
        target = tmp_path / "file"
        for number, content in enumerate([b"twelve", b"13a", b""], start=1):
            target.write_bytes(content)
            reading = files.read(target, digits)
            kept = tmp_path / f"file.damaged-{number}"
            assert reading.value is None
            assert reading.damage is not None
            assert reading.damage.kept == kept
            assert str(kept) in reading.damage.sentence
            assert kept.read_bytes() == content
            assert not target.exists()
        assert (tmp_path / "file.damaged-1").read_bytes() == b"twelve"

    def test_json_too_deep_or_of_another_kind_is_damage_too(self, tmp_path: Path) -> None:
        for content in (b"[" * 100_000, b"[1, 2]", b'{"half": ', b"\xff\xfe", b"null"):
            (tmp_path / "file").write_bytes(content)
            value, damage = Document(tmp_path / "file").read()
            assert value == {}
            assert damage is not None
            assert damage.kept is not None
            assert damage.kept.read_bytes() == content

    def test_a_folder_in_the_place_of_the_file_is_reported_and_left(self, tmp_path: Path) -> None:
        (tmp_path / "file").mkdir()
        reading = files.read(tmp_path / "file", digits)
        assert reading.damage is not None
        assert reading.damage.kept is None
        assert "left as it is" in reading.damage.sentence
        assert (tmp_path / "file").is_dir()

    def test_what_another_instance_repaired_meanwhile_is_not_set_aside(self, tmp_path: Path) -> None:
        target = tmp_path / "file"
        target.write_bytes(b"broken")

        def repaired_after_the_first_look(content: bytes) -> int:
            if content == b"broken":
                target.write_bytes(b"7")
            return int(content)

        assert files.read(target, repaired_after_the_first_look).value == 7
        assert not list(tmp_path.glob("*.damaged-*"))


class TestDocument:
    def test_a_change_that_raises_writes_nothing(self, tmp_path: Path) -> None:
        document = Document(tmp_path / "file.json")

        def half() -> None:
            with document.change() as content:
                content["half"] = True
                raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            half()
        assert document.read() == ({}, None)

    def test_a_change_that_changes_nothing_leaves_the_file_as_the_person_wrote_it(self, tmp_path: Path) -> None:
        (tmp_path / "file.json").write_bytes(b'{"by": "hand" }')
        with Document(tmp_path / "file.json").change() as content:
            content["by"] = "hand"
        assert (tmp_path / "file.json").read_bytes() == b'{"by": "hand" }'

    def test_a_newer_version_number_stays(self, tmp_path: Path) -> None:
        (tmp_path / "file.json").write_bytes(b'{"version": 7, "future": [1]}')
        with Document(tmp_path / "file.json").change() as content:
            content["ours"] = True
        assert msgspec.json.decode((tmp_path / "file.json").read_bytes()) == {
            "version": 7,
            "future": [1],
            "ours": True,
        }

    def test_damage_found_by_a_change_is_kept_and_logged(
        self, tmp_path: Path, expect_log: Callable[[str], None]
    ) -> None:
        expect_log(r"file\.json was damaged and is now kept as .*damaged-1")
        (tmp_path / "file.json").write_bytes(b"{")
        with Document(tmp_path / "file.json").change() as content:
            content["ours"] = True
        assert (tmp_path / "file.json.damaged-1").read_bytes() == b"{"
        assert Document(tmp_path / "file.json").read()[0]["ours"] is True

    def test_content_that_cannot_be_set_aside_is_never_overwritten(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file.json").write_bytes(b"precious, but no JSON")

        def refused(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "replace", refused)
        with (
            pytest.raises(OSError, match="could not be set aside"),
            Document(tmp_path / "file.json").change() as content,
        ):
            content["ours"] = True
        assert (tmp_path / "file.json").read_bytes() == b"precious, but no JSON"

    def test_two_instances_that_change_at_once_lose_nothing(self, tmp_path: Path) -> None:
        program = """
            import sys
            from pathlib import Path
            from explorer.store.document import Document
            document = Document(Path(sys.argv[1]))
            sys.stdin.readline()
            for number in range(40):
                with document.change() as content:
                    content[f"{sys.argv[2]}{number}"] = number
            """
        target = tmp_path / "file.json"
        processes = [start(program, str(target), name) for name in ("a", "b")]
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            process.communicate(timeout=60)
            assert process.returncode == 0
        content, damage = Document(target).read()
        assert damage is None
        assert len(content) == 81  # 40 of each, and the version

    @posix
    def test_an_instance_that_hangs_while_writing_is_named_and_its_death_frees_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = """
            import sys
            from pathlib import Path
            from explorer.store import files
            with files.locked(Path(sys.argv[1])):
                print("locked", flush=True)
                sys.stdin.readline()
            """
        monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
        target = tmp_path / "file.json"
        with start(program, str(target)) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "locked\n"
            with pytest.raises(TimeoutError, match=r"Another window .* file\.json"), files.locked(target):
                pytest.fail("two instances held the lock")
            process.kill()
        with files.locked(target):
            pass
