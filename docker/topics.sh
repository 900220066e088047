#!/bin/sh
# Creates the topics of docs/topics.md on the broker given as the first argument; existing ones stay as they are.
set -eu
broker=$1
partitions=${AFFIX_PARTITIONS:-2}

create() { # topic partitions cleanup-policy [--config name=value]...
  topic=$1 count=$2 cleanup=$3
  shift 3
  "${KAFKA_TOPICS:-/opt/kafka/bin/kafka-topics.sh}" --bootstrap-server "$broker" --create --if-not-exists \
    --topic "$topic" --partitions "$count" --replication-factor 1 --config "cleanup.policy=$cleanup" "$@"
}

for name in requests predictions labels scored; do
  create "affix.$name.v1" "$partitions" delete
done
for name in adapters experiments verdicts; do
  create "affix.$name.v1" 1 compact
done
create affix.replicas.v1 1 delete --config retention.ms=600000 --config segment.ms=300000
for name in requests predictions labels scored adapters experiments verdicts replicas; do
  create "affix.$name.v1.dlq" 1 delete
done
