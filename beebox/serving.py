"""Starting the service: database, catalogue, accounts, then the web server with worker and timetable."""

import logging
import os
import shutil
import socket
from pathlib import Path
from threading import Event, Thread

import click
from gunicorn.app.base import BaseApplication

from beebox import scheduler
from beebox.adapters.channels.choosing import Rehearsal
from beebox.app import create_app
from beebox.kernel.db import Office
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import Mode, Settings
from beebox.message_sim.pushing import keep_pushing
from beebox.notices.ports import Rehearsed
from beebox.preaudit.ports import PageReader
from beebox.starting import migrate, prepare
from beebox.wiring import HANDLERS, build_office
from beebox.worker import Worker

__all__ = ["migrate", "serve"]
NEEDED_MB = 200
RAM = "/dev/shm"  # noqa: S108 - gunicorn's heartbeat file, which holds nothing


class CannotStart(BeeboxError):
    """The service cannot start; the message says why and what to do."""


def serve(settings: Settings, host: str | None = None, port: int | None = None) -> None:
    """Serve until stopped. CannotStart, in one sentence, when the port or the disk is not free."""
    address = (host or settings.host, port or settings.port)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "apscheduler", "fontTools", "weasyprint", "weasyprint.progress"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    _check_port(*address)
    _check_disk(settings.var_dir)
    if settings.mode is Mode.PRODUCTION and not settings.sends_sms:
        raise CannotStart(
            "Production needs BEEBOX_SMS_COMMAND, the program that sends a short message, or BEEBOX_SMS_URL."
        )
    office = build_office(settings)
    for line in prepare(office):
        click.echo(line)
    office.close()
    click.echo(f"\n  小蜂箱 Little Bee Box: http://{address[0]}:{address[1]}   (Ctrl+C stops it)\n")
    Server(settings, f"{address[0]}:{address[1]}").run()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """One process of web threads, with the worker and the timetable beside them."""

    def __init__(self, settings: Settings, bind: str) -> None:
        self._settings, self._bind = settings, bind
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": self._bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": 16,
            "timeout": 120,
            "graceful_timeout": 15,
            "keepalive": 5,
            "accesslog": None,
            "loglevel": "warning",
            "limit_request_line": 4094,
            "worker_tmp_dir": RAM if os.path.isdir(RAM) else None,
            "proc_name": "beebox",
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)
        self.cfg.set("worker_exit", lambda _server, worker: worker.app.end())

    def load(self) -> object:
        self._office: Office = build_office(self._settings)
        self._worker = Worker(self._office, HANDLERS, self._settings.readers)
        self._worker.start()
        Thread(target=self._office.use(PageReader).get_ready, name="get-ready", daemon=True).start()
        self._ticker = scheduler.start(self._office)
        self._rehearsal_over = rehearse_reports(self._office, f"http://{self._bind}")
        return create_app(self._office)

    def end(self) -> None:
        self._rehearsal_over.set()
        self._ticker.shutdown(wait=False)
        self._worker.stop(5)
        self._office.close()


def rehearse_reports(office: Office, place: str) -> Event:
    """While developing, the simulated providers push their reports to us; set the event to end it."""
    over, rehearsal = Event(), office.use(Rehearsed)
    if isinstance(rehearsal, Rehearsal):
        told = (rehearsal.journal, rehearsal.accounts, f"{place}/api/messages/reports", over)
        Thread(target=keep_pushing, args=told, name="message-sim", daemon=True).start()
    return over


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"端口 {port} 用不了（{error.strerror}）。"
                f"请先停掉占用它的程序，或换一个：BEEBOX_PORT={port + 1} make run"
                f" / Port {port} is not free; stop what uses it, or choose another as shown."
            ) from None


def _check_disk(var_dir: Path) -> None:
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"{var_dir} 不能写（{error.strerror}）。请检查权限，或用 BEEBOX_VAR 换一个文件夹。"
            f" / {var_dir} cannot be written; check its permissions, or point BEEBOX_VAR elsewhere."
        ) from None
    free = shutil.disk_usage(var_dir).free // (1024 * 1024)
    if free < NEEDED_MB:
        raise CannotStart(
            f"磁盘只剩 {free} MB，至少要 {NEEDED_MB} MB。请先清理磁盘，或用 BEEBOX_VAR 把数据放到别的磁盘。"
            f" / Only {free} MB of disk are free; make room, or point BEEBOX_VAR elsewhere."
        )
