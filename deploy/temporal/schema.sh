#!/bin/sh
# Brings Temporal's two databases to the schema of this server version; a version that stands there is left in place.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal-password)
export SQL_PASSWORD

bring() {
  tool="temporal-sql-tool --plugin postgres12 --ep postgres --port 5432 --user temporal --db $1"
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

bring temporal temporal
bring temporal_visibility visibility
