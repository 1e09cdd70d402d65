from flask import Blueprint

bp = Blueprint("handling", __name__)
