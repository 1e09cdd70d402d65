"""Members of staff: each signs in with the password printed at the first start, and changes it."""

from collections.abc import Mapping

from beebox.demo.visitor import Lost, Visitor


class Staff:
    """Everybody who works here, one browser each."""

    def __init__(self, url: str, one_time: Mapping[str, str]) -> None:
        self._url, self._passwords = url, dict(one_time)
        self._changed: set[str] = set()

    def visitor(self, login: str) -> Visitor:
        """A browser in which `login` is signed in, again whenever the session ran out."""
        if login not in self._passwords:
            raise Lost(f"no one-time password was printed for {login}")
        visitor = Visitor(self._url, login, self._sign_in)
        self._sign_in(visitor)
        return visitor

    def _sign_in(self, visitor: Visitor) -> None:
        login = visitor.name
        visitor.open_as_stranger("/staff/sign-in")
        visitor.send("/staff/sign-in", login=login, password=self._passwords[login])
        if login not in self._changed:
            self._change_password(visitor)

    def _change_password(self, visitor: Visitor) -> None:
        login, old = visitor.name, self._passwords[visitor.name]
        new = f"{old}-{login}-of-my-own"
        visitor.open_as_stranger("/staff/password")
        visitor.send("/staff/password", old=old, new=new)
        self._passwords[login] = new
        self._changed.add(login)
