"""The ``mop`` program, run as its user would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.cli import mop
from adapters.terminal import LONGEST_MESSAGE
from tests.adapters.test_list_commands import LISTS, ROWS
from tests.conftest import SMALL
from tests.images.pictures import qr_code, saved

BAD = "https://gossip.example/x"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Return a runner whose environment holds the small catalogue and a data folder of its own."""
    for name in [name for name in os.environ if name.startswith("MOP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MOP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MOP_SOURCES", str(SMALL))
    return CliRunner()


def _check(run: CliRunner, *arguments: str, text: str | None = None) -> Result:
    return run.invoke(mop, ["check", "--no-fetch", *arguments], input=text)


def test_check_prints_the_answer_as_plain_text(run: CliRunner) -> None:
    """In a pipe an answer is plain text with every address written out."""
    result = _check(run, BAD)
    assert result.output == (
        "The Gossip: not a source to rely on, according to The Editors.\n"
        "- The Editors: “bad” (2023) (https://editors.example/gossip)\n"
        "- The Gossip: a tabloid (https://gossip.example/about)\n"
        "I have not opened the page, so this is only about the source.\n"
    )


def test_check_reads_standard_input(run: CliRunner) -> None:
    """Without TEXT the message is what comes in."""
    assert _check(run, text=f"look at this\n{BAD}\n").output.startswith("The Gossip")


def test_check_of_an_input_without_an_end_says_so(run: CliRunner) -> None:
    """No more is read than anybody could have written."""
    result = _check(run, text="x" * (LONGEST_MESSAGE + 1))
    assert result.exit_code == 2
    assert "at most 1,000,000 characters" in result.output


def test_check_without_a_message_says_so(run: CliRunner) -> None:
    """An empty message is told in the words of whoever ran it."""
    result = _check(run, text=" \n")
    assert result.exit_code == 2
    assert "There is no message" in result.output


def test_check_as_json_holds_everything(run: CliRunner) -> None:
    """The JSON report has a version, the evidence, the decision and the reply."""
    report = json.loads(_check(run, "--json", BAD).output)
    assert report["version"] == 1
    assert report["outcome"] == "UNRELIABLE_SOURCE"
    assert report["verdicts"][0]["ratings"][0]["rating"] == "bad"
    assert report["verdicts"][0]["gaps"] == [{"step": "fetch", "reason": "not_fetched", "detail": ""}]
    assert (report["speak"], report["reason"]) == (True, "direct")
    assert report["reply"]["headline"].startswith("The Gossip")


@pytest.mark.parametrize(("text", "reason"), [(BAD, "warning"), ("https://courier.example/", "nothing_worth_saying")])
def test_check_as_a_group_says_why_it_stays_silent(run: CliRunner, text: str, reason: str) -> None:
    """In a group Mop is quiet, and says why when asked for the report."""
    assert json.loads(_check(run, "--as", "group", "--json", text).output)["reason"] == reason


def test_check_as_a_group_prints_nothing_when_silent(run: CliRunner) -> None:
    """Silence is silence; the reason goes to standard error."""
    result = _check(run, "--as", "group", "https://courier.example/")
    assert result.stdout == ""
    assert "(silent: nothing worth saying)" in result.stderr


def test_check_lines_keeps_the_order(run: CliRunner) -> None:
    """Every line is a message and becomes one JSON object, in order, empty lines too."""
    lines = [f"https://gossip.example/{number}" for number in range(20)]
    lines[3] = ""
    result = _check(run, "--lines", text="\n".join(lines) + "\n")
    reports = [json.loads(line) for line in result.output.splitlines()]
    urls = [report["verdicts"][0]["link"] and report["verdicts"][0]["link"]["url"] for report in reports]
    assert urls == [line or None for line in lines]


def test_check_lines_survives_bytes_that_are_no_text(run: CliRunner) -> None:
    """A line in another encoding is a message like any other."""
    result = run.invoke(mop, ["check", "--no-fetch", "--lines"], input=b"caf\xe9 https://gossip.example/x\n")
    assert json.loads(result.output)["outcome"] == "UNRELIABLE_SOURCE"


def test_links_lists_what_is_found(run: CliRunner) -> None:
    """Each line becomes a JSON list of its links, unwrapped and cleaned."""
    result = run.invoke(
        mop,
        ["links"],
        input="see https://wrap.example/go?u=https%3A%2F%2Fcourier.example%2Fa%3Futm_source%3Dx\nnone\n",
    )
    first, second = [json.loads(line) for line in result.output.splitlines()]
    assert [link["url"] for link in first] == ["https://courier.example/a"]
    assert [step["kind"] for step in first[0]["steps"]][-1] == "tracking_removed"
    assert first[0]["registrable_domain"] == "courier.example"
    assert second == []


def test_faults_in_the_environment_are_told_at_once(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wrong setting is named with how to mend it, and nothing is checked."""
    monkeypatch.setenv("MOP_LOCALE", "tlh")
    monkeypatch.setenv("MOP_CHECK_DEADLINE_SECONDS", "soon")
    result = _check(run, BAD)
    assert result.exit_code == 2
    assert "MOP_LOCALE: there are no sentences in 'tlh'" in result.stderr
    assert "MOP_CHECK_DEADLINE_SECONDS: 'soon' is no number" in result.stderr


def test_answers_in_the_operators_language(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """MOP_LOCALE chooses the language."""
    monkeypatch.setenv("MOP_LOCALE", "es")
    assert _check(run, BAD).output.startswith("The Gossip: no es una fuente en la que confiar")


def test_doctor_finds_nothing_to_mend(run: CliRunner) -> None:
    """A whole installation is told as such, with what each optional part would need."""
    result = run.invoke(mop, ["doctor"])
    assert "sources.yaml: 7 sources, 1 patterns, 1 topics, 1 platforms" in result.output
    assert "pip install '.[semantic]'" in result.output or "found by meaning" in result.output
    assert result.output.endswith("Nothing to mend.\n")
    assert result.exit_code == 0


def test_doctor_tells_every_fault_with_its_line(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken sources.yaml and a misspelt variable are told together."""
    broken = tmp_path / "sources.yaml"
    broken.write_text(SMALL.read_text("utf-8").replace("kind: satire", "kind: funny"), "utf-8")
    monkeypatch.setenv("MOP_SOURCES", str(broken))
    monkeypatch.setenv("MOP_LOCAL", "en")
    result = run.invoke(mop, ["doctor"])
    line = next(number for number, text in enumerate(broken.read_text("utf-8").splitlines(), 1) if "funny" in text)
    assert f"sources.yaml:{line}" in result.output
    assert "MOP_LOCAL: is no setting of Mop" in result.output
    assert result.exit_code == 1


def test_the_program_itself_runs(run: CliRunner) -> None:
    """Installed, the program answers as a process of its own."""
    command = [sys.executable, "-c", "from adapters.cli import main; main()", "check", "--no-fetch", BAD]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.startswith("The Gossip: not a source to rely on")


def test_the_program_tells_faults_without_a_traceback(run: CliRunner, tmp_path: Path) -> None:
    """A file that is not there is one line on standard error."""
    command = [sys.executable, "-c", "from adapters.cli import main; main()", "check", "x"]
    environment = {**os.environ, "MOP_SOURCES": str(tmp_path / "none.yaml")}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert result.returncode == 2
    assert result.stderr.startswith("mop: MOP_SOURCES: there is no file")
    assert "Traceback" not in result.stderr


def test_lists_from_the_command_line(run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list command is reachable, and a wrong name is told in a line."""
    sources = tmp_path / "sources.yaml"
    sources.write_text(SMALL.read_text("utf-8") + LISTS.format(url="http://127.0.0.1:1/list.csv"), "utf-8")
    rows = tmp_path / "rows.csv"
    rows.write_text(ROWS, "utf-8")
    monkeypatch.setenv("MOP_SOURCES", str(sources))
    assert run.invoke(mop, ["lists"]).output.startswith("small-list: not at hand yet")
    assert run.invoke(mop, ["lists", "import", "small-list", str(rows)]).output == "small-list: 30 rows, 30 hosts\n"
    assert "bad1.example: The Editors" in run.invoke(mop, ["lists", "explain", "bad1.example"]).output
    assert "is no list" in str(run.invoke(mop, ["lists", "import", "other", str(rows)]).exception)
    updated = run.invoke(mop, ["lists", "update", "small-list"])
    assert updated.exit_code == 1
    assert "small-list: unreachable" in updated.output


def test_doctor_asks_every_cited_page(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --links every page that is cited is asked; one that cannot be reached is told and kept."""
    monkeypatch.setenv("MOP_RESOLVE", "*=127.0.0.1:1")
    result = run.invoke(mop, ["doctor", "--links"])
    assert "cited pages: asking" in result.output
    assert "cited page: https://moon.example/rocks: refused_address" in result.output
    assert "cited pages: 0 gone" in result.output
    assert result.exit_code == 0


def test_doctor_asks_nobody_while_there_are_faults(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration with faults is mended first."""
    monkeypatch.setenv("MOP_LOCALE", "tlh")
    assert "cited pages: not asked" in run.invoke(mop, ["doctor", "--links"]).output


def test_chat_from_the_command_line(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The conversation is a command like any other."""
    monkeypatch.setenv("MOP_CHECK_DEADLINE_SECONDS", "0.2")
    result = run.invoke(mop, ["chat"], input="moon made of cheese\n\n")
    assert result.stdout.startswith("Going round since 1999")


def test_check_reads_pictures(run: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A picture is a message of its own, or one with words; what its code leads to is looked up."""
    monkeypatch.setenv("MOP_READ_IMAGES", "on")
    monkeypatch.setenv("MOP_CHECK_DEADLINE_SECONDS", "100")
    path = tmp_path / "code.png"
    path.write_bytes(saved(qr_code(BAD)))
    result = _check(run, "--image", str(path), "--image", str(path))
    assert result.stdout.startswith("The Gossip: not a source to rely on, according to The Editors.\n")
    found = json.loads(
        _check(run, "--json", "--image", str(path), "the", "moon", "is", "made", "of", "cheese").stdout
    )
    assert [verdict["outcome"] for verdict in found["verdicts"]] == ["UNRELIABLE_SOURCE", "KNOWN_PATTERN"]
    assert found["verdicts"][0]["link"]["steps"] == [{"kind": "qr_code", "url": BAD}]


def test_check_with_a_picture_that_is_not_there(run: CliRunner, tmp_path: Path) -> None:
    """A path that is mistyped is told before anything is done."""
    result = _check(run, "--image", str(tmp_path / "none.png"))
    assert (result.exit_code, "does not exist" in result.output) == (2, True)
