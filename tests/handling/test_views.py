"""The desk's pages: queue, pictures, and what a visitor of the wrong kind gets."""

from beebox.accounts.models import AccessRecord
from beebox.accounts.roles import Role
from beebox.cases.papers import Material, MaterialVersion, ReadingState
from beebox.kernel.files import FileStore
from tests.handling.cases_made import by_code, received

JPEG = b"\xff\xd8\xff\xe0picture"


def test_the_queue_shows_what_is_due_first_and_masks_names(office, desk, code, citizen) -> None:  # type: ignore[no-untyped-def]
    second = received(office, citizen)
    desk.post(f"/desk/{second}/accept")
    page = desk.get("/desk")
    assert page.text.index(f"/desk/{code}") < page.text.index(f"/desk/{second}")
    assert "黄**" in page.text
    assert "黄建国" not in page.text
    assert f"/desk/{second}" not in desk.get("/desk?state=received").text
    for nonsense in ("?state=x", "?page=0", "?page=99999", "?page=-1", "?page=１"):
        assert desk.get(f"/desk{nonsense}").status_code == 200


def test_a_scanned_envelope_opens_its_case(desk, code) -> None:  # type: ignore[no-untyped-def]
    assert desk.get(f"/desk/find?code=LBB:ENV:{code}").headers["Location"].endswith(f"/desk/{code}")
    assert desk.get(f"/desk/find?code={code.lower().replace('-', '')}").status_code == 303
    answer = desk.get("/desk/find?code=<b>2222-2222", follow_redirects=True)
    assert "没有" in answer.text
    assert "<b>2222" not in answer.text


def test_pictures_belong_to_their_case(office, desk, code, citizen, signed_in) -> None:  # type: ignore[no-untyped-def]
    key = office.use(FileStore).put(JPEG).key
    with office.work() as work:
        case = by_code(work, code)
        material = work.session.query(Material).filter_by(case_id=case.id).first()
        upload = MaterialVersion(
            material_id=material.id, case_id=case.id, position=0, upload_key="k1", file_key=key,
            file_name="身份证.jpg", kind="jpeg", mime="image/jpeg", sha256="0", size=9, pages=1,
            given_by=citizen.id, given_at=work.now(), reading_state=ReadingState.READ, previews=[key],
        )  # fmt: skip
        work.session.add(upload)
        work.session.flush()
        path = f"files/{upload.id}/1.jpg"
    assert path in desk.get(f"/desk/{code}").text
    assert desk.get(f"/desk/{code}/{path}").data == JPEG
    assert desk.get(f"/desk/{code}/files/{upload_id(path)}/2.jpg").status_code == 404
    other = received(office, citizen)
    assert desk.get(f"/desk/{other}/{path}").status_code == 404
    assert signed_in(Role.CLERK, "market").get(f"/desk/{code}/{path}").status_code == 404


def upload_id(path: str) -> str:
    return path.split("/")[1]


def test_opening_a_case_is_written_down(office, desk, clerk, code) -> None:  # type: ignore[no-untyped-def]
    desk.get(f"/desk/{code}")
    with office.look() as work:
        assert work.session.query(AccessRecord).filter_by(person_id=clerk.id, what="desk").count() == 1
