"""The one blueprint of the programs' door. No session, no cookie, no form token: a key, or nothing."""

from flask import Blueprint

from beebox.web.problems import DOOR

bp = Blueprint("api", __name__, url_prefix=DOOR)
