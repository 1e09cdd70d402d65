"""Ways to a person: the inbox, SMS, e-mail, WeChat; each behind the port notices/ports.py."""
