"""Who takes part: how each program is run, its version, and how many jobs it says there are."""

import importlib.util
import json
import platform
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from measure import Failed

HERE = Path(__file__).resolve().parent
FLOOR, REPORT, VALIDATE = "floor: read only", "jobaudit report", "jobaudit validate"
EVERY_ROW = "jobaudit report, every row"
PYTHON, DUCKDB, JQ, MILLER = "Python script", "DuckDB", "jq", "Miller"
# Those that a report has without being asked.
SECTIONS = ["summary", "failure_rates", "exit_codes", "statuses", "step_timing", "slowest_steps",
            "error_codes", "actions", "still_to_move", "throughput", "timeline", "attention",
            "findings", "files"]


def floor(binaries, path, threads):
    return [binaries["read-floor"], path, "--threads", threads]


def report(binaries, path, threads):
    """What a report for people says, as JSON."""
    sections = [word for section in SECTIONS for word in ("--section", section)]
    return [binaries["jobaudit"], "report", "-f", "json", *sections, "--threads", threads, path]


def every_row(binaries, path, threads):
    """Everything as JSON: a row for each job, step and error too, which is more than was read."""
    words = [binaries["jobaudit"], "report", "-f", "json", "--threads", threads, path]
    return ["sh", "-c", f"exec {shlex.join(map(str, words))} >/dev/null"]


def everybody(binaries, path, threads):
    """The commands by name, for a folder or an NDJSON file; peers that are not installed left out."""
    commands = {
        FLOOR: floor(binaries, path, threads),
        REPORT: report(binaries, path, threads),
        EVERY_ROW: every_row(binaries, path, threads),
        VALIDATE: [binaries["jobaudit"], "validate", "--threads", threads, path],
        PYTHON: [sys.executable, HERE / "admin.py", path],
    }
    # The shell of DuckDB starts faster than Python with its package does.
    if shutil.which("duckdb"):
        sql = f"set threads = {threads}; {query(path)}"
        commands[DUCKDB] = ["duckdb", "-jsonlines", "-c", sql]
    elif importlib.util.find_spec("duckdb"):
        script = HERE / "duckdb_query.py"
        commands[DUCKDB] = [sys.executable, script, query(path), threads]
    if shutil.which("jq"):
        commands[JQ] = reading(path, ["jq", "-nc", "-f", HERE / "jobs.jq"])
    if shutil.which("mlr"):
        kind = "--ijson" if path.is_dir() else "--ijsonl"
        put = ["put", "-q", "-f", HERE / "jobs.mlr"]
        commands[MILLER] = reading(path, ["mlr", kind, "--ojsonl", *put])
    return commands


def missing(commands):
    """The peers that are not installed."""
    return [name for name in (DUCKDB, JQ, MILLER) if name not in commands]


def query(path):
    pattern = path / "**" / "*.json" if path.is_dir() else path
    return (HERE / "jobs.sql").read_text().replace("PATH", str(pattern).replace("'", "''"))


def reading(path, command):
    """A command that reads a file, or from `find` and `cat` what is in the files of a folder."""
    if not path.is_dir():
        return [*command, path]
    words = shlex.join(map(str, command))
    files = f"find {shlex.quote(str(path))} -name '*.json' -print0 | xargs -0 cat"
    return ["bash", "-o", "pipefail", "-c", f"{files} | {words}"]


def check(name, output, archive, steps=None):
    """Fails where a program counted something else than there is; returns its number of steps."""
    if name == FLOOR:
        return expect(name, output.strip(), f"{archive.files} files, {archive.bytes} bytes")
    if name == EVERY_ROW:
        return None
    if name == VALIDATE:
        # "3 warnings in 2 of 40 files", "no findings in 40 files".
        files = re.search(r"([\d,]+) files?$", output.strip())
        return expect(name, int(files[1].replace(",", "")) if files else output, archive.files)
    if name == REPORT:
        sections = json.loads(output)["sections"]
        measures = {row["measure"]: row["value"] for row in sections["summary"]}
        expect(name, measures["jobs"], archive.jobs)
        return sum(row["count"] for row in sections["step_timing"] if row["step"] != "(job)")
    rows = [json.loads(line) for line in output.splitlines()]
    expect(name, sum(row.get("jobs", 0) for row in rows), archive.jobs)
    if steps is not None:
        expect(name, sum(row.get("steps") or 0 for row in rows), steps)
    return None


def expect(name, counted, right):
    if counted != right:
        raise Failed(f"{name} counted {counted}, and it is {right}")


def versions(binaries, commands):
    """The programs that take part, with their versions."""
    told = [version([binaries["jobaudit"], "--version"], "jobaudit"),
            f"Python {platform.python_version()}"]
    if DUCKDB in commands:
        package = [sys.executable, "-c", "import duckdb; print(duckdb.__version__)"]
        shell = ["duckdb", "--version"]
        told.append(version(shell if shutil.which("duckdb") else package, DUCKDB))
    if JQ in commands:
        told.append(version(["jq", "--version"], JQ))
    if MILLER in commands:
        told.append(version(["mlr", "--version"], MILLER))
    return ", ".join(told)


def version(command, name):
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    number = re.search(r"\d+(\.\d+)+", told)
    return f"{name} {number[0] if number else told.strip()}"
