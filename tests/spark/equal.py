"""Whether an engine writes the reports that the program writes: `audit()` on generated archives, scattered so that
nothing that belongs together lies together.

    equal.py --engine sail|spark --binary JOBAUDIT --make MAKE-ARCHIVE [--archives 30] [--samples samples]

On Sail it starts a server of its own; on Spark, a session on two threads of this machine. It says how long it took, and
ends with 1 at the first report that is another one.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "python"
sys.path.insert(0, str(PACKAGE))
# Workers import it too, with this Python and not the first one on the PATH.
os.environ["PYTHONPATH"] = os.pathsep.join([str(PACKAGE), os.environ.get("PYTHONPATH", "")])
os.environ["PYSPARK_PYTHON"] = sys.executable

import jobaudit_spark  # noqa: E402


@contextmanager
def session(engine):
    from pyspark.sql import SparkSession

    if engine == "sail":
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer("127.0.0.1", 0)
        server.start()
        yield SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
        return
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.memory": "1g",
                "spark.log.level": "ERROR"}
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    yield spark
    spark.stop()


def generate(folder, number, make, samples):
    """An archive of its own: jobs in files or in a stream, some of them polled, some saved twice, some files of others."""
    command = [make, folder, "--jobs", "40", "--seed", str(number + 1), "--unsaved", str(number % 4 * 100)]
    subprocess.run(command + ["--ndjson"] * (number % 3 == 2), check=True, stderr=subprocess.DEVNULL)
    jobs = sorted(path for path in folder.rglob("*.json"))
    for nth, path in enumerate(jobs):
        older = folder / "polled" / f"{nth}.json"
        older.parent.mkdir(exist_ok=True)
        job = json.loads(path.read_bytes())
        if nth % 5 == 0 and "jobExecutionStatus" in job:
            for run in job["jobExecutionStatus"]:
                run["lastUpdated"] = "2020-01-01T00:00:00.000Z"
                for step in run.get("stepExecutionStatuses", []):
                    step["lastUpdated"] = "2020-01-01T00:00:00.000Z"
            job["latestExecutionStatus"] = "STARTED"
            job["latestExecutionExitCode"] = "UNKNOWN"
            older.write_text(json.dumps(job))
        elif nth % 5 == 1:
            shutil.copy(path, older)
        elif nth % 5 == 2:
            # Of the same moment, and it contradicts the other one.
            job["latestExecutionStatus"] = "ABANDONED"
            older.write_text(json.dumps(job))
    tables = sorted(path for path in folder.rglob("*.csv"))
    for nth, path in enumerate(tables):
        if nth % 3 == 0:
            shutil.copy(path, path.with_name(f"{path.stem} (1).csv"))
        elif nth % 3 == 1:
            path.rename(folder / f"table-{nth}.csv")
    (folder / "cut.json").write_bytes(jobs[0].read_bytes()[:300] if jobs else b"{")
    (folder / "empty.json").write_bytes(b"")
    if number % 6 == 0:
        shutil.copytree(samples, folder / "samples")


def scattered(objects, tasks):
    """What stands side by side goes to different tasks."""
    return [part for part in (objects[nth::tasks] for nth in range(tasks)) if part]


def said(text):
    report = json.loads(text)
    for member in ("inputs", "command"):
        report.pop(member, None)
    return json.dumps(report)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=["sail", "spark"], required=True)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--make", type=Path, required=True)
    parser.add_argument("--archives", type=int, default=30)
    parser.add_argument("--samples", type=Path, default=Path("samples"))
    args = parser.parse_args()
    binary = str(args.binary.resolve())
    jobaudit_spark._parts = scattered
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as work, session(args.engine) as spark:
        for number in range(args.archives):
            folder = Path(work, f"archive-{number}")
            generate(folder, number, args.make.resolve(), args.samples)
            # What a signed address opens is a matter of now, and now is later for one of the two.
            moment = ["--as-of", "2026-06-01"]
            own = subprocess.run([binary, "report", folder, "-f", "json", *moment], stdout=subprocess.PIPE)
            report = Path(work, f"report-{number}.json")
            asked = ["-q", "-o", report, *moment]
            code = jobaudit_spark.audit(spark, str(folder), f"{work}/facts-{number}", asked, export_args=moment,
                                        tasks=8, shards=1 + number % 4, binary=binary)
            if code != own.returncode or said(report.read_text()) != said(own.stdout):
                sys.exit(f"archive {number}: the report is another one (exit codes {code} and {own.returncode})")
        refuse_what_fails(spark, work, folder)
    print(f"{args.archives} archives, the same reports on {args.engine}, in {time.monotonic() - begun:.0f} s")


def refuse_what_fails(spark, work, folder):
    """A program that fails makes the job fail, with what it said last."""
    try:
        jobaudit_spark.audit(spark, str(folder), f"{work}/none", export_args=["--ignore", "no-such-rule"],
                             binary=shutil.which("jobaudit") or sys.argv[sys.argv.index("--binary") + 1])
    except Exception as error:  # Each engine wraps it in another one.
        if "no-such-rule" in str(error):
            return
        raise
    sys.exit("a program that failed was not noticed")


if __name__ == "__main__":
    try:
        main()
    except SystemExit as end:
        print(end, file=sys.stderr)
        sys.stderr.flush()
        os._exit(1)
    # The server of Sail may wait for its sessions for ever.
    sys.stdout.flush()
    os._exit(0)
