"""Validates a folder with Apache Spark: each partition is one part of the list of files (validate --shard)."""

import os
import sys

from pyspark import SparkContext

script, count = sys.argv[1], int(sys.argv[2])
context = SparkContext(appName="validate")
shards = [f"{index}/{count}" for index in range(1, count + 1)]
# Spark gives the script no environment of its own.
names = ("PATH", "DATA", "PARTS", "BCDA_CONFORMANCE")
env = {name: os.environ[name] for name in names if name in os.environ}
# A part with findings ends 1, and is done all the same: the script says how each part ended.
ended = context.parallelize(shards, count).pipe(f"/bin/sh {script}", env, checkCode=True).collect()
context.stop()
print("\n".join(ended))
sys.exit(0 if all(line.endswith((" 0", " 1")) for line in ended) and len(ended) == count else 2)
