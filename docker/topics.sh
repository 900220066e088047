#!/bin/sh
# Creates the topics of docs/topics.md on the broker given as the first argument; existing ones stay as they are.
set -eu
broker=$1
partitions=${AFFIX_PARTITIONS:-2}

create() { # topic partitions cleanup-policy
  "${KAFKA_TOPICS:-/opt/kafka/bin/kafka-topics.sh}" --bootstrap-server "$broker" --create --if-not-exists \
    --topic "$1" --partitions "$2" --replication-factor 1 --config "cleanup.policy=$3"
}

for name in requests predictions labels scored; do
  create "affix.$name.v1" "$partitions" delete
done
for name in adapters experiments verdicts; do
  create "affix.$name.v1" 1 compact
done
for name in requests predictions labels scored adapters experiments verdicts; do
  create "affix.$name.v1.dlq" 1 delete
done
