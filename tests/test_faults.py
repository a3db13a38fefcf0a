"""Files, pipes and processes that fail: one line names what failed, the exit code is right, all else comes out.

Each is the command as a real process. A disk that is full and rights that are refused need root, or another user; where
neither can be had, those tests skip and say so.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conflictfacts_cli.exits import ExitStatus
from conflictfacts_cli.messages import PASS_OVER
from conftest import COMMAND, Run, Terminal, environment

ARTICLE = "Ukraine sent 10,000 soldiers into the Kursk region on 6 August 2024.\n"
GOOD = json.dumps({"text": ARTICLE})
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc or /dev/full")


def ids(output: bytes) -> list[str]:
    return [json.loads(line)["id"] for line in output.splitlines()]


def in_shell(folder: Path, line: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell in which "$@" is the command."""
    return subprocess.run(
        ["sh", "-c", line, "sh", *COMMAND],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(**env),
        timeout=120,
    )


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """An archive of which one document gives 4 kB of output: more in all than any pipe holds."""
    path = tmp_path / "wire.jsonl"
    path.write_text("".join(json.dumps({"id": f"d{n}", "text": ARTICLE * 5}) + "\n" for n in range(300)))
    return path


# Inputs


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_bad_input_costs_only_itself(run: Run, tmp_path: Path, jobs: str) -> None:
    (tmp_path / "good.txt").write_text(ARTICLE)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.dat").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "half.jsonl").write_text(f'{GOOD}\n{GOOD}\n{{"text": "cut in the mid')
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "empty.csv").touch()
    fields = ({"id": [1], "title": 5, "published": {"a": 1}}, {"id": None}, {"id": 1.5}, {"id": True, "title": []})
    (tmp_path / "types.jsonl").write_text(
        "".join(json.dumps({"text": ARTICLE} | more) + "\n" for more in fields)
        + "".join(json.dumps({"text": text}) + "\n" for text in (None, 5, [ARTICLE], {"text": ARTICLE}))
        + 'null\n"text"\n5\n[]\nNaN\n{"text": "a", "text": "b"}\n'
    )
    (tmp_path / "twice.jsonl").write_text(f'{{"id": "x", "text": ""}}\n{{"id": "x", "text": {json.dumps(ARTICLE)}}}\n')
    (tmp_path / "round.txt").symlink_to("round.txt")
    (tmp_path / "cut.gz").write_bytes(b"\x1f\x8b\x08\0\0\0")
    long = "n" * 300
    done = run(
        "good.txt", "gone.txt", "/proc/self/mem", "empty.txt", "binary.dat", "folder.txt", "half.jsonl", "empty.jsonl",
        "empty.csv", "types.jsonl", "twice.jsonl", "round.txt", "cut.gz", f"good.txt/{long}", long, "", "good.txt",
        "--errors", "errors", "-j", jobs,
    )  # fmt: skip
    assert done.returncode == ExitStatus.FAILED
    records = [*(f"types:{n}" for n in (1, 2, 3, 4, 14)), "x", "x"]
    assert ids(done.stdout) == ["good", "empty", "half:1", "half:2", *records, "good"]
    said = done.stderr.decode().splitlines()
    named = ["gone.txt: no such file", "/proc/self/mem: Input/output error", "binary.dat is a binary file"]
    named += ["folder.txt: ", "half.jsonl, line 3 is not JSON", "empty.csv has no header"]
    named += [f"types.jsonl, line {n} " for n in range(5, 14)]
    named += ["round.txt: Too many levels", "cut.gz: the archive is cut short", "good.txt/n", long, ": no such file"]
    assert [line[len("conflict-facts: ") :][: len(name)] for line, name in zip(said, named, strict=True)] == named
    errors = [json.loads(line) for line in (tmp_path / "errors").read_text().splitlines()]
    assert [one["error"][: len(name)] for one, name in zip(errors, named, strict=True)] == named
    assert {one["source"] for one in errors} >= {"gone.txt", "half.jsonl", "types.jsonl", long, ""}


def test_a_file_that_goes_during_the_run(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    os.mkfifo(tmp_path / "first.jsonl")
    for name in "abc":
        (tmp_path / "news" / f"{name}.txt").write_text(ARTICLE)
    with subprocess.Popen(
        [*COMMAND, "first.jsonl", *(f"news/{name}.txt" for name in "abc")],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        with (tmp_path / "first.jsonl").open("w") as first:
            (tmp_path / "news" / "b.txt").unlink()
            first.write(GOOD)
        out, err = process.communicate(timeout=120)
    assert (process.returncode, ids(out)) == (ExitStatus.FAILED, ["first:1", "a", "c"])
    assert err == b"conflict-facts: news/b.txt: no such file: check the path\n"


def test_a_file_that_shrinks_during_the_run(tmp_path: Path, wire: Path) -> None:
    (tmp_path / "last.txt").write_text(ARTICLE)
    with subprocess.Popen(
        [*COMMAND, "wire.jsonl", "last.txt"],
        bufsize=0, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdout
        first = process.stdout.readline()
        os.truncate(wire, 70_000)  # the pipe is full long before it has been read so far
        out, err = process.communicate(timeout=120)
    found = ids(first + out)
    assert found[:-1] == [f"d{n}" for n in range(len(found) - 1)] and found[-1] == "last"
    assert process.returncode == (ExitStatus.FAILED if err else ExitStatus.DONE)
    assert (err.count(b"\n") <= 1 and not err.strip(b"\n")) or err.startswith(b"conflict-facts: wire.jsonl, line ")


# Rights


def without_rights(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as one whom the rights of files bind, as they don't bind root."""
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    if bound and subprocess.run([*bound, "cat", folder / "secret.txt"], capture_output=True).stderr == b"":
        pytest.skip("root has all rights here")
    return subprocess.run(
        [*bound, *COMMAND, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(**env),
        timeout=120,
    )


@pytest.mark.skipif(os.name == "nt" or not shutil.which("setpriv"), reason="nothing takes the rights of root away")
def test_rights_that_are_refused(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(ARTICLE)
    (tmp_path / "secret.txt").touch(mode=0)
    (tmp_path / "closed").mkdir(mode=0)
    tmp_path.chmod(0o555)
    done = without_rights(tmp_path, "secret.txt", "closed", "closed/a.txt", "good.txt")
    assert (done.returncode, ids(done.stdout)) == (ExitStatus.FAILED, ["good"])
    remedy = "permission denied: ask for the right to read it"
    assert done.stderr.decode().splitlines() == [
        f"conflict-facts: {name}: {remedy}" for name in ("secret.txt", "closed", "closed/a.txt")
    ]
    for option in (("-o", "out.json"), ("-o", "out.json", "--resume"), ("--errors", "out.json")):
        done = without_rights(tmp_path, "good.txt", *option)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (ExitStatus.FAILED, b"", 1)
        assert done.stderr.startswith(b"conflict-facts: can't write out.json, Permission denied: ")
    tmp_path.chmod(0o755)


@pytest.mark.skipif(os.name == "nt" or not shutil.which("setpriv"), reason="nothing takes the rights of root away")
def test_closed_folders_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(ARTICLE)
    (tmp_path / "secret.txt").touch(mode=0)
    (tmp_path / "closed").mkdir(mode=0)
    # Closed to the user, it holds no settings of theirs.
    done = without_rights(tmp_path, "good.txt", XDG_CONFIG_HOME=str(tmp_path / "closed"))
    assert (done.returncode, ids(done.stdout), done.stderr) == (ExitStatus.DONE, ["good"], b"")
    for option in ("-o", "--errors"):
        done = without_rights(tmp_path, "good.txt", option, "closed/a/b")
        said = b"conflict-facts: can't write closed/a/b, Permission denied: choose another place\n"
        assert (done.returncode, done.stdout, done.stderr) == (ExitStatus.FAILED, b"", said)


@pytest.mark.skipif(os.name == "nt" or not shutil.which("setpriv"), reason="nothing takes the rights of root away")
def test_a_part_of_the_program_that_is_closed_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").touch(mode=0)
    (tmp_path / "spacy.py").touch(mode=0)
    (tmp_path / "good.txt").write_text(ARTICLE)
    paths = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    done = without_rights(tmp_path, "good.txt", "-o", "out", PYTHONPATH=paths)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (ExitStatus.FAILED, b"", 1)
    assert done.stderr.startswith(f"conflict-facts: can't open {tmp_path}/spacy.py, Permission denied: ".encode())


@pytest.mark.skipif(os.name == "nt" or not shutil.which("setpriv"), reason="nobody can become another user here")
def test_a_user_without_name_and_home() -> None:
    env = {name: value for name, value in environment().items() if name not in ("HOME", "XDG_CONFIG_HOME")}
    nobody = ["setpriv", "--reuid", "54321", "--clear-groups"]
    probe = [*nobody, sys.executable, "-c", "import conflictfacts_cli"]
    if subprocess.run(probe, cwd="/", env=env, capture_output=True).returncode:
        pytest.skip("only root can become another user, who must have the right to read the program")
    done = subprocess.run(
        [*nobody, *COMMAND],
        cwd="/", input=ARTICLE.encode(), capture_output=True, env=env, timeout=120,
    )  # fmt: skip
    assert (done.returncode, ids(done.stdout), done.stderr) == (ExitStatus.DONE, ["stdin"], b"")


def test_a_name_too_long_is_the_one_that_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(ARTICLE)
    (tmp_path / "out.json").touch()
    long = "n" * 300
    # Of the last only what lies beside it is too long.
    for option in (("-o", long), ("--errors", long), ("--resume", "-o", f"{long}.csv"), ("--resume", "-o", "n" * 249)):
        done = run("good.txt", *option)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (ExitStatus.FAILED, b"", 1)
        assert done.stderr.startswith(f"conflict-facts: can't write {option[-1]}, File name too long: ".encode())
    done = run(long, "good.txt", "-o", "out.json")
    assert done.returncode == ExitStatus.FAILED and done.stderr.startswith(f"conflict-facts: {long}: ".encode())
    assert ids((tmp_path / "out.json").read_bytes()) == ["good"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.txt", "out.json"]


# Where it is written


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 128 kB."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "conflict-facts", str(place)]
    if os.getuid() != 0 or not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk can't be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_leaves_the_old_file_and_can_be_gone_on_with(run: Run, small_disk: Path, wire: Path) -> None:
    (small_disk / "out.json").write_text("old")
    done = run(wire, "-o", "small/out.json")
    assert (done.returncode, done.stderr.count(b"\n")) == (ExitStatus.FAILED, 1)
    full = b"conflict-facts: can't write small/out.json, No space left on device: make room "
    assert done.stderr.startswith(full)
    assert [path.read_text() for path in small_disk.iterdir()] == ["old"]
    done = run(wire, "-o", "small/out.json", "--resume")
    assert (done.returncode, done.stderr.count(b"\n")) == (ExitStatus.FAILED, 1)
    assert done.stderr.startswith(full + b"and run it again")
    assert (small_disk / "out.json").read_text() == "old"
    subprocess.run(["mount", "-o", "remount,size=9m", str(small_disk)], check=True)
    done = run(wire, "-o", "small/out.json", "--resume")
    assert done.returncode == ExitStatus.DONE and b" documents are done: going on after them" in done.stderr
    assert (small_disk / "out.json").read_bytes() == run(wire).stdout
    assert [path.name for path in small_disk.iterdir()] == ["out.json"]


CLOSED = [
    ('"$@" a.txt >&-', ExitStatus.FAILED, b"", "can't write standard output, standard output is closed: "),
    ('"$@" a.txt -o out <&- >&-', ExitStatus.DONE, b"", ""),
    ('"$@" a.txt - -j 2 <&-', ExitStatus.FAILED, b"a", "standard input is closed: "),
    ('"$@" a.txt gone.txt 2>&-', ExitStatus.FAILED, b"a", ""),
    ('"$@" a.txt a.txt gone.txt -j 2 -o out --errors errors <&- >&- 2>&-', ExitStatus.FAILED, b"", ""),
]


@pytest.mark.parametrize(("line", "status", "out", "said"), CLOSED, ids=[line for line, *_ in CLOSED])
def test_what_is_closed_from_the_start(tmp_path: Path, line: str, status: int, out: bytes, said: str) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    done = in_shell(tmp_path, line)
    assert done.returncode == status
    assert [name.encode() for name in ids(done.stdout)] == ([out] if out else [])
    assert done.stderr.count(b"\n") == bool(said) and said in done.stderr.decode()
    for name in ("out", "errors"):
        if f" {name}" in line:
            for written in (tmp_path / name).read_text().splitlines():
                assert json.loads(written)["source"] in ("a.txt", "gone.txt")


# Pipes


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_is_slow_misses_nothing(tmp_path: Path, wire: Path, jobs: str) -> None:
    with wire.open("a") as archive:
        archive.write("{half\n" * 2000)  # more lines on stderr than its pipe holds
    with subprocess.Popen(
        [*COMMAND, "wire.jsonl", "-j", jobs],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdout and process.stderr
        out = process.stdout.readline()
        time.sleep(0.5)
        while data := process.stdout.read1(50_000):
            out += data
            if len(ids(out[: out.rindex(b"\n")])) == 300:
                break
            time.sleep(0.005)
        time.sleep(0.3)  # now stderr is full
        err = process.stderr.read()
        assert process.wait(timeout=60) == ExitStatus.FAILED
    assert ids(out) == [f"d{n}" for n in range(300)]
    assert err.count(b"\n") == err.count(b"conflict-facts: wire.jsonl, line ") == 2000


# Memory

# The command in a process that may have so much more memory, in MB, than it has once it has done something else.
SHORT = """
import resource, sys
from pathlib import Path
exec(sys.argv[1])
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + int(sys.argv[2]) * 10**6
resource.setrlimit(resource.RLIMIT_AS, (most, most))
del sys.argv[1:3]
from conflictfacts_cli.__main__ import run
run()
"""


def short_of_memory(folder: Path, first: str, room: int, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", SHORT, first, str(room), *arguments],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, env=environment(), timeout=120,
    )  # fmt: skip


@linux
@pytest.mark.parametrize(("room", "jobs"), [(8, "1"), (60, "1"), (60, "2")])
def test_what_memory_is_too_small_for_costs_only_itself(tmp_path: Path, room: int, jobs: str) -> None:
    long = ARTICLE * 300_000
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "long.txt").write_text(long)
    (tmp_path / "long.jsonl").write_text(f"{GOOD}\n{json.dumps({'text': long})}\n{GOOD}\n")
    (tmp_path / "long.csv").write_text(f'id,text\nrow,x\nlong,"{long}"\n')
    load = "import conflictfacts; conflictfacts.load()"
    done = short_of_memory(tmp_path, load, room, "a.txt", "long.txt", "long.jsonl", "long.csv", "a.txt", "-j", jobs)
    assert (done.returncode, ids(done.stdout)) == (ExitStatus.FAILED, ["a", "long:1", "long:3", "row", "a"])
    said = done.stderr.decode().splitlines()
    named = ["long.txt", "long.jsonl", "long.csv"]
    assert [line.removeprefix("conflict-facts: ")[: len(name)] for line, name in zip(said, named, strict=True)] == named
    assert all(line.endswith(": not enough memory to read it: " + PASS_OVER) for line in said)


@linux
def test_memory_that_runs_out_at_the_begin_is_one_line(tmp_path: Path) -> None:
    held = "kept = []\nwhile True: kept.append(bytearray(1000))"
    code = f"import conflictfacts_cli.work as work\ndef load(self):\n    exec({held!r})\nwork.Task.load = load\n"
    (tmp_path / "a.txt").write_text(ARTICLE)
    done = short_of_memory(tmp_path, code, 30, "a.txt")
    said = b"conflict-facts: there is not enough memory: give it more, or pass over long documents with --max-bytes\n"
    assert (done.returncode, done.stdout, done.stderr) == (ExitStatus.FAILED, b"", said)


@pytest.mark.skipif(not shutil.which("prlimit"), reason="needs a limit of processes")
def test_a_user_who_may_have_no_more_processes(tmp_path: Path, wire: Path) -> None:
    # Root may always have more.
    caps = "+dac_override,+dac_read_search"
    other = ["setpriv", "--reuid", "54321", "--clear-groups", "--inh-caps", caps, "--ambient-caps", caps]
    limited = [*(other if os.getuid() == 0 else []), "prlimit", "--nproc=1"]
    if subprocess.run([*limited, sys.executable, "-c", "import conflictfacts_cli"], env=environment()).returncode:
        pytest.skip("the program can't be read by another user")
    done = subprocess.run(
        [*limited, *COMMAND, "wire.jsonl", "-j", "2"],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, env=environment(), timeout=120,
    )  # fmt: skip
    assert (done.returncode, len(ids(done.stdout)), done.stderr) == (ExitStatus.DONE, 300, b"")


# Signals


def ready(process: subprocess.Popen[bytes]) -> None:
    """Wait until the command handles SIGTERM: what comes earlier meets Python alone."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status = Path(f"/proc/{process.pid}/status").read_text()
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        if caught >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.005)


def in_session(leader: int) -> list[str]:
    """Give the processes that still live in a session."""
    living = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if state[3] == str(leader) and state[0] != "Z":
                living.append(folder.name)
    return living


@linux
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, ExitStatus.INTERRUPTED), (signal.SIGTERM, 143)])
def test_stopped_at_any_moment(tmp_path: Path, wire: Path, number: int, status: int) -> None:
    (tmp_path / "out").write_text("old")
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for jobs in ("1", "2"):
        with subprocess.Popen(
            [*COMMAND, "wire.jsonl", "-", "-j", jobs, "-o", "out"],  # standard input keeps it from its end
            cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), start_new_session=True,
        ) as process:  # fmt: skip
            assert process.stderr
            ready(process)
            time.sleep(chance.random() * 2)
            os.killpg(process.pid, number)
            assert (process.wait(timeout=60), process.stderr.read()) == (status, b""), seed
            deadline = time.monotonic() + 60
            while in_session(process.pid):
                assert time.monotonic() < deadline
                time.sleep(0.01)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "wire.jsonl"]
        assert (tmp_path / "out").read_text() == "old"


# The command that is stopped, twice, around the moment when the file gets its place.
AT_THE_END = """
import os, signal, sys
when, replace = sys.argv.pop(1), os.replace
def stop():
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
def replaced(*paths):
    stop() if when == "before" else None
    replace(*paths)
    stop()
os.replace = replaced
from conflictfacts_cli.__main__ import run
run()
"""


@linux
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("more", [(), ("--resume",)])
def test_stopped_at_the_very_end(run: Run, tmp_path: Path, when: str, more: tuple[str, ...]) -> None:
    (tmp_path / "out").write_text("old")
    (tmp_path / "a.txt").write_text(ARTICLE)
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_END, when, "a.txt", "-o", "out", *more],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, env=environment(), timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (143, b"", b"")
    assert (
        (tmp_path / "out").read_text() == "old" if when == "before" else ids((tmp_path / "out").read_bytes()) == ["a"]
    )
    if more:
        assert run("a.txt", "-o", "out", *more).returncode == ExitStatus.DONE
        assert ids((tmp_path / "out").read_bytes()) == ["a"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "out"]


@linux
def test_a_limit_of_sizes_is_a_disk_that_is_full(tmp_path: Path, wire: Path) -> None:
    (tmp_path / "out").write_text("old")
    done = in_shell(tmp_path, 'ulimit -f 16; "$@" gone wire.jsonl -o out --errors errors')
    assert (done.returncode, done.stderr.count(b"\n")) == (ExitStatus.FAILED, 2)
    assert done.stderr.splitlines()[1].startswith(b"conflict-facts: can't write out, File too large: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["errors", "out", "wire.jsonl"]
    assert (tmp_path / "out").read_text() == "old"
    done = in_shell(tmp_path, '(ulimit -f 16; "$@" wire.jsonl -o out --resume); "$@" wire.jsonl -o out --resume')
    assert done.returncode == ExitStatus.DONE and b" documents are done: going on after them" in done.stderr
    assert ids((tmp_path / "out").read_bytes()) == [f"d{n}" for n in range(300)]


@linux
def test_stopped_while_a_pipe_is_full(tmp_path: Path, wire: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "wire.jsonl"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        assert (process.wait(timeout=60), process.stderr.read()) == (143, b"")


# Surroundings


def test_no_home_and_no_words_for_letters(tmp_path: Path) -> None:
    name = "sch\u00f6n-\u041a\u0438\u0457\u0432.txt"
    (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
    (tmp_path / os.fsdecode(b"odd-\xff.txt")).write_text(ARTICLE)
    bare = {"PATH": os.environ["PATH"]} | {k: v for k, v in os.environ.items() if k == "PYTHONPATH"}
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "HOME": "/-"}
    ways: tuple[dict[str, str], ...] = ({}, {"LANG": "C", "LC_ALL": "C"}, ascii_only)
    found = []
    for way in ways:
        done = subprocess.run(
            [*map(os.fsencode, COMMAND), name.encode(), b"odd-\xff.txt", b"gone-\xff\xc3\xb6.txt"],
            cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, env=bare | way, timeout=120,
        )  # fmt: skip
        assert done.returncode == ExitStatus.FAILED
        assert done.stderr.startswith(b"conflict-facts: gone-") and done.stderr.count(b"\n") == 1
        done.stderr.decode("utf-8")
        found.append(ids(done.stdout))
    assert found[0] == found[1] == ["sch\u00f6n-\u041a\u0438\u0457\u0432", "odd-\udcff"]
    assert len(found[2]) == 2


def test_a_current_folder_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "here").mkdir()
    gone = 'cd here && rmdir ../here && "$@" '
    for option in ("", "-o out.json", "-o out.json --resume", "--errors out.json"):
        (tmp_path / "here").mkdir(exist_ok=True)
        done = in_shell(tmp_path, f"{gone} {tmp_path / 'a.txt'} {option}")
        assert (done.returncode, done.stdout) == (ExitStatus.FAILED, b"")
        assert done.stderr == b"conflict-facts: the current folder is gone: go to one that is there\n"


# What a terminal obeys

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066[bold]\x08\x7f"
OBEYED = set("\x1b\x07\x9b\u202e\u2066\x08\x7f")


@pytest.mark.parametrize("form", ["tsv", "markdown", "html", "annotations", "csv --profile ucdp", "table --why"])
def test_no_format_steers_the_terminal(terminal: Terminal, tmp_path: Path, form: str) -> None:
    text = f"{HOSTILE} sent 10,000\x1b[31m soldiers. On 6 August 2024 12 civilians{HOSTILE} were killed near Goma."
    records = [{"title": HOSTILE, "id": HOSTILE, "published": HOSTILE, "text": text}, {"text": 5}, {HOSTILE: 1}]
    lines = [json.dumps(record) for record in records]
    (tmp_path / "wire.jsonl").write_text("\n".join([*lines, "{" + HOSTILE]), encoding="utf-8")
    (tmp_path / f"odd{HOSTILE}.txt").write_text(text)
    _, screen = terminal.run(
        "wire.jsonl", f"odd{HOSTILE}.txt", f"gone{HOSTILE}", "-v", "--errors", "errors", "-f", *form.split(),
        env={"NO_COLOR": "1"},
    )  # fmt: skip
    assert not set(screen) & OBEYED
    assert "gone" in screen and "line 4 is not JSON" in screen and ("10,000" in screen or "civilians" in screen)
    errors = (tmp_path / "errors").read_text(encoding="utf-8")
    assert errors.count("\n") == 4 and not set(errors) & OBEYED
    assert json.loads(errors.splitlines()[-1])["source"] == f"gone{HOSTILE}"


@pytest.mark.parametrize("form", ["csv", "tsv", "csv --profile acled", "csv --profile ucdp"])
def test_no_id_or_title_is_a_formula(run: Run, form: str) -> None:
    import csv
    import io

    formula = '=HYPERLINK("http://x","y")'
    record = {"id": formula, "title": f"+{formula}", "text": "On 6 August 2024 12 civilians were killed near Goma."}
    done = run("-f", *form.split(), stdin=json.dumps(record).encode())
    _, *rows = csv.reader(io.StringIO(done.stdout.decode()), delimiter="\t" if form == "tsv" else ",")
    assert rows and any(formula in cell for row in rows for cell in row)
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+@\t\r") and cell] == []


# Pipes by name, and what may not be written over


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="pipes have no names here")
def test_a_pipe_can_be_named_as_the_output(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    done = in_shell(tmp_path, '"$@" a.txt -o /dev/stdout | cat')
    assert (ids(done.stdout), done.stderr) == (["a"], b"")


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_named_pipe_whose_reader_goes_ends_all(tmp_path: Path, wire: Path, jobs: str) -> None:
    os.mkfifo(tmp_path / "out")
    done = in_shell(tmp_path, f'head -c 10 out >/dev/null & "$@" wire.jsonl -o out -j {jobs}; echo $?')
    assert (done.stdout, done.stderr) == (b"141\n", b"")


@linux
@pytest.mark.parametrize("option", ["2>err", "--errors err"])
def test_a_reader_of_failures_that_goes_costs_no_facts(tmp_path: Path, wire: Path, option: str) -> None:
    os.mkfifo(tmp_path / "err")
    done = in_shell(tmp_path, f'head -c 1 err >/dev/null & "$@" gone gone wire.jsonl gone wire.jsonl {option}')
    assert (done.returncode, len(ids(done.stdout))) == (ExitStatus.FAILED, 600)


@pytest.mark.parametrize("side", ["in", "out"])
def test_pipes_that_never_wait_lose_nothing(tmp_path: Path, wire: Path, side: str) -> None:
    inner, outer = os.pipe()
    os.set_blocking(inner if side == "in" else outer, False)
    if side == "in":
        with subprocess.Popen(COMMAND, stdin=inner, stdout=subprocess.PIPE, env=environment()) as process:
            os.close(inner)
            time.sleep(1)
            os.write(outer, ARTICLE.encode())
            os.close(outer)
            out = process.communicate(timeout=60)[0]
    else:
        with subprocess.Popen([*COMMAND, wire], stdout=outer, env=environment()) as process:
            os.close(outer)
            time.sleep(3)  # it is full by now
            with os.fdopen(inner, "rb") as stream:
                out = stream.read()
    assert (process.returncode, len(ids(out))) == (ExitStatus.DONE, 1 if side == "in" else 300)


@pytest.mark.parametrize(
    "arguments",
    [("--files-from", "list", "-o", "list"), ("--files-from", "list", "--errors", "list"),
     ("a.txt", "--lexicon", "list", "-o", "list"), ("a.txt", "--resume", "-o", "o", "--errors", "o.journal")],
    ids=" ".join,
)  # fmt: skip
def test_nothing_that_is_read_is_written_over(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    for name in ("a.txt", "list"):
        (tmp_path / name).write_text("a.txt\n")
    assert run(*arguments).returncode == ExitStatus.USAGE
    assert sorted((path.name, path.read_text()) for path in tmp_path.iterdir()) == [
        ("a.txt", "a.txt\n"), ("list", "a.txt\n")
    ]  # fmt: skip


def test_a_long_name_in_letters_of_two_bytes(run: Run, tmp_path: Path) -> None:
    assert run("-o", "и" * 125, stdin=ARTICLE.encode()).returncode == ExitStatus.DONE
    assert [path.name for path in tmp_path.iterdir()] == ["и" * 125]
