#!/usr/bin/env python3
"""Runs a query in DuckDB's Python package and prints the rows as JSON: duckdb_query.py SQL THREADS"""

import json
import sys

import duckdb

database = duckdb.connect(config={"threads": int(sys.argv[2])})
result = database.execute(sys.argv[1])
names = [column[0] for column in result.description]
for row in result.fetchall():
    print(json.dumps(dict(zip(names, row))))
