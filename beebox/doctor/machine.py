"""The questions an examination puts to the computer, so that a test can give other answers."""

import importlib
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from beebox.web.fonts import chinese_fonts

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FONT_NAMES = ("*CJK*", "wqy*", "*SourceHan*")


class Machine:
    """This computer. `path` is where programs are looked for, instead of this process's own."""

    python = sys.version_info[:2]

    def __init__(self, path: str | None = None) -> None:
        self._path = path

    def output(self, *command: str) -> str | None:
        """What the program prints, or None when it is not there or does not end well."""
        program = shutil.which(command[0], path=self._path)
        if program is None:
            return None
        try:
            done = subprocess.run(
                [program, *command[1:]], capture_output=True, text=True, timeout=20, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout + done.stderr

    def has_cjk_font(self) -> bool:
        listed = self.output("fc-list", ":lang=zh-cn", "family")
        if listed is not None:
            return bool(listed.strip())
        return any(next(folder.rglob(name), None) for folder in FONT_FOLDERS for name in FONT_NAMES)

    def has_copy_font(self) -> bool:
        """Whether a font file is found that the purpose line on copies can be drawn with."""
        return next(chinese_fonts(), None) is not None

    def import_error(self, module: str) -> str | None:
        """Why the module, or a library below it, cannot be loaded; None when it can."""
        try:
            importlib.import_module(module)
        except (ImportError, OSError) as error:
            return str(error).splitlines()[0]
        return None

    def files_of(self, module: str, pattern: str) -> list[Path]:
        """The files of an importable module's package that match."""
        origin = importlib.import_module(module).__file__
        return sorted(Path(origin).parent.glob(pattern)) if origin else []

    def free_bytes(self, folder: Path) -> int:
        return shutil.disk_usage(folder).free

    def can_write(self, folder: Path) -> bool:
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"beebox")
        except OSError:
            return False
        return True

    def is_port_taken(self, host: str, port: int) -> bool:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return True
        return False

    def answers(self, url: str) -> bool:
        try:
            return httpx.get(url, timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False
