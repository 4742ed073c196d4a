"""The binaries and the archives that are measured: builds them, or takes what is there."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SEED = "7"


class Archive(NamedTuple):
    """Jobs on the disk, as a folder of small files or as one NDJSON file."""

    path: Path
    jobs: int
    files: int
    bytes: int


def build(profile):
    """Builds in a profile of Cargo's; returns the paths of the binaries by their names."""
    command = ["cargo", "build", "--profile", profile, "--locked", "--message-format", "json", "--bin",
               "jobaudit", "--example", "make-archive", "--example", "read-floor"]
    # What the tests have built has all features, and nothing is compiled again.
    command += ["--all-features"] * (profile == "dev")
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = map(json.loads, told.splitlines())
    return {message["target"]["name"]: message["executable"]
            for message in messages if message.get("executable")}


def make(maker, work, jobs, ndjson):
    """An archive in the folder `work`; what an earlier run left there is used again."""
    folder = work / f"{jobs}-{'ndjson' if ndjson else 'files'}"
    if not folder.exists():
        # Under another name until it is whole: a run may be interrupted.
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [maker, unfinished, "--jobs", str(jobs), "--seed", SEED]
        subprocess.run(command + ["--ndjson"] * ndjson, check=True, stderr=subprocess.DEVNULL)
        unfinished.rename(folder)
    if ndjson:
        stream = folder / "jobs.ndjson"
        return Archive(stream, jobs, 1, stream.stat().st_size)
    sizes = [os.path.getsize(os.path.join(parent, name))
             for parent, _, names in os.walk(folder) for name in names]
    return Archive(folder, jobs, len(sizes), sum(sizes))
