/** Labelled texts to stream: WordNet's glosses, or a CSV or JSONL file. Plain Java; knows neither Kafka nor processes. */
@NullMarked
package dev.affix.datasets;

import org.jspecify.annotations.NullMarked;
