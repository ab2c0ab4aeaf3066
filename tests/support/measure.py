"""Runs a command and writes how it ended to a file: measure.py REPORT PROGRAM ARGUMENT…

The report is its exit status, the seconds of processor time it took, and its peak memory as the system counts it.

It stands between the tests and the command because a process starts with the peak memory of the one it was
started from, and this one is small.
"""

import os
import sys
from pathlib import Path

process = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
seconds = usage.ru_utime + usage.ru_stime
Path(sys.argv[1]).write_text(f"{os.waitstatus_to_exitcode(status)} {seconds} {usage.ru_maxrss}")
