# Archives and files, read by programs and libraries that did not write them: sqlite3, DuckDB, ClickHouse, Polars, hyparquet,
# SheetJS. Postgres is read in make e2e.

.PHONY: readers
readers: build
	test/readers/run.sh bin/aircall
