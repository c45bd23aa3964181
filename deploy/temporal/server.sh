#!/bin/sh
# Starts the Temporal server with the database password from its secret.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal-password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
