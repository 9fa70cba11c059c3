"""The command line: reading it, doing it, saying what came of it."""

from __future__ import annotations

import locale
import os
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

from gridwatch.cli import arguments, commands
from gridwatch.cli.answers import Talk
from gridwatch.district.wording import Language, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["run"]

_OPENED = (".gwreview", ".gwreturn", ".gpkg")


def run(words: Sequence[str]) -> int:
    """Run one command line and return its exit code.

    Parameters
    ----------
    words : sequence of str
        Everything after the program's name.
    """
    words = _spelled_out(words)
    language = _language(words)
    talk = Talk(language)
    parsed = arguments.parser(language).parse_args(words)
    try:
        code = int(parsed.do(parsed, talk))
        sys.stdout.flush()
        return code
    except OfficerError as error:
        talk.message(error.text)
    except KeyboardInterrupt:
        talk.message(Text("已停止，没有写入。", "Stopped; nothing was written."))
    except BrokenPipeError:
        _listen_to_nobody()
    return commands.FAILED


def _listen_to_nobody() -> None:
    """Let what is still to be said go nowhere: its reader, e.g. ``head``, has left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _spelled_out(words: Sequence[str]) -> Sequence[str]:
    """Return the words with ``open`` before a file alone, as a double click gives it.

    Examples
    --------
    >>> _spelled_out(["柳湾镇.gwreview"]), _spelled_out(["info", "a.gpkg"])
    (['open', '柳湾镇.gwreview'], ['info', 'a.gpkg'])
    """
    alone = bool(words) and words[0].lower().endswith(_OPENED)
    return ["open", *words] if alone else words


def _language(words: Sequence[str]) -> Language:
    """Return what ``--lang`` says, else GRIDWATCH_LANG, else the locale."""
    told = [after for word, after in pairwise(words)
            if word == "--lang"]  # fmt: skip
    told += [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    # Python calls a bare "C" locale American English, so the variables are asked.
    named = ("GRIDWATCH_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    system = locale.getlocale()[0] if sys.platform == "win32" else None
    wishes = (*told, *(os.environ.get(name) for name in named), system)
    wish = next((wish for wish in wishes if wish), "zh")
    return Language.EN if wish.lower().startswith("en") else Language.ZH
