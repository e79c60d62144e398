#!/usr/bin/env python3
"""A Spark job that pipes a log through `countersign audit`: a process a partition, nothing else.

    spark-submit audit_job.py LOG OUT.parquet --keys keys.csv

LOG is JSON lines (a record a line) or a folder of Parquet with a column `record`. OUT holds a row a
verdict: what happened to it, which consumer, which mistakes, and the verdict as JSON. On a cluster the
program and the keys go along: spark-submit --files countersign,keys.csv --program ./countersign.
"""

import argparse
import json
import subprocess
import tempfile
import threading

import pandas
from pyspark import TaskContext
from pyspark.sql import SparkSession

SCHEMA = "partition int, line long, outcome string, consumer_key string, mistakes array<string>, verdict string"
ROWS = 5000


def judge(command):
    """A function for mapInPandas: the records of a partition in, their verdicts out."""

    def verdicts(batches):
        errors = tempfile.TemporaryFile()
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)

        def feed():
            with process.stdin as out:
                for batch in batches:
                    for record in batch["record"]:
                        out.write(record.replace("\n", " ").encode() + b"\n")

        # It reads and answers at its own pace: who feeds it is not who listens.
        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        partition, rows = TaskContext.get().partitionId(), []
        for line in process.stdout:
            verdict = json.loads(line)
            rows.append(
                (
                    partition,
                    verdict.get("line"),
                    verdict["outcome"],
                    verdict.get("consumer_key"),
                    verdict.get("mistakes", []),
                    line.decode().rstrip(),
                )
            )
            if len(rows) == ROWS:
                yield frame(rows)
                rows = []
        feeder.join()
        # 0, 1 and 3 are outcomes; anything else is a failure, and Spark tries the partition again.
        if process.wait() not in (0, 1, 3):
            errors.seek(0)
            raise RuntimeError(errors.read().decode(errors="replace"))
        yield frame(rows)

    return verdicts


def frame(rows):
    names = ["partition", "line", "outcome", "consumer_key", "mistakes", "verdict"]
    return pandas.DataFrame(rows, columns=names)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("log")
    arguments.add_argument("out")
    arguments.add_argument("--keys", required=True)
    arguments.add_argument("--program", default="countersign")
    arguments.add_argument("--partitions", type=int, help="how many processes; without it, as many as Spark makes")
    arguments.add_argument("--lines", help="write the verdicts as text too, a folder for `audit --merge`")
    options = arguments.parse_args()
    spark = SparkSession.builder.appName("countersign audit").getOrCreate()
    spark.sparkContext.setLogLevel("WARN")
    if options.log.rstrip("/").endswith(".parquet"):
        records = spark.read.parquet(options.log).select("record")
    else:
        records = spark.read.text(options.log).withColumnRenamed("value", "record")
    if options.partitions:
        records = records.repartition(options.partitions)
    # One judge a process: Spark starts a process a core already.
    command = [options.program, "audit", "--keys", options.keys, "--format", "ndjson", "--split", "lines", "--jobs", "1"]
    records.mapInPandas(judge(command), SCHEMA).write.parquet(options.out)
    verdicts = spark.read.parquet(options.out)
    verdicts.groupBy("outcome").count().orderBy("count", ascending=False).show(truncate=False)
    verdicts.filter("outcome = 'explained'").groupBy("consumer_key", "mistakes").count().show(truncate=False)
    if options.lines:
        verdicts.select("verdict").write.text(options.lines)
    spark.stop()


if __name__ == "__main__":
    main()
