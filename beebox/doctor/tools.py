"""Is what the program stands on there: Python, programs, libraries, fonts, disk, port, secrets?"""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from beebox.adapters.engine_needs import engine_needs
from beebox.doctor.findings import Finding, fail, ok, warn
from beebox.doctor.machine import Machine
from beebox.kernel.settings import Settings

OLDEST_PYTHON = (3, 11)
LITTLE_DISK = 2 * 1024**3
"""A working day's pictures of a busy counter, with room to spare."""
NO_DISK = 200 * 1024**2
SETUP = "make setup"


def examine_tools(settings: Settings, machine: Machine) -> Iterator[Finding]:
    yield _python(machine)
    yield _time_zone(settings)
    yield from _engines(settings, machine)
    yield _font(machine)
    yield _pango(machine)
    yield _disk(settings, machine)
    yield _var(settings, machine)
    yield _keys(settings)
    yield _production(settings)
    yield _port(settings, machine)


def _python(machine: Machine) -> Finding:
    version = ".".join(map(str, machine.python))
    if machine.python < OLDEST_PYTHON:
        return fail(
            "python",
            f"Python {version} 太旧 / Python {version} is too old",
            "安装 Python 3.11 或更新的版本 / install Python 3.11 or newer",
        )
    return ok("python", f"Python {version}")


def _time_zone(settings: Settings) -> Finding:
    try:
        ZoneInfo.no_cache(settings.zone.key)
    except ZoneInfoNotFoundError:
        return fail("time zone", "没有时区数据 / no time zone data", SETUP)
    return ok("time zone", settings.zone.key)


def _engines(settings: Settings, machine: Machine) -> Iterator[Finding]:
    for need in engine_needs(settings.ocr_program, machine):
        said = (
            fail(need.engine, need.sentence, need.remedy) if need.remedy else ok(need.engine, need.sentence)
        )
        yield said


def _font(machine: Machine) -> Finding:
    if not machine.has_cjk_font():
        return fail(
            "font",
            "没有中文字体，PDF 上的汉字会是方框 / no Chinese font: PDFs would show boxes",
            "apt-get install fonts-noto-cjk",
        )
    if not machine.has_copy_font():
        return warn(
            "font",
            "证件副本上的用途水印只有数字 / the line on copies of identity papers has figures only",
            "apt-get install fonts-noto-cjk",
        )
    return ok("font", "有中文字体 / there is a Chinese font")


def _pango(machine: Machine) -> Finding:
    if error := machine.import_error("weasyprint"):
        return fail(
            "pdf",
            f"不能生成 PDF / PDFs cannot be made: {error}",
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )
    return ok("pdf", "可以生成 PDF / PDFs can be made")


def _disk(settings: Settings, machine: Machine) -> Finding:
    free = machine.free_bytes(_standing(settings.var_dir))
    sentence = f"还剩 {free / 1024**3:.1f} GB / {free / 1024**3:.1f} GB are free"
    remedy = "清理磁盘，或用 BEEBOX_VAR 换一个地方 / make room, or move with BEEBOX_VAR"
    if free < NO_DISK:
        return fail("disk", sentence, remedy)
    return warn("disk", sentence, remedy) if free < LITTLE_DISK else ok("disk", sentence)


def _var(settings: Settings, machine: Machine) -> Finding:
    if machine.can_write(_standing(settings.var_dir)):
        return ok("var", f"数据目录可写 / {settings.var_dir} can be written")
    return fail(
        "var",
        f"数据目录不可写 / {settings.var_dir} cannot be written",
        f"检查所有者与权限 / check who owns it: ls -ld {settings.var_dir}",
    )


def _standing(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _keys(settings: Settings) -> Finding:
    path = settings.var_dir / "keys.json"
    if not path.exists():
        return warn(
            "keys",
            "还没有密钥文件 / there is no keys file yet",
            "第一次启动时自动建立 / it is made at the first start: make run",
        )
    if stat.S_IMODE(path.stat().st_mode) != 0o600:
        return fail("keys", "密钥文件别人也能读 / others can read the keys file", f"chmod 600 {path}")
    try:
        whole = {"files", "forms", "index"} <= set(json.loads(path.read_text()))
    except (OSError, ValueError):
        whole = False
    if not whole:
        return fail(
            "keys",
            "密钥文件损坏，打不开已存的文件 / damaged: stored files stay closed",
            f"从备份恢复 / restore it from the backup: {path}",
        )
    return ok("keys", "密钥文件只有所有者能读 / only its owner can read the keys file")


def _production(settings: Settings) -> Finding:
    if settings.development:
        return ok("mode", "开发模式，不要对公众开放 / development; not for the public")
    wrong = [
        name
        for name, good in (
            ("BEEBOX_PUBLIC_URL=https://…", settings.public_url.startswith("https://")),
            ("BEEBOX_SECURE_COOKIES=yes", settings.secure_cookies),
            ("BEEBOX_TRUSTED_HOSTS=…", bool(settings.trusted_hosts)),
            ("BEEBOX_SMS_COMMAND=…", settings.sends_sms),
        )
        if not good
    ]
    if wrong:
        return fail(
            "mode",
            "正式运行还缺设置 / production still lacks settings",
            "设置 / set: " + ", ".join(wrong),
        )
    return ok("mode", "正式运行的设置齐全 / the settings for production are whole")


def _port(settings: Settings, machine: Machine) -> Finding:
    place = f"{settings.host}:{settings.port}"
    if not machine.is_port_taken(settings.host, settings.port):
        return ok("port", f"{place} 空闲 / is free")
    if machine.answers(f"http://{place}/healthz"):
        return ok("port", f"{place} 服务正在运行 / the service is running")
    return warn(
        "port",
        f"{place} 被别的程序占用 / is taken by another program",
        "换一个端口 / choose another: BEEBOX_PORT=8001",
    )
