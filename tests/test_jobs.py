"""Several processes: the same output as one, streamed, with a bound on memory, and no process left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conflictfacts_cli import jobs
from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.inputs import Article
from conflictfacts_cli.jobs import MOST_INPUTS, Pool
from conflictfacts_cli.messages import Failure
from conflictfacts_cli.work import Outcome, Read, failed
from conftest import COMMAND, Run, environment

if not hasattr(os, "fork"):
    pytest.skip("the command makes its workers by fork here", allow_module_level=True)

ARTICLE = "Ukraine sent {} soldiers into the Kursk region on 6 August 2024.\n"
# More than anyone waits for.
ENDLESS = ARTICLE.format(40) * 40_000


def record(name: str, text: str = ARTICLE.format(10)) -> bytes:
    return json.dumps({"id": name, "text": text}).encode() + b"\n"


@pytest.fixture
def archive(tmp_path: Path) -> tuple[str, ...]:
    """Files of every kind, good and bad, in the order in which they are to come out."""
    lines: list[bytes] = []
    for number in range(40):
        lines.append(record(f"d{number}", ARTICLE.format(number + 3) * (1 + number % 5) + "\ud800é"))
        if number % 9 == 4:
            lines.append(b"{broken\n")
        if number % 11 == 7:
            lines.append(json.dumps({"text": ARTICLE, "published": "last week"}).encode() + b"\n")
    (tmp_path / "wire.jsonl").write_bytes(b"".join(lines))
    (tmp_path / "old.txt").write_bytes(b"caf\xe9 " + ARTICLE.format(500).encode())
    return ("missing.txt", "old.txt", "wire.jsonl", "missing.txt", "old.txt")


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
def test_the_output_is_the_same_for_any_number(run: Run, archive: tuple[str, ...], form: str) -> None:
    one, *more = [run(*archive, "-f", form, "-j", n) for n in ("1", "2", "3")]
    assert one.returncode == ExitStatus.FAILED
    assert one.stdout.count(b"Kursk") >= 40 and one.stderr.count(b"\n") >= 6
    for done in more:
        assert (done.returncode, done.stdout, done.stderr) == (one.returncode, one.stdout, one.stderr)


def test_a_file_as_standard_input_is_read_once(archive: tuple[str, ...], tmp_path: Path) -> None:
    outputs = set()
    for number in ("1", "0", "4"):
        with (tmp_path / "wire.jsonl").open("rb") as wire:
            done = subprocess.run([*COMMAND, "-j", number], stdin=wire, capture_output=True, env=environment())
        outputs.add((done.returncode, done.stdout, done.stderr))
    assert len(outputs) == 1


def test_a_wrong_lexicon_is_one_line(run: Run, archive: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text("[nonsense]\n")
    done = run(*archive, "--lexicon", "words.toml", "-j", "2")
    assert (done.returncode, done.stdout) == (ExitStatus.FAILED, b"")
    assert done.stderr == run(*archive, "--lexicon", "words.toml").stderr


@pytest.mark.parametrize("number", ["-1", "many"])
def test_a_number_that_is_none_is_a_usage_error(run: Run, number: str) -> None:
    done = run("-j", number)
    assert done.returncode == ExitStatus.USAGE and done.stderr.count(b"\n") == 1


# The command as a process among its workers


class Started:
    """The command with two jobs on a pipe that stays open, in a process group of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "-j", "2", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment(),
            start_new_session=True,
        )

    def send(self, *records: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(b"".join(records))
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout
        return str(json.loads(self.process.stdout.readline())["id"])

    def workers(self, count: int) -> list[int]:
        until(lambda: len(children(self.process.pid)) >= count)
        return children(self.process.pid)

    def end(self) -> tuple[int, bytes, bytes]:
        out, err = self.process.communicate(timeout=120)
        return self.process.returncode, out, err


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    started: list[Started] = []

    def begin(*arguments: str) -> Started:
        started.append(Started(tmp_path, *arguments))
        return started[-1]

    yield begin
    for one in started:
        with one.process:
            one.process.kill()


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def state(pid: int) -> list[str]:
    """Give state and parent of a process; Z is one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["Z", ""]


def children(pid: int) -> list[int]:
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [child for child in pids if state(child)[1] == str(pid) and state(child)[0] != "Z"]


def waiting(process: subprocess.Popen[bytes]) -> int:
    """Count the bytes that were sent and not yet taken."""
    import fcntl
    import termios

    assert process.stdin
    return int.from_bytes(fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)), sys.byteorder)


def all_ended(pids: list[int]) -> bool:
    return all(state(pid)[0] == "Z" for pid in pids)


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="workers are found in /proc")


def test_what_has_arrived_comes_out_while_the_pipe_is_open(start: Callable[..., Started]) -> None:
    command = start()
    command.send(record("a"))
    assert command.answer() == "a"
    command.send(record("b"), record("c"), record("d"), b'{"id": "e", ')
    assert [command.answer() for _ in "bcd"] == ["b", "c", "d"]
    command.send(b'"text": ""}\n')
    assert command.answer() == "e"
    assert command.end() == (ExitStatus.DONE, b"", b"")


def test_a_pipe_that_is_late_to_open_holds_nothing_back(start: Callable[..., Started], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "late.jsonl")
    (tmp_path / "early.jsonl").write_bytes(record("a") + record("b"))
    command = start("early.jsonl", "late.jsonl")
    assert [command.answer() for _ in "ab"] == ["a", "b"]
    with (tmp_path / "late.jsonl").open("wb") as late:
        late.write(record("c"))
        late.flush()
        assert command.answer() == "c"
    assert command.end() == (ExitStatus.DONE, b"", b"")


@linux
def test_a_worker_that_is_killed_again_costs_its_document_only(start: Callable[..., Started]) -> None:
    command = start()
    command.send(record("endless", ENDLESS))
    (reading,) = command.workers(1)
    os.kill(reading, signal.SIGKILL)
    until(lambda: all_ended([reading]) and bool(children(command.process.pid)))
    (reading,) = command.workers(1)
    command.send(*(record(name) for name in "abc"))  # they wait: it is read alone
    os.kill(reading, signal.SIGKILL)
    assert [command.answer() for _ in "abc"] == ["a", "b", "c"]
    command.send(record("e"), record("f"))
    status, out, err = command.end()
    assert (status, [json.loads(line)["id"] for line in out.splitlines()]) == (ExitStatus.FAILED, ["e", "f"])
    assert err.startswith(b"conflict-facts: standard input (endless): the process reading it was killed (signal 9): ")
    assert err.count(b"\n") == 1


@linux
def test_workers_that_are_killed_once_cost_nothing(start: Callable[..., Started]) -> None:
    command = start()
    command.send(*(record(name, ARTICLE * 50) for name in "abcd"))
    workers = command.workers(2)
    assert [command.answer() for _ in "abcd"] == ["a", "b", "c", "d"]
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    command.send(*(record(name) for name in "efgh"))
    until(lambda: not waiting(command.process))
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    assert [command.answer() for _ in "efgh"] == ["e", "f", "g", "h"]
    assert command.end() == (ExitStatus.DONE, b"", b"")


@linux
def test_an_idle_worker_that_is_killed_costs_nothing(start: Callable[..., Started]) -> None:
    command = start()
    for name in "ab":
        command.send(record(name))
        assert command.answer() == name
        (worker,) = command.workers(1)
        os.kill(worker, signal.SIGKILL)
        until(lambda pid=worker: all_ended([pid]))  # type: ignore[misc]
    command.send(record("c"))
    assert command.answer() == "c"
    assert command.end() == (ExitStatus.DONE, b"", b"")


@linux
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU"])
def test_stopped_it_leaves_no_worker_and_no_half_file(
    start: Callable[..., Started], tmp_path: Path, number: str
) -> None:
    (tmp_path / "facts.json").write_text("old")
    command = start("-o", "facts.json")
    command.send(record("a"), record("endless", ENDLESS), record("b"))
    until(lambda: len(list(tmp_path.iterdir())) == 2)
    workers = command.workers(2)
    for _ in range(2):  # who is in a hurry asks twice
        os.killpg(command.process.pid, signal.Signals[number])
    assert command.end() == (128 + signal.Signals[number], b"", b"")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]
    until(lambda: all_ended(workers))


@linux
def test_workers_end_with_a_command_that_is_killed(start: Callable[..., Started]) -> None:
    command = start()
    command.send(record("a"), record("b", ARTICLE * 50), record("c"))
    assert [command.answer() for _ in "abc"] == ["a", "b", "c"]
    workers = command.workers(2)
    command.process.kill()
    until(lambda: all_ended(workers))


@linux
def test_a_worker_that_is_at_work_ends_with_its_parent() -> None:
    parent = os.fork()
    if not parent:
        run_pool([article("go on for ever"), article("go on for ever")], 2)
        os._exit(0)
    until(lambda: len(children(parent)) == 2)
    workers = children(parent)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    until(lambda: all_ended(workers))


def test_a_closed_pipe_ends_all_as_it_ends_cat(archive: tuple[str, ...], tmp_path: Path) -> None:
    line = f"{' '.join(COMMAND)} -j 2 {' '.join(archive[1:3])} | true"
    # That the run ends shows that no worker holds its stderr any more.
    done = subprocess.run(
        ["bash", "-c", f"{line}; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        cwd=tmp_path,
        env=environment(),
        timeout=120,
    )
    assert (done.stdout, done.stderr) == (b"141\n", b"")


# The pool alone, with workers that do as their text says


def act(article: Article) -> Outcome:
    if article.text == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if article.text == "leave":
        os._exit(7)
    while article.text == "go on for ever":
        time.sleep(1)
    if article.text.startswith("kill once "):
        mark = Path(article.text.removeprefix("kill once "))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if article.text.startswith("until "):
        until(Path(article.text.removeprefix("until ")).exists)
    return Outcome(article.text, ((article.id, str(os.getpid())),))


def load() -> Read:
    return act


def article(text: str, number: int = 0) -> Article:
    return Article(text=text, id=str(number), source="wire.jsonl")


def run_pool(items: list[Article | Failure], count: int) -> list[Outcome]:
    delivered: list[Outcome] = []
    Pool(load, count, delivered.append).run(items)
    assert not jobs._running
    return delivered


@pytest.mark.parametrize("count", [2, 3, 50])
def test_outcomes_keep_the_order_of_the_input(count: int) -> None:
    items: list[Article | Failure] = [article(f"{n} " * (n % 13), n) for n in range(300)]
    items[7:7] = [Failure("a", "b")]
    items += [Failure("c", "d")]
    expected = [failed(item).text if isinstance(item, Failure) else item.text for item in items]
    assert [outcome.text for outcome in run_pool(items, count)] == expected


def test_one_article_needs_no_process() -> None:
    assert run_pool([], 2) == []
    assert run_pool([Failure("a", "b"), article("one"), Failure("a", "b")], 2)[1].said == (("0", str(os.getpid())),)
    assert str(os.getpid()) not in {
        said[1] for one in run_pool([article("one"), article("two")], 2) for said in one.said
    }


def test_each_death_is_told_of_the_article_read() -> None:
    texts = ["leave" if n == 30 else "die" if n in (0, 25, 26, 59) else "live" for n in range(60)]
    for count in (1, 2, 4):
        outcomes = run_pool([article(text, n) for n, text in enumerate(texts)], count)
        assert [outcome.text or texts[n] for n, outcome in enumerate(outcomes)] == texts
        told = [outcome.said[0] for outcome in outcomes if outcome.text is None]
        assert [what for what, _ in told] == [
            *(f"wire.jsonl ({n}): the process reading it was killed (signal 9)" for n in (0, 25, 26)),
            "wire.jsonl (30): the process reading it ended (exit code 7)",
            "wire.jsonl (59): the process reading it was killed (signal 9)",
        ]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_what_a_process_was_killed_over_once_is_read_alone(tmp_path: Path, count: int) -> None:
    texts = [f"kill once {tmp_path / str(n)}" if n % 7 in (0, 1) else "live" for n in range(40)]
    outcomes = run_pool([article(text, n) for n, text in enumerate(texts)], count)
    assert [outcome.text for outcome in outcomes] == texts


def test_without_room_for_processes_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", no_room)
    outcomes = run_pool([article("text", n) for n in range(5)], 2)
    assert [outcome.said for outcome in outcomes] == [((str(n), str(os.getpid())),) for n in range(5)]


def test_what_a_process_was_killed_over_is_not_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fork, forks = os.fork, 0

    def room_for_one() -> int:
        nonlocal forks
        forks += 1
        if forks > 1:
            raise BlockingIOError("no more processes")
        return fork()

    monkeypatch.setattr(os, "fork", room_for_one)
    outcomes = run_pool([article(f"kill once {tmp_path / 'a'}"), article("live")], 1)
    assert [outcome.text for outcome in outcomes] == [None, "live"]


@pytest.mark.parametrize(("characters", "most"), [(10**6, 2 * MOST_INPUTS), (400, 10)])
def test_reading_stops_behind_a_slow_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, characters: int, most: int
) -> None:
    monkeypatch.setattr(jobs, "MOST_CHARACTERS", characters)
    ready = tmp_path / "ready"
    # As long as the head, so that ten of them weigh what the second case allows.
    head = f"until {ready}"
    monkeypatch.setattr(jobs, "MOST_CHARACTERS", characters * len(head) // 40)
    taken = delivered = farthest = 0

    def items() -> Iterator[Article]:
        nonlocal taken, farthest
        for number in range(5 * most):
            taken += 1
            farthest = max(farthest, taken - delivered)
            if taken == most:
                ready.touch()
            yield article("x" * len(head) if number else head, number)

    def deliver(outcome: Outcome) -> None:
        nonlocal delivered
        assert outcome.text and outcome.said[0][0] == str(delivered)
        delivered += 1

    Pool(load, 2, deliver).run(items())
    assert (taken, delivered, farthest) == (5 * most, 5 * most, most)


def test_a_failing_delivery_leaves_no_worker() -> None:
    def deliver(outcome: Outcome) -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        Pool(load, 2, deliver).run(article("text", n) for n in range(20))
    assert not jobs._running


def test_processes_that_cannot_be_had_cost_no_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", no_room)
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208
    assert len(run_pool([article("text", n) for n in range(100)], 2)) == 100
    assert len(os.listdir("/dev/fd")) < before + 20  # noqa: PTH208


@pytest.mark.parametrize("files", [20, 36])
def test_few_open_files_cost_no_document(archive: tuple[str, ...], tmp_path: Path, files: int) -> None:
    done = subprocess.run(
        ["bash", "-c", f'ulimit -n {files}; "$@"', "bash", *COMMAND, *archive[1:], "-j", "50"],
        capture_output=True, cwd=tmp_path, env=environment(), timeout=60,
    )  # fmt: skip
    assert done.stdout.count(b"\n") >= 40 and b"Too many" not in done.stderr
