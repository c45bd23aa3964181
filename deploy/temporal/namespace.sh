#!/bin/sh
# Makes the namespace. Closed cases are kept for a hundred years: the server's default would lose them in days.
set -eu

until temporal operator cluster health; do
  sleep 2
done
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 36500d
