"""The page about reviewing is run as it is printed."""

import hashlib
import re
import shlex
from pathlib import Path

from test_tutorial import FENCE, fits

from materiel.interfaces.cli import main

PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/review-what-documents-claim.md"
FILE = re.compile(r"`([\w.]+\.txt)`:\s*$")


def test_the_page_is_true(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for variable in ("MATERIEL_ACTOR", "MATERIEL_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    page, place, ran = PAGE.read_text("utf-8"), 0, 0
    written = {}
    for block in FENCE.finditer(page):
        named = FILE.search(page[place : block.start()])
        place = block.end()
        if block[1] == "text":
            (tmp_path / named[1]).write_text(block[2], "utf-8")
            written[named[1]] = f"d-{hashlib.sha256(block[2].encode()).hexdigest()[:16]}.1"
        for part in re.split(r"^\$ ", block[2], flags=re.MULTILINE)[1:]:
            command, _, text = part.partition("\n")
            program, *arguments = shlex.split(command)
            assert program == "materiel"
            capsys.readouterr()
            code = main(arguments)
            said = capsys.readouterr()
            assert code < 2, f"{command}: {said.err}"
            assert fits(text, said.out), f"$ {command}\n{said.out}"
            ran += 1
    assert ran > 10
    # The ids that the page prints are those of its own texts.
    assert set(re.findall(r"d-\w{16}\.1", page)) == set(written.values())
