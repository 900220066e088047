package dev.affix.standalone.demo;

/**
 * Where the processes of a run listen, all on 127.0.0.1. Written to the data directory, so that other programs find them.
 *
 * @param broker Kafka's bootstrap address
 * @param database JDBC URL
 * @param registry base URL
 * @param training base URL
 * @param inference base URL
 * @param metrics base URL; the live page
 */
record Endpoints(String broker, String database, String registry, String training, String inference, String metrics) {}
