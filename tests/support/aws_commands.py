"""Reads AWS CLI commands, one a line, and prints those that the AWS CLI does not know, with a tab and the reason.

    aws_commands.py < commands

Only commands and options are looked up; nothing is called, and values may be left open. It imports version 1 of the AWS
CLI, the one that is a package of Python.
"""

import shlex
import sys

import awscli.clidriver


def commands_below(command):
    if hasattr(command, "_get_command_table"):
        return command._get_command_table()
    return getattr(command, "subcommand_table", None) or {}


def problem(driver, common, line):
    words = shlex.split(line)[1:]
    command, table = None, driver._get_command_table()
    while table:
        if not words or words[0] not in table:
            return f"no command '{words[0] if words else ''}'"
        command = table[words.pop(0)]
        table = commands_below(command)
    for word in words:
        name = word[2:].split("=")[0]
        if word.startswith("--") and name not in command.arg_table and name not in common:
            return f"no option '--{name}'"
    return None


def main():
    driver = awscli.clidriver.create_clidriver()
    common = set(driver._get_argument_table())
    for line in map(str.strip, sys.stdin):
        found = problem(driver, common, line) if line else None
        if found:
            print(line, found, sep="\t")


main()
