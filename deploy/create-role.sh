#!/bin/sh
# Run once by the PostgreSQL image when it makes its cluster: the service gets a role that is not a superuser and a
# database that it owns.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$NARAHUBUNG_DATABASE_PASSWORD" --username=postgres --dbname=postgres <<'SQL'
CREATE ROLE narahubung LOGIN PASSWORD :'password';
CREATE DATABASE narahubung OWNER narahubung;
SQL
