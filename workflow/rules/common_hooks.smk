# What a person sees while it runs and at its end. Snakemake's own log in .snakemake/log keeps everything.
import time

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

from nqpf.files import read_frame, read_json
from nqpf.run_summary import Ended, failure, summary

STARTED = time.time()
NOISE = (LogEvent.JOB_STARTED, LogEvent.JOB_FINISHED)
FAILED = []


def note_failures(record):
    """Keep rule and log of every failed job, and leave the code out of the list of its inputs."""
    if getattr(record, "event", None) == LogEvent.JOB_ERROR:
        FAILED.append((record.rule_name, next(iter(record.log or []), "")))
        record.input = [
            one for one in record.input or [] if not str(one).startswith("workflow/")
        ]
    return True


def worth_reading(record):
    """Whether a line says more than that Snakemake chooses, starts or ends a job."""
    return (
        getattr(record, "event", None) not in NOISE
        and record.msg != "Select jobs to execute..."
    )


def ended():
    """The finished run as it lies on disk."""
    results = Path("results", STUDY.name)
    return Ended(
        ledger=read_frame(results / "propositions.csv"),
        checks={
            path.stem: read_frame(path)
            for path in sorted((results / "checks").glob("*.csv"))
        },
        facts={
            table: read_json(results / "estimates" / f"{table}.json")
            for table in REGRESSIONS
        },
        pages=[path.name for path in results.iterdir()],
        seconds=time.time() - STARTED,
    )


def say_what_came_out():
    """Print the summary where this run has signed the study's results anew."""
    manifest = Path("results", STUDY.name, "manifest.json")
    if manifest.exists() and manifest.stat().st_mtime >= STARTED:
        logger.info(summary(STUDY, ended(), LANGUAGE))


def say_what_failed():
    """Print the sentence of every failed job and where its log lies."""
    for rule, log in FAILED:
        text = (
            Path(log).read_text(encoding="utf-8") if log and Path(log).exists() else ""
        )
        logger.error(failure(rule, log, text, LANGUAGE))


def let_the_scheduler_sleep():
    """Local runs need no limit of jobs per second, and Snakemake's costs more than the jobs.

    Each look at the ready jobs sets an alarm for another one, and so does each job that ends: after n jobs it
    looks n times a second (9.27.1; github.com/snakemake/snakemake/pull/3744), every time at every input.
    """
    if workflow.local_exec and hasattr(workflow.scheduler, "job_rate_limiter"):
        workflow.scheduler.job_rate_limiter = None


logger.addFilter(note_failures)
for handler in logger.handlers:
    if handler.name == "DefaultStreamHandler":
        handler.addFilter(worth_reading)


onstart:
    let_the_scheduler_sleep()


onsuccess:
    say_what_came_out()


onerror:
    say_what_failed()
