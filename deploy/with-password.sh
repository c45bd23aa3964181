#!/bin/sh
# Runs a program of onething with the ledger's password from its secret; the address is in DATABASE_URL, without it.
set -eu
PGPASSWORD=$(cat /run/secrets/ledger-password)
export PGPASSWORD
exec "$@"
