import json

import pytest

from barrio import cli
from barrio.core import commands
from barrio.core.commands import BadInput, Command, CommandFailed, Progress


class Plant(Command):
    name = "garden plant"
    help = "Plants a bed."
    example = "barrio garden plant --beds 2"
    needs_django = False
    returns_data = True

    def configure(self, parser):
        parser.add_argument("--beds", type=int, default=1)

    def handle(self, args):
        if args.beds < 1:
            raise BadInput("--beds must be 1 or more")
        if args.beds > 9:
            raise CommandFailed("there is room for nine beds\nonly")
        return {"beds_planted": args.beds}


class Interrupt(Command):
    name = "wait"
    needs_django = False

    def handle(self, args):
        raise KeyboardInterrupt


class Break(Command):
    name = "break"
    needs_django = False

    def handle(self, args):
        raise ZeroDivisionError


@pytest.fixture
def barrio(monkeypatch):
    monkeypatch.setattr(cli, "all_commands", lambda: [Plant(), Interrupt(), Break()])
    return lambda *argv: cli.main(argv)


def test_it_prints_the_answer_for_a_person(barrio, capsys):
    assert barrio("garden", "plant") == 0
    assert capsys.readouterr().out == "beds planted: 1\n"


def test_it_prints_the_answer_for_a_program(barrio, capsys):
    assert barrio("garden", "plant", "--beds", "3", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"beds_planted": 3}


@pytest.mark.parametrize(
    "argv",
    [("garden", "plant", "--beds", "0"), ("garden", "plant", "--beds", "many"), ("grow",), ()],
)
def test_refuses_bad_input_with_one_line_and_exit_code_2(barrio, capsys, argv):
    assert barrio(*argv) == commands.BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("barrio: ")
    assert printed.err.count("\n") == 1


def test_it_tells_a_failure_in_one_line_with_exit_code_1(barrio, capsys):
    assert barrio("garden", "plant", "--beds", "10") == commands.FAILED
    assert capsys.readouterr().err == "barrio: there is room for nine beds only\n"


def test_it_is_quiet_when_interrupted(barrio, capsys):
    assert barrio("wait") == commands.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_it_does_not_swallow_what_it_does_not_know(barrio):
    with pytest.raises(ZeroDivisionError):
        barrio("break")


def test_it_shows_the_example_in_the_help(barrio, capsys):
    with pytest.raises(SystemExit) as ending:
        barrio("garden", "plant", "--help")
    assert ending.value.code == 0
    assert "barrio garden plant --beds 2" in capsys.readouterr().out


@pytest.mark.parametrize("command", cli.all_commands(), ids=lambda command: command.name)
def test_it_finds_commands_that_each_have_a_help_and_an_example(command):
    assert command.help.endswith(".")
    assert command.example.startswith(f"barrio {command.name}")


def test_its_names_are_unique():
    names = [command.name for command in cli.all_commands()]
    assert len(names) == len(set(names))


def test_progress_ends_with_one_line_where_there_is_no_terminal(capsys):
    progress = Progress("Loading")
    for done in range(4):
        progress(done, 3)
    assert capsys.readouterr().err == "Loading [##############################] 3/3\n"


def test_progress_can_be_silent(capsys):
    Progress("Loading", silent=True)(3, 3)
    assert capsys.readouterr().err == ""
