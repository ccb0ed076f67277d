"""Processes that end with the one that started them, also when that is killed and can clean up nothing.

`tied.py PID COMMAND...` becomes COMMAND. On Linux it is killed as soon as the thread that started it has ended; PID is the process
that did, which may have ended before this was asked for.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, see prctl(2); it survives execve


def tied(command: list[str]) -> list[str]:
    """The command that is `command`, tied to this process."""
    return [sys.executable, "-ISB", __file__, str(os.getpid()), *command]


def main() -> None:
    """See above."""
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != int(parent):
            return
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
