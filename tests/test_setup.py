"""scripts/setup.sh on computers that lack something: one sentence each, and what to do."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLAIN = {
    "awk", "bash", "cat", "chmod", "cut", "df", "dirname", "env", "fc-list", "grep", "head", "id",
    "mktemp", "readlink", "rm", "sed", "sh", "sha256sum", "sleep", "sort", "tail", "wc",
}  # fmt: skip
GOOD_PYTHON = """#!/bin/sh
case "$*" in
*sysconfig*) echo "$PWD/.venv/lib" ;;
*beebox.cli*) echo "$*" ;;
*'pip install'*) echo "Collecting flask==3.1.3"; echo pip >> "$PWD/pip.calls" ;;
esac
"""
WHOLE_TESSERACT = "#!/bin/sh\nprintf 'eng\\nchi_sim\\nosd\\n'\n"


@dataclass
class Computer:
    """A clone in a folder with a space in its name, and only the programs we put there."""

    clone: Path
    programs: Path

    def put(self, name: str, text: str) -> None:
        program = self.programs / name
        program.unlink(missing_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def put_venv(self, python: str = GOOD_PYTHON, name: str = ".venv") -> None:
        folder = self.clone / name / "bin"
        folder.mkdir(parents=True, exist_ok=True)
        (self.clone / name / "lib").mkdir(exist_ok=True)
        (folder / "python").write_text(python)
        (folder / "python").chmod(0o755)

    def set_up(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", str(self.clone / "scripts" / "setup.sh"), *arguments],
            env={"PATH": str(self.programs), "LANG": os.environ.get("LANG", "C.UTF-8")},
            cwd=self.programs, capture_output=True, text=True, timeout=60, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def refused(self, *arguments: str) -> str:
        """The one sentence it ends with."""
        done = self.set_up(*arguments)
        assert done.returncode == 1, done.stdout + done.stderr
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith("✗ ")
        return last


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    clone, programs = tmp_path / "bee box", tmp_path / "programs"
    programs.mkdir()
    (clone / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup.sh", clone / "scripts")
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"):
        (clone / lock).write_text("flask==3.1.3\n")
    for name in PLAIN:
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    here = Computer(clone, programs)
    here.put("tesseract", WHOLE_TESSERACT)
    here.put("fc-list", "#!/bin/sh\necho 'Noto Sans CJK SC'\n")
    here.put("df", "#!/bin/sh\nprintf 'f\\n/dev/x 9 9 9000000 1%% /\\n'\n")
    return here


def test_an_old_python_is_refused_in_one_sentence(computer: Computer) -> None:
    computer.put("python3", "#!/bin/sh\nexit 1\n")
    said = computer.refused()
    assert "Python 3.11" in said
    assert "python3.11-venv" in said


def test_a_full_disk_is_refused_before_anything_is_written(computer: Computer) -> None:
    computer.put("python3", GOOD_PYTHON)
    computer.put("df", "#!/bin/sh\nprintf 'f\\n/dev/x 9 9 102400 99%% /\\n'\n")
    assert "100 MB" in computer.refused()
    assert not (computer.clone / ".venv").exists()


def test_a_python_without_venv_gives_the_line_to_type(computer: Computer) -> None:
    computer.put(
        "python3",
        '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; *print*) echo python3.12-venv;; esac\n',
    )
    said = computer.refused()
    assert "sudo apt-get install -y --no-install-recommends python3.12-venv" in said


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "PIP_INDEX_URL"),
        ("ERROR: No matching distribution found for flask", "PIP_INDEX_URL"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "see above"),
    ],
)
def test_what_the_installer_says_becomes_a_sentence(computer: Computer, printed: str, meant: str) -> None:
    computer.put_venv(f"#!/bin/sh\ncase \"$*\" in *'pip install'*) echo '{printed}' >&2; exit 1;; esac\n")
    assert meant in computer.refused()
    assert not (computer.clone / ".venv" / ".beebox-run").exists()


def test_a_second_run_installs_nothing_and_says_nothing(computer: Computer) -> None:
    computer.put_venv()
    first, second = computer.set_up(), computer.set_up()
    assert (first.returncode, second.returncode) == (0, 0)
    assert "[1/1] flask==3.1.3" in first.stdout
    assert second.stdout + second.stderr == ""
    assert (computer.clone / "pip.calls").read_text().splitlines() == ["pip"]


def test_a_changed_lock_is_installed_again(computer: Computer) -> None:
    computer.put_venv()
    computer.set_up()
    (computer.clone / "requirements.txt").write_text("flask==3.1.4\n")
    computer.set_up()
    assert len((computer.clone / "pip.calls").read_text().splitlines()) == 2


def test_the_tests_set_up_also_serves_the_program(computer: Computer) -> None:
    computer.put_venv()
    computer.put("chromium", "#!/bin/sh\n")
    computer.set_up("--tests")
    computer.set_up()
    assert (computer.clone / "pip.calls").read_text().splitlines() == ["pip"]


def test_what_we_measure_against_has_an_environment_of_its_own(computer: Computer) -> None:
    computer.put_venv()
    computer.put_venv(name=".venv-bench")
    first, second = computer.set_up("--bench"), computer.set_up("--bench")
    assert (first.returncode, second.returncode) == (0, 0)
    assert (computer.clone / "pip.calls").read_text().splitlines() == ["pip", "pip"]
    assert second.stdout + second.stderr == ""
    assert not (computer.clone / ".venv-bench" / "bin" / "beebox").exists()
    (computer.clone / "requirements-bench.txt").write_text("ocrmypdf==17.13.1\n")
    computer.set_up()
    assert len((computer.clone / "pip.calls").read_text().splitlines()) == 2
    computer.set_up("--bench")
    assert len((computer.clone / "pip.calls").read_text().splitlines()) == 3


def test_without_what_we_measure_against_the_rest_still_runs(computer: Computer) -> None:
    computer.put_venv()
    computer.put_venv(
        "#!/bin/sh\ncase \"$*\" in *'pip install'*) echo 'unreachable' >&2; exit 1;; esac\n", ".venv-bench"
    )
    done = computer.set_up("--bench")
    assert done.returncode == 0
    assert "OCRmyPDF" in done.stderr.strip().splitlines()[-1]
    assert (computer.clone / ".venv" / ".beebox-run").exists()
    assert not (computer.clone / ".venv-bench" / ".beebox-bench").exists()


def test_the_command_is_there_and_runs_the_venv_python_from_anywhere(computer: Computer) -> None:
    computer.put_venv()
    computer.set_up()
    link = computer.programs / "beebox"
    link.symlink_to(computer.clone / ".venv" / "bin" / "beebox")
    printed = subprocess.run([str(link), "doctor", "a b"], capture_output=True, text=True, check=True).stdout
    assert "beebox.cli" in printed
    assert printed.rstrip().endswith("doctor a b")


def test_missing_tools_without_root_print_the_line_and_go_on(computer: Computer) -> None:
    computer.put_venv()
    (computer.programs / "tesseract").unlink()
    computer.put("id", "#!/bin/sh\necho 1000\n")
    computer.put("apt-get", "#!/bin/sh\nexit 1\n")
    done = computer.set_up()
    assert done.returncode == 0
    line = (
        "sudo apt-get install -y --no-install-recommends "
        "tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-osd"
    )
    assert line in done.stderr


def test_missing_tools_as_root_are_installed(computer: Computer) -> None:
    computer.put_venv()
    computer.put("id", "#!/bin/sh\necho 0\n")
    computer.put("tesseract", "#!/bin/sh\nprintf 'eng\\nosd\\n'\n")
    computer.put("apt-get", f'#!/bin/sh\necho "$*" >> "{computer.clone}/apt.calls"\n')
    done = computer.set_up("--tests")
    assert done.returncode == 0
    calls = (computer.clone / "apt.calls").read_text()
    assert calls.count(" update ") == 1
    assert "install -y --no-install-recommends tesseract-ocr-chi-sim\n" in calls
    assert "install -y --no-install-recommends chromium\n" in calls


def test_no_apt_names_what_is_needed(computer: Computer) -> None:
    computer.put_venv()
    (computer.programs / "tesseract").unlink()
    done = computer.set_up()
    assert done.returncode == 0
    assert "tesseract-ocr-chi-sim" in done.stderr


def test_an_unknown_argument_shows_the_usage(computer: Computer) -> None:
    said = computer.refused("--fast")
    assert "--tests" in said
    assert "--bench" in said
