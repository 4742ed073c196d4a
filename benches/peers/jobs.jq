# Outcomes and mean step times by job name, in one pass and without keeping the jobs: jq -nc -f jobs.jq
def seconds: .[:19] + "Z" | fromdate;

reduce inputs as $job ({};
    .outcomes[$job.name][$job.latestExecutionExitCode // "none"] += 1
    | reduce ($job.jobExecutionStatus[].stepExecutionStatuses[]? | select(.endTime)) as $step (.;
        .steps[$job.name] += 1
        | .seconds[$job.name] += ($step.endTime | seconds) - ($step.startTime | seconds)))
| (.outcomes | to_entries[] | .key as $name | .value | to_entries[]
    | {name: $name, outcome: .key, jobs: .value}),
  (.seconds as $seconds | .steps | to_entries[]
    | {name: .key, steps: .value, mean_s: ($seconds[.key] / .value)})
