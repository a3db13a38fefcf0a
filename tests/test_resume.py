"""--resume: whatever cut a run short, the next one goes on, and the output is that of an undisturbed one."""

from __future__ import annotations

import json
import random
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.forms import FORMATS, RESUMABLE
from conflictfacts_cli.inputs import Article
from conflictfacts_cli.messages import NO_MEMORY, Failure, Refusal
from conflictfacts_cli.outputs import OutputError, Plain
from conflictfacts_cli.resume import ResumableFile, fingerprint_of
from conftest import COMMAND, Run, environment
from killing import killed_and_resumed, undisturbed, write_inputs

SETTINGS = {"--format": "csv", "version": "1"}
BROKEN = Failure("wire.jsonl, line 3 is not JSON", "mend it", source="wire.jsonl", line=3)
LOST = "lost"


def article(number: int, text: str) -> Article:
    return Article(text=text, id=str(number % 3), source="wire.jsonl")


ITEMS: list[Article | Failure] = [
    article(0, "é one\n"), BROKEN, article(1, ""), article(2, LOST), article(3, "two\n" * 5), article(4, "three\n"),
]  # fmt: skip


class Killed(Exception):
    pass


def write(place: Path, items: list[Article | Failure], *, after: int = 1000) -> list[str]:
    """Do what the command does with items whose output is their text; give the failures. Stop ``after`` so many."""
    kept = ResumableFile(str(place), SETTINGS)
    output = kept.output(Plain(header="head\n", between="--\n"))
    told = []
    try:
        for number, item in enumerate(kept.remaining(items)):
            if number == after:
                raise Killed
            failure = item if isinstance(item, Failure) else None
            if isinstance(item, Article) and item.text == LOST:
                failure = Failure("it was lost", "try again", source=item.source, id=item.id)
            if failure:
                told.append(failure.what)
            elif isinstance(item, Article):
                output.add(item.text)
            kept.done(failure)
    except BaseException:
        kept.drop()
        raise
    if kept.begun:
        output.finish(though_empty=True)
    else:
        kept.forget()
    return told


WHOLE = "head\né one\n--\n--\n" + "two\n" * 5 + "--\nthree\n"
TOLD = [BROKEN.what, "it was lost"]


def state(place: Path) -> tuple[bytes, bytes]:
    return place.with_name("out.part").read_bytes(), place.with_name("out.journal").read_bytes()


def written(place: Path) -> str:
    assert [path.name for path in place.parent.iterdir()] == ["out"]
    return place.read_text(encoding="utf-8")


@pytest.mark.parametrize("after", range(len(ITEMS)))
def test_a_run_goes_on_after_any_document(tmp_path: Path, after: int) -> None:
    place = tmp_path / "out"
    with pytest.raises(Killed):
        write(place, ITEMS, after=after)
    assert not place.exists()
    assert write(place, ITEMS) == TOLD
    assert written(place) == WHOLE


def test_a_run_goes_on_wherever_its_files_end(tmp_path: Path) -> None:
    """What a loss of power may leave: each of the two files as any part of itself, or with zeros at its end."""
    place = tmp_path / "out"
    with pytest.raises(Killed):
        write(place, ITEMS, after=len(ITEMS) - 1)
    part, journal = state(place)
    head = journal.index(b"\n") + 1
    parts = [part[:end] for end in range(len(part) + 1)] + [part[:-3] + b"\0\0\0", part + b"half a li"]
    journals = [journal[:end] for end in range(head, len(journal) + 1)] + [journal + b"\0\0", journal[:-9] + b"\0" * 9]
    chance = random.Random(1)
    pairs = [(a, journal) for a in parts] + [(part, b) for b in journals]
    pairs += [(chance.choice(parts), chance.choice(journals)) for _ in range(100)]
    for a, b in pairs:
        place.with_name("out.part").write_bytes(a)
        place.with_name("out.journal").write_bytes(b)
        assert write(place, ITEMS) == TOLD
        assert written(place) == WHOLE
        place.unlink()


def test_a_journal_cut_in_its_first_line_begins_anew(tmp_path: Path) -> None:
    place = tmp_path / "out"
    with pytest.raises(Killed):
        write(place, ITEMS, after=0)
    part, journal = state(place)
    for end in range(len(journal)):
        place.with_name("out.part").write_bytes(part)
        place.with_name("out.journal").write_bytes(journal[:end])
        write(place, ITEMS)
        assert written(place) == WHOLE
        place.unlink()


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=5), max_size=8), st.data())
def test_any_documents_stopped_any_number_of_times(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    items: list[Article | Failure] = [article(n, text) for n, text in enumerate(texts)]
    place = tmp_path_factory.mktemp("any") / "out"
    for after in data.draw(st.lists(st.integers(0, 3), max_size=4)):
        try:
            write(place, items, after=after)
            break
        except Killed:
            assert not place.exists()
    else:
        write(place, items)
    if texts:
        assert place.read_bytes().decode("utf-8") == "head\n" + "--\n".join(texts)
    assert not place.with_name("out.journal").exists()


def test_a_disk_that_is_full_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "out"
    kept = ResumableFile(str(place), SETTINGS)
    output = kept.output(Plain(header="head\n", between="--\n"))
    items = kept.remaining(ITEMS)
    next(items)
    output.add("é one\n")
    kept.done(None)

    def full(text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept, "write", full)
    next(items)
    kept.done(BROKEN)
    next(items)
    with pytest.raises(OutputError):
        output.add("")
    output.drop()
    assert write(place, ITEMS) == TOLD
    assert written(place) == WHOLE


# What is refused


def test_inputs_that_changed_are_told_from_those_that_grew(tmp_path: Path) -> None:
    place = tmp_path / "out"
    with pytest.raises(Killed):
        write(place, ITEMS, after=4)
    before = state(place)
    changed = [*ITEMS[:2], article(1, "other"), *ITEMS[3:]]
    fewer = ITEMS[:3]
    for items, what in ((changed, r"\(1\) is not what it was"), (fewer, "4 documents, and now there are 3")):
        with pytest.raises(Refusal, match=what):
            write(place, items)
        assert state(place) == before
    # Those that were not done yet may still change, and more may come.
    write(place, [*ITEMS[:4], article(8, "new\n"), *ITEMS])
    assert "new\n" in written(place)


def test_memory_that_was_or_is_too_small_changes_no_input(tmp_path: Path) -> None:
    place = tmp_path / "out"
    short = Failure(f"wire.jsonl, line 3: {NO_MEMORY}", "split it", source="wire.jsonl", line=3)
    with pytest.raises(Killed):
        write(place, [*ITEMS[:2], short, *ITEMS[3:5], article(9, "")], after=5)
    # There is memory for that one now, and none for another, which is done.
    assert write(place, [*ITEMS[:4], short, article(9, "")]) == [BROKEN.what, short.what, "it was lost"]
    assert written(place) == "head\né one\n--\n" + "two\n" * 5 + "--\n"


@pytest.mark.parametrize(("name", "value"), [("--format", "json"), ("version", "2"), ("--why", "True")])
def test_other_settings_are_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    place = tmp_path / "out"
    with pytest.raises(Killed):
        write(place, ITEMS, after=2)
    with pytest.raises(Refusal, match=f"begun with another {name}") as refused:
        ResumableFile(str(place), SETTINGS | {name: value})
    assert write(place, ITEMS) == TOLD  # it was left as it was
    assert "out.part and out.journal" in refused.value.remedy


@pytest.mark.parametrize("suffix", ["part", "journal"])
@pytest.mark.parametrize("content", ["mine\n", "mine", '{"journal":9}\n', "[1]\n"])
def test_files_of_other_people_are_left_alone(tmp_path: Path, suffix: str, content: str) -> None:
    other = tmp_path / f"out.{suffix}"
    other.write_text(content)
    with pytest.raises(Refusal, match="is not from a run with --resume"):
        write(tmp_path / "out", ITEMS)
    assert [path.read_text() for path in tmp_path.iterdir()] == [content]


def test_other_settings_do_no_harm_where_nothing_is_done(tmp_path: Path) -> None:
    place = tmp_path / "out"
    ResumableFile(str(place), SETTINGS | {"--why": "True"}).drop()
    write(place, ITEMS)
    assert written(place) == WHOLE


def test_a_file_that_is_being_written_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with subprocess.Popen(
        [*COMMAND, "--resume", "-o", "out.json"], stdin=subprocess.PIPE, cwd=tmp_path, env=environment()
    ) as first:
        assert first.stdin
        first.stdin.write(b'{"text": "5 soldiers died."}\n')
        first.stdin.flush()
        journal = tmp_path / "out.json.journal"
        while not journal.exists() or b"\n[" not in journal.read_bytes():
            assert first.poll() is None
            time.sleep(0.01)
        second = subprocess.run(
            [*COMMAND, "--resume", "-o", "out.json"], input=b"", capture_output=True, cwd=tmp_path, env=environment()
        )
        assert second.returncode == ExitStatus.FAILED
        assert second.stderr == b"conflict-facts: out.json is being written by another run: wait for it\n"
        first.stdin.close()
        assert first.wait(timeout=60) == ExitStatus.DONE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json"]


def test_a_fingerprint_tells_items_apart() -> None:
    items = [*ITEMS, article(0, "é one"), Article(text="é one\n", id="0", source="b"), article(0, "\ud800"), BROKEN]
    assert len({fingerprint_of(item) for item in items}) == len(items) - 1


# Through the command


def test_an_existing_file_stays_until_the_end_and_keeps_its_permissions(run: Run, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text("old")
    old.chmod(0o640)
    (tmp_path / "link.json").symlink_to(old)
    assert run("--resume", "-o", "link.json", stdin=b"5 soldiers died.").returncode == ExitStatus.DONE
    assert (tmp_path / "link.json").is_symlink() and stat.S_IMODE(old.stat().st_mode) == 0o640
    assert json.loads(old.read_text())["facts"]
    assert run("missing.txt", "--resume", "-o", "new.json").returncode == ExitStatus.FAILED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "old.json"]


USAGE = {
    ("--resume",): "name one with -o",
    ("--resume", "-o", "a.html"): "not for html",
    ("--resume", "-o", "/dev/null"): "ordinary file",
}


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_usage_errors_are_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, stdin=b"x")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (ExitStatus.USAGE, b"", 1)
    assert USAGE[arguments] in done.stderr.decode()


def test_formats_that_cannot_be_gone_on_with() -> None:
    assert set(FORMATS) - set(RESUMABLE) == {"table", "html", "parquet"}


BLOWS = [
    ("wire.jsonl.gz gone.txt --profile ucdp", signal.SIGKILL),
    ("- -f annotations", signal.SIGKILL),
    ("news wire.jsonl -f markdown", signal.SIGTERM),
]


@pytest.mark.parametrize(("kind", "number"), BLOWS)
def test_killed_again_and_again_it_gives_the_same(tmp_path: Path, kind: str, number: int) -> None:
    documents = 150
    write_inputs(tmp_path, documents)
    arguments = (*kind.split(), "--errors", "errors")
    whole = undisturbed(tmp_path, (*arguments, "-o", "whole"))
    errors = (tmp_path / "errors").read_bytes()
    seed = random.randrange(10**6)
    end, done = killed_and_resumed(
        tmp_path, arguments, output="out", kills=2, documents=documents, chance=random.Random(seed), number=number
    )
    assert done == sorted(done), seed
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes(), (seed, done)
    assert (tmp_path / "errors").read_bytes() == errors and errors.count(b"\n") >= 5, (seed, done)
    assert end.returncode == whole.returncode == ExitStatus.FAILED
    assert end.stderr.splitlines()[-errors.count(b"\n") :] == whole.stderr.splitlines()[-errors.count(b"\n") :]
    assert not list(tmp_path.glob("out.*"))
