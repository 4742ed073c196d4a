#!/usr/bin/env python3
"""The script that an administrator would write: outcomes and mean step times by job name.

    admin.py PATH

A folder's *.json files hold a job each, an NDJSON file a job a line. Printed are JSON rows.
"""

import json
import sys
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path


def jobs(path):
    if path.is_dir():
        for file in path.rglob("*.json"):
            with open(file, encoding="utf-8") as text:
                yield json.load(text)
    else:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def seconds(step):
    start, end = (datetime.fromisoformat(step[key][:-1]) for key in ("startTime", "endTime"))
    return (end - start).total_seconds()


outcomes = Counter()
durations = defaultdict(list)
for job in jobs(Path(sys.argv[1])):
    outcomes[job["name"], job.get("latestExecutionExitCode")] += 1
    for execution in job["jobExecutionStatus"]:
        for step in execution.get("stepExecutionStatuses", []):
            if "endTime" in step:
                durations[job["name"]].append(seconds(step))

for (name, outcome), count in outcomes.items():
    print(json.dumps({"name": name, "outcome": outcome, "jobs": count}))
for name, times in durations.items():
    print(json.dumps({"name": name, "steps": len(times), "mean_s": sum(times) / len(times)}))
