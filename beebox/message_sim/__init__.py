"""A gateway for short messages and e-mail and a WeChat official account, played down to the wire."""
