"""Spark itself: whether it can be started here, and the session of one backfill."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsfold.errors import MasterUnreachable, NotEmpty, SparkMissing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import SparkSession

_FIXED = {
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # Tasks here take seconds for each megabyte, so small partitions are not to be made into few.
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
}
_LOCAL = "local"


def is_local(master: str) -> bool:
    """Whether the whole of Spark runs in this process and its children."""
    return master.startswith(_LOCAL)


def check() -> None:
    """Raises SparkMissing where pyspark or Java is not there."""
    missing = [name for name in ("pyspark", "pyarrow", "pandas") if find_spec(name) is None]
    if missing:
        message = f"a backfill needs Spark, an extra that is not installed ({', '.join(missing)}); pip install 'newsfold[spark]'"
        raise SparkMissing(message)
    home = os.environ.get("JAVA_HOME")
    if not (Path(home, "bin", "java").is_file() if home else shutil.which("java")):
        where = f"JAVA_HOME ({home}) has none" if home else "none is on the path, and JAVA_HOME is not set"
        message = f"Spark needs Java 17 or later, and {where}; install it (Debian: openjdk-17-jre-headless), or set JAVA_HOME"
        raise SparkMissing(message)


def start(master: str, given: Mapping[str, str]) -> SparkSession:
    """A session at `master`, with what is `given` of Spark's own configuration.

    Raises SparkMissing where Spark cannot be started, and MasterUnreachable.
    """
    check()
    from py4j.protocol import Py4JError  # noqa: PLC0415 an extra
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    if is_local(master):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("newsfold backfill").master(master)
    for name, value in {**_FIXED, **given}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        session.range(1).count()
    except PySparkException as error:
        message = f"Java does not start Spark: {_first_line(error)}; Spark needs Java 17 or later"
        raise SparkMissing(message) from error
    except (Py4JError, OSError) as error:
        message = f"no Spark answers at {master}: {_first_line(error)}; see whether it runs, and whether this machine may reach it"
        raise MasterUnreachable(message) from error
    return session


def check_empty(spark: SparkSession, folder: str) -> None:
    """Raises NotEmpty unless the folder, on whatever file system Spark knows, has nothing in it or is not there yet."""
    hadoop, files = _place(spark, folder)
    if files.exists(hadoop) and len(files.listStatus(hadoop)):
        message = f"{folder} is not empty; name a folder that is, or that is not there yet"
        raise NotEmpty(message)


def remove(spark: SparkSession, folder: str) -> None:
    """Removes a folder with all that is in it."""
    hadoop, files = _place(spark, folder)
    files.delete(hadoop, True)  # noqa: FBT003 Java's recursive


def _place(spark: SparkSession, folder: str) -> tuple[Any, Any]:
    """The folder as Spark's file systems know it, and the file system that has it: there is no other way to look into all of them."""
    context: Any = spark.sparkContext
    hadoop = context._jvm.org.apache.hadoop.fs.Path(folder)  # noqa: SLF001 as above
    return hadoop, hadoop.getFileSystem(context._jsc.hadoopConfiguration())  # noqa: SLF001


def _first_line(error: Exception) -> str:
    """What went wrong, in Java's own words where it was Java that said so."""
    java = getattr(error, "java_exception", None)
    told = str(java.getMessage() if java is not None else error)
    return next((line.strip() for line in told.splitlines() if line.strip()), type(error).__name__)
