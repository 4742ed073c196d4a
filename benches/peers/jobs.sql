-- Outcomes, steps and their mean time by job name; three columns are declared, so that no time goes
-- into finding out what there is. PATH stands for a file or a pattern.
select name, outcome, count(*) as jobs, sum(len(steps))::bigint as steps,
    sum(list_sum(list_transform(steps, lambda step: epoch(step.endTime - step.startTime))))
        / sum(len(steps)) as mean_s
from (
    select name, latestExecutionExitCode as outcome, list_filter(
        flatten(list_transform(jobExecutionStatus, lambda run: run.stepExecutionStatuses)),
        lambda step: step.endTime is not null) as steps
    from read_json('PATH', format = 'newline_delimited', columns = {
        name: 'VARCHAR',
        latestExecutionExitCode: 'VARCHAR',
        jobExecutionStatus:
            'STRUCT(stepExecutionStatuses STRUCT(startTime TIMESTAMP, endTime TIMESTAMP)[])[]'})
)
group by all;
