#!/usr/bin/env bash
# Writes a new migration from what the models say and the migrations do not: scripts/new-migration.sh "what changes"
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python - "$1" <<'PY'
import sys, tempfile
from alembic import command
from alembic.config import Config
from beebox.kernel.db import build_engine
from beebox.kernel.settings import ROOT
config = Config()
config.set_main_option("script_location", str(ROOT / "migrations"))
config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
with tempfile.TemporaryDirectory() as folder, build_engine(f"sqlite:///{folder}/m.db").begin() as connection:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    command.revision(config, sys.argv[1], autogenerate=True)
PY
