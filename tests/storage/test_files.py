"""Bytes are kept whole or not at all, and come back as they were or with an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from review.publications import Sha256
from storage import Damaged, Files, Folder, Missing, ObjectStore, Unreachable, name_of, open_files
from tests.servers.databases import ObjectStoreAddress

HELLO = Sha256("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
ABSENT = Sha256("0" * 64)


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    if request.param == "folder":
        return Folder(tmp_path / "files")
    address: ObjectStoreAddress = request.getfixturevalue("object_store")
    return ObjectStore(address.url, options=address.options)


def test_bytes_come_back_under_their_sha256(files: Files) -> None:
    name = files.put(b"hello")

    assert name == HELLO
    assert files.get(name) == b"hello"
    assert files.has(name)


def test_the_same_bytes_may_be_put_again(files: Files) -> None:
    assert files.put(b"hello") == files.put(b"hello")

    assert files.get(HELLO) == b"hello"


def test_no_bytes_are_bytes_too(files: Files) -> None:
    assert files.get(files.put(b"")) == b""


def test_bytes_that_were_never_put_are_missing(files: Files) -> None:
    assert not files.has(ABSENT)
    with pytest.raises(Missing, match="The file store has no file 000000000000"):
        files.get(ABSENT)


def test_a_file_store_opens_by_its_address(
    tmp_path: Path, object_store: ObjectStoreAddress
) -> None:
    assert isinstance(open_files(str(tmp_path)), Folder)
    assert isinstance(open_files(object_store.url, options=object_store.options), ObjectStore)


def test_a_damaged_file_is_told_and_mended_by_the_next_put(tmp_path: Path) -> None:
    files = Folder(tmp_path)
    files.put(b"hello")
    only = next(p for p in tmp_path.rglob("*") if p.is_file())
    only.chmod(0o644)
    only.write_bytes(b"hell")

    with pytest.raises(Damaged, match=r"file 2cf24dba5fb0 is damaged: its bytes have another"):
        files.get(HELLO)
    files.put(b"hello")

    assert files.get(HELLO) == b"hello"


def test_a_damaged_object_is_told(object_store: ObjectStoreAddress) -> None:
    files = ObjectStore(object_store.url, options=object_store.options)
    files._put_at(HELLO, b"hell")

    with pytest.raises(Damaged):
        files.get(HELLO)


def test_an_object_store_that_does_not_answer_is_one_sentence() -> None:
    options = {"endpoint": "http://127.0.0.1:1", "region": "us-east-1"}
    keys = {"access_key_id": "testing", "secret_access_key": "testing"}
    files = ObjectStore("s3://files/gci", options=options | keys, retries=0)

    with pytest.raises(Unreachable) as refused:
        files.put(b"hello")

    said = str(refused.value)
    assert said.startswith("Cannot reach the file store s3://files/gci: ")
    assert "\n" not in said


def test_a_bucket_that_is_not_there_is_told_apart_from_a_missing_file(
    object_store: ObjectStoreAddress,
) -> None:
    files = ObjectStore("s3://no-such-bucket", options=object_store.options, retries=0)

    with pytest.raises(Unreachable):
        files.put(b"hello")


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")

    with pytest.raises(Unreachable, match=r"Cannot reach the file store .*files: "):
        Folder(tmp_path / "files").put(b"hello")


# forks at every flush, renaming and change of mode of one `put`, and kills the child just there
_KILLED_EVERYWHERE = """
import os, signal, sys
from pathlib import Path
from storage.files import Folder

def count_down(call):
    def counted(*arguments, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **named)
    return counted

os.fsync = count_down(os.fsync)
Path.replace = count_down(Path.replace)
Path.chmod = count_down(Path.chmod)
Path.mkdir = count_down(Path.mkdir)
for point in range(1, 50):
    left = point
    child = os.fork()
    if not child:
        Folder(Path(sys.argv[1], str(point))).put(b"hello" * 100_000)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(point - 1)
"""


def test_killed_at_any_point_a_put_leaves_the_whole_file_or_none(tmp_path: Path) -> None:
    data = b"hello" * 100_000

    ran = _run([sys.executable, "-c", _KILLED_EVERYWHERE, str(tmp_path)])
    points = int(ran.stdout)
    stores = [Folder(tmp_path / str(point)) for point in range(1, points + 1)]
    left = [store.get(name_of(data)) for store in stores if store.has(name_of(data))]

    assert points >= 8  # each of: three folders made and flushed, bytes, mode, name, its flush
    assert left == [data]  # the last flush: the file has its name by then
    for store in stores:
        assert store.put(data) == name_of(data)
        assert store.get(name_of(data)) == data


_TOO_LARGE = """
import resource, sys
from pathlib import Path
from storage.errors import StoreFull
from storage.files import Folder

files = Folder(Path(sys.argv[1], "files"))
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    files.put(b"x" * 700_000)
except StoreFull as full:
    print(full)
print(len(files.get(files.put(b"small"))))
"""

_NO_ROOM = "make room and try again; nothing was lost."


def test_a_file_that_does_not_fit_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    ran = _run([sys.executable, "-c", _TOO_LARGE, str(tmp_path)])

    kept = [p for p in (tmp_path / "files").rglob("*") if p.is_file()]
    assert ran.stdout.splitlines() == [
        f"There is no room left on the disk of the file store {tmp_path}/files: {_NO_ROOM}",
        "5",
    ]
    assert [p.read_bytes() for p in kept] == [b"small"]


_FULL = """
import sys
from pathlib import Path
from storage import Folder, StoreFull, open_storage
from tests.storage import sample

def name_it(name):
    with store.unit_of_work() as work:
        work.partners.put(sample.partner(name=name))
        work.commit()

def names():
    with store.reading() as work:
        return [p.name for p in work.partners.all()]

files = Folder(Path("files"))
store = open_storage("sqlite:///review.sqlite", files=files)
name_it("first")
Path("ballast").write_bytes(bytes(2_000_000))
for act in (lambda: files.put(bytes(3_000_000)), lambda: name_it("x" * 3_000_000)):
    try:
        act()
    except StoreFull as full:
        print(full)
print(names(), [p for p in Path("files").rglob("*") if p.is_file()])
Path("ballast").unlink()
name_it("second")
print(names(), len(files.get(files.put(b"small"))))
"""


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    alone = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    small_disk = f"mount -t tmpfs -o size=4m tmpfs {tmp_path} && cd {tmp_path} && "
    if subprocess.run([*alone, small_disk + "true"], check=False, capture_output=True).returncode:
        pytest.skip("no disk of four megabytes can be made here")

    ran = _run([*alone, f'{small_disk} exec "$@"', "sh", sys.executable, "-c", _FULL])

    assert ran.stdout.splitlines() == [
        f"There is no room left on the disk of the file store files: {_NO_ROOM}",
        f"There is no room left on the disk of the database review.sqlite: {_NO_ROOM}",
        "['first'] []",
        "['second'] 5",
    ]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    here = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=here)
