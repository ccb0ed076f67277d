"""The clusters of an archive that no single machine holds, made by Apache Spark with the functions of the one-machine path."""
