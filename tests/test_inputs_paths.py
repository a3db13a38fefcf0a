"""Which files are read: folders, patterns, lists of names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from conflictfacts_cli.inputs import Article, read_inputs
from conflictfacts_cli.messages import Failure

FILES = (
    "b.txt", "a.txt", "wire.jsonl", "page.md", "notes", "picture.png", "report.pdf", "old.pdf", ".hidden.txt",
    "2024/05/a.txt", "2024/05/a.txt.gz", "2024/04/z.TXT", ".git/config.txt", "site.html", "site_files/frame.html",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder "news" with files of many kinds, in the working directory."""
    for name in FILES:
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "x"}\n' if name.endswith("jsonl") else "<html><p>Some words.</p></html>")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "news"


def read(*paths: str, **options: Any) -> tuple[list[str], list[str]]:
    """Give the ids of the articles, and the failures."""
    found = list(read_inputs(paths, **options))
    said = [f"{item.what}: {item.remedy}" for item in found if isinstance(item, Failure)]
    return [item.id for item in found if isinstance(item, Article)], said


IN_ORDER = ["a", "b", "page", "site", "wire:1", "2024/04/z", "2024/05/a", "2024/05/a"]


def test_a_folder_gives_what_can_be_read_in_order(folder: Path) -> None:
    ids, said = read("news")
    assert ids == [f"news/{name}" for name in IN_ORDER]
    assert said == ["news: not supported and passed over: 2 .pdf: convert them to text first"]


def test_the_working_directory_has_no_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert read(".")[0] == IN_ORDER
    monkeypatch.chdir(folder / "2024")
    assert read("..")[0] == IN_ORDER


def test_the_sources_are_paths_that_exist(folder: Path) -> None:
    sources = [item.source for item in read_inputs(["news"]) if isinstance(item, Article)]
    assert all(Path(source).is_file() for source in sources) and "news/2024/04/z.TXT" in sources


def test_a_stated_form_means_every_file(folder: Path) -> None:
    ids, said = read("news/2024", "news/site_files", input_format="text")
    assert (ids, said) == (["2024/04/z", "2024/05/a", "2024/05/a", "site_files/frame"], [])
    assert (
        "news/notes" in read("news", input_format="text")[0]
        and "news/.hidden" not in read("news", input_format="text")[0]
    )


def test_links_go_round_no_circles(folder: Path) -> None:
    (folder / "round").symlink_to(folder)
    (folder / "2024" / "up").symlink_to("..")
    (folder / "c.txt").symlink_to("a.txt")
    (folder / "d.txt").symlink_to("nowhere")
    ids, said = read("news")
    assert ids == ["news/a", "news/b", "news/c", *(f"news/{name}" for name in IN_ORDER[2:])]
    assert "d.txt: no such file" in said[0]
    assert len(read("news/**/a.txt")[0]) == 2


def test_a_pipe_in_a_folder_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "2024" / "pipe.txt")
    assert len(read("news/2024")[0]) == 3


def test_a_folder_of_nothing(tmp_path: Path) -> None:
    ids, said = read(str(tmp_path))
    assert ids == [] and len(said) == 1 and "no file of a known kind" in said[0]


def test_a_folder_that_is_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def closed(path: str) -> Any:  # the mode of a folder means nothing to root
        if path == "news/2024":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    ids, said = read("news")
    assert ids == [f"news/{name}" for name in IN_ORDER[:5]]
    assert said[0] == "news/2024: permission denied: ask for the right to read it"


def test_the_output_is_no_input(folder: Path) -> None:
    output = str(folder / "a.txt")
    assert read("news/2024", "news/*.txt", outputs=[output])[0] == ["2024/04/z", "2024/05/a", "2024/05/a", "b"]
    assert "news/a" not in read("news", outputs=[output])[0]
    Path("list").write_text("news/a.txt\n")
    assert "would be overwritten" in read(files_from="list", outputs=[output])[1][0]


PATTERNS = {
    "news/*.txt": ["a", "b"],
    "news/?.txt": ["a", "b"],
    "news/[ab].txt": ["a", "b"],
    "news/**/*.txt": ["a", "a", "b"],
    "**/a.txt": ["a", "a"],
    "news/**/05/**/a.*": ["a", "a"],
    "news/20*": ["2024/04/z", "2024/05/a", "2024/05/a"],
    "news/2024/**": ["04/z", "05/a", "05/a"],
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_that_the_shell_left(folder: Path, pattern: str) -> None:
    ids, said = read(pattern)
    assert (sorted(ids), said) == (PATTERNS[pattern], [])


def test_a_pattern_that_fits_nothing(folder: Path) -> None:
    (said,) = read("news/*.xyz")[1]
    assert said == "news/*.xyz: no such file, and no file fits it as a pattern: check the path"


def test_a_name_is_no_pattern_where_it_exists(folder: Path) -> None:
    (folder / "[ab].txt").write_text("x")
    assert read("news/[ab].txt")[0] == ["[ab]"]


@pytest.mark.parametrize("null", [False, True])
def test_a_list_of_names(folder: Path, null: bool) -> None:
    (folder / "odd\nname.txt").write_text("x")
    (folder / "[b].txt").write_text("x")
    names = ["news/a.txt", "", "news/2024", "news/missing.txt", "news/[b].txt"] + ["news/odd\nname.txt"] * null
    Path("list").write_bytes(("\0" if null else "\r\n").join(names).encode() + (b"\0" if null else b""))
    ids, said = read("news/b.txt", files_from="list", null=null)
    assert ids == ["b", "a", "2024/04/z", "2024/05/a", "2024/05/a", "[b]"] + ["odd\nname"] * null
    assert said == ["news/missing.txt: no such file: check the path"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_from_windows(folder: Path, encoding: str) -> None:
    Path("list").write_bytes("news/a.txt\r\nnews/b.txt\r\n".encode(encoding))
    assert read(files_from="list") == (["a", "b"], [])


LISTS = {
    b"news/a.txt\0news/b.txt\0": "add --null",
    b"x" * 200_000: "no list of names",
    b"*.txt\n": "*.txt: no such file",
}


@pytest.mark.parametrize("data", LISTS)
def test_a_list_that_is_none(folder: Path, data: bytes) -> None:
    Path("list").write_bytes(data)
    ids, (said,) = read(files_from="list")
    assert ids == [] and LISTS[data] in said


def test_a_list_that_is_missing() -> None:
    assert read(files_from="no/such/list")[1] == ["no/such/list: no such file: check the path"]


def test_a_long_list_is_read_as_it_goes(folder: Path) -> None:
    Path("list").write_text("news/a.txt\n" * 50_000)
    items = read_inputs([], files_from="list")
    assert all(isinstance(next(items), Article) for _ in range(100))


def test_names_of_odd_bytes(folder: Path) -> None:
    name = os.fsdecode(b"news/caf\xe9.txt")
    Path(name).write_text("x")
    Path("list").write_bytes(os.fsencode(name) + b"\n")
    assert read(name, files_from="list")[0] == [os.fsdecode(b"caf\xe9")] * 2
    assert f"news/{os.fsdecode(b'caf')}" in read("news")[0][2]
