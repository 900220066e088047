package dev.affix.metrics.topology;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.metrics.join.Released;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Outcomes of one experiment as bytes, in order: version, their number, each by {@link OutcomeCodec}.
 *
 * <p>A record of before there were batches is the JSON of a single outcome, and is read.
 */
final class OutcomeBatch {
    private static final byte VERSION = 2;
    private static final byte JSON = '{';

    private OutcomeBatch() {}

    static Serde<List<Released>> serde() {
        return Serdes.serdeFrom((topic, batch) -> write(batch), (topic, bytes) -> read(bytes));
    }

    static byte[] write(List<Released> outcomes) {
        BinaryOut out = new BinaryOut();
        out.putByte(VERSION).putLength(outcomes.size());
        outcomes.forEach(new OutcomeCodec.Writer(out)::write);
        return out.bytes();
    }

    static List<Released> read(byte[] bytes) {
        if (bytes[0] == JSON) {
            return List.of(one(bytes));
        }
        BinaryIn in = new BinaryIn(bytes);
        Doubles.checkVersion(in.getByte(), VERSION, "outcomes");
        return in.getList(new OutcomeCodec.Reader(in)::read);
    }

    private static Released one(byte[] json) {
        try {
            return Json.read(json, Released.class);
        } catch (InvalidRecordException e) {
            throw new SerializationException(e.getMessage(), e);
        }
    }
}
