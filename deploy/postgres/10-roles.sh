#!/bin/sh
# Run once by the PostgreSQL image, on an empty volume: the roles of ledger and Temporal, and the ledger's database.
# Neither role is a superuser; Temporal makes its own two databases.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set ledger="$(cat /run/secrets/ledger-password)" --set temporal="$(cat /run/secrets/temporal-password)" <<'SQL'
CREATE ROLE onething LOGIN PASSWORD :'ledger';
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal';
CREATE DATABASE onething OWNER onething;
SQL
