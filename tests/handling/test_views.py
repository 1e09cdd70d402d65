"""The desk's pages: queue, pictures, and what a visitor of the wrong kind gets."""

from io import BytesIO

import pytest
from PIL import Image

from beebox.accounts.models import AccessRecord
from beebox.accounts.roles import Role
from beebox.cases.papers import Material, MaterialVersion, ReadingState
from beebox.cases.purpose import purpose_line
from beebox.cases.queries import item_of
from beebox.kernel.files import FileStore
from tests.handling.cases_made import by_code, received


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


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 400), "white").save(out, "JPEG")
    return out.getvalue()


def given(office, code, material: str, recognised: str = "other") -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """A read file for that material: where its page is shown, and the key of its preview."""
    key = office.use(FileStore).put(picture()).key
    with office.work() as work:
        case = by_code(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code=material).one()
        upload = MaterialVersion(
            material_id=row.id, case_id=case.id, position=0, upload_key=key, file_key=key,
            file_name="身份证.jpg", kind="jpeg", mime="image/jpeg", sha256=key, size=9, pages=1,
            given_by=case.citizen_id, given_at=work.now(), reading_state=ReadingState.READ, previews=[key],
            reading={"pages": [{"number": 1, "document_type": recognised}]},
        )  # fmt: skip
        work.session.add(upload)
        work.session.flush()
        return f"files/{upload.id}/1.jpg", key


def test_pictures_belong_to_their_case(office, desk, code, citizen, signed_in) -> None:  # type: ignore[no-untyped-def]
    path, key = given(office, code, "form")
    assert path in desk.get(f"/desk/{code}").text
    assert desk.get(f"/desk/{code}/{path}").data == office.use(FileStore).read(key)
    assert desk.get(f"/desk/{code}/files/{upload_id(path)}/2.jpg").status_code == 404
    other = received(office, citizen)
    assert desk.get(f"/desk/{other}/{path}").status_code == 404
    assert signed_in(Role.CLERK, "market").get(f"/desk/{code}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("material", "recognised", "marked"),
    [
        ("id_front", "other", True),
        ("id_front", "id_card_front", True),
        ("form", "id_card_back", True),
        ("form", "application_form", False),
    ],
)
def test_a_clerk_sees_what_a_copy_of_an_identity_paper_is_for(  # type: ignore[no-untyped-def]
    office, desk, code, material, recognised, marked
) -> None:
    path, key = given(office, code, material, recognised)
    kept = office.use(FileStore).read(key)
    answer = desk.get(f"/desk/{code}/{path}")
    assert answer.mimetype == "image/jpeg"
    shown = Image.open(BytesIO(answer.data))
    assert shown.size == (640, 400)
    assert (shown.convert("L").getextrema()[0] < 240) is marked
    assert office.use(FileStore).read(key) == kept


def test_the_line_names_the_item_the_case_and_the_day(office, code) -> None:  # type: ignore[no-untyped-def]
    given(office, code, "id_front")
    with office.work() as work:
        case = by_code(work, code)
        (upload,) = work.session.query(MaterialVersion)
        start = f"仅供办理{item_of(work, case).name}使用"
        assert purpose_line(work, case, upload) == f"{start} · {code} · 2026-11-30"
        case.number = "44010520261130000012"
        assert purpose_line(work, case, upload) == f"{start} · 44010520261130000012 · 2026-11-30"


def upload_id(path: str) -> str:
    return path.split("/")[1]


def test_opening_a_case_is_written_down(office, desk, clerk, code) -> None:  # type: ignore[no-untyped-def]
    desk.get(f"/desk/{code}")
    with office.look() as work:
        assert work.session.query(AccessRecord).filter_by(person_id=clerk.id, what="desk").count() == 1
