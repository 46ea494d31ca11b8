"""Write docs/cli.md: every command with its help, as the command line prints it.

    python docs/cli.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from attribution.cli import main

PAGE = Path(__file__).parent / "cli.md"
HEAD = """# The command line

Every command with its options, as `--help` prints it (this page is made by `python docs/cli.py`).
Options that a project always wants stand in `attribution.toml` ([golden.md](golden.md)).

## Completion

The shell completes commands, options and their values once it is told to:

```sh
echo 'eval "$(_ATTRIBUTION_COMPLETE=bash_source attribution)"' >> ~/.bashrc
echo 'eval "$(_ATTRIBUTION_COMPLETE=zsh_source attribution)"' >> ~/.zshrc
_ATTRIBUTION_COMPLETE=fish_source attribution > ~/.config/fish/completions/attribution.fish
```
"""


def commands(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """A command and those below it, each with its help at 100 columns."""
    with click.Context(command, info_name=name, parent=parent, **command.context_settings) as context:
        context.terminal_width = 100
        yield context.command_path, command.get_help(context)
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                yield from commands(command.get_command(context, below), below, context)


def page() -> str:
    parts = [f"## {path}\n\n```\n{text}\n```\n" for path, text in commands(main, "attribution")]
    return "\n".join([HEAD, *parts])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
