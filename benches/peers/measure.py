"""Runs programs and measures them: time, peak memory, and several of them in turn.

Ratios are taken within a round, where the programs ran one right after another, and then the median
of them: a machine that is slow for a minute is slow for all of them.
"""

import ctypes
import fcntl
import os
import pty
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from typing import NamedTuple

PR_SET_CHILD_SUBREAPER = 36


class Sample(NamedTuple):
    """One run of one program: how long it took, what processors did for it, and what it said."""

    seconds: float
    processor: float
    output: str


class Failed(Exception):
    """A program that did not work, or that counted something else."""


def run(command, stderr=None):
    """Runs a command to its end, standard output into a file; `stderr` is a file descriptor."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out,
                                 stderr=err if stderr is None else stderr)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode != 0:
            said = err.read().strip()
            raise Failed(f"{' '.join(map(str, command))}: exit code {child.returncode}\n{said}")
        return Sample(seconds, usage.ru_utime + usage.ru_stime, out.read())


def peak(command):
    """Peak memory of a command's largest process, in bytes; None where the system is not Linux.

    Linux counts the memory of whoever starts a program as the program's own, and Python's would be
    more than many need. So a shell starts it, ends, and leaves the child to this process. The child
    begins when it is told to, lest the shell sees it end.
    """
    if sys.platform != "linux":
        run(command)
        return None
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    script = 'exec 3<&0; { read -r go; exec "$@" >/dev/null; } <&3 & echo $!'
    shell = subprocess.Popen(["sh", "-c", script, "sh", *command], text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child = int(shell.stdout.readline())
    shell.wait()
    shell.stdin.write("go\n")
    shell.stdin.close()
    _, status, usage = os.wait4(child, 0)
    shell.stdout.close()
    if status != 0:
        raise Failed(f"{' '.join(map(str, command))}: it failed")
    return usage.ru_maxrss * 1024


def on_terminal(command):
    """Runs a command with standard error on a terminal; the sample, and how much was drawn there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    drawn = 0

    def watch():
        nonlocal drawn
        try:
            while read := os.read(ours, 1 << 16):
                drawn += len(read)
        except OSError:
            pass  # The last one has closed it: Linux calls that an error.

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        sample = run(command, theirs)
    finally:
        os.close(theirs)
        watcher.join()
        os.close(ours)
    return sample, drawn


def rounds(programs, number, runner=run):
    """Runs each of some named commands in turn, `number` times; returns their samples by name."""
    samples = {name: [] for name in programs}
    for _ in range(number):
        for name, command in programs.items():
            samples[name].append(runner(command))
    return samples


def seconds(samples):
    return statistics.median(sample.seconds for sample in samples)


def processor(samples):
    """What processors did for a program and its children: the same on a machine that is busy."""
    return statistics.median(sample.processor for sample in samples)


def slowest(samples):
    return max(sample.seconds for sample in samples)


def ratio(samples, others):
    """How many times as long as others: the median of the ratios within the rounds."""
    pairs = zip(samples, others)
    return statistics.median(one.seconds / other.seconds for one, other in pairs)
