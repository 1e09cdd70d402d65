"""Are uploads looked at for viruses, and does the scanner know today's?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from beebox.adapters.clamd import ClamdScanner, ScannerSilent
from beebox.doctor.findings import Finding, fail, ok, warn
from beebox.kernel.settings import Settings

OLD = timedelta(days=14)
"""Signatures older than this miss what goes round now."""
_NAME = "scanner"


def examine_scanner(settings: Settings, now: datetime) -> Iterator[Finding]:
    if settings.clamd is None:
        sentence = "上传的文件不查病毒 / uploads are not scanned for viruses"
        remedy = "安装 clamav-daemon，并设置 BEEBOX_CLAMD=/run/clamav/clamd.ctl / install and set it"
        yield ok(_NAME, sentence) if settings.development else warn(_NAME, sentence, remedy)
        return
    try:
        version = ClamdScanner(settings.clamd, answer_seconds=5).version()
    except ScannerSilent as silent:
        left = "暂不收文件 / no file is taken" if settings.scan_required else "文件照收，待查 / files wait"
        yield fail(
            _NAME,
            f"病毒扫描没有应答，{left}: {settings.clamd} ({silent})",
            "启动 clamav-daemon，并检查 BEEBOX_CLAMD / start it, and check the setting",
        )
        return
    made = _signatures_made(version)
    if made is not None and now - made > OLD:
        yield warn(
            _NAME,
            f"病毒特征库停在 / signatures are of {made:%Y-%m-%d}: {version}",
            "运行 freshclam / run freshclam",
        )
        return
    yield ok(_NAME, f"病毒扫描可用 / answers: {version}")


def _signatures_made(version: str) -> datetime | None:
    """The day at the end of what clamd says of itself; None when it says none."""
    try:
        return datetime.strptime(version.rpartition("/")[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
