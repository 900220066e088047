package dev.affix.metrics.topology;

import dev.affix.metrics.join.Released;
import dev.affix.metrics.join.Slot;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Outcomes of one prediction as bytes: version, their number, then experiment and outcome of each. */
final class SlotCodec {
    private static final byte VERSION = 1;

    private SlotCodec() {}

    @SuppressWarnings("NullAway") // Kafka hands null through as null.
    static Serde<Slot> serde() {
        return Serdes.serdeFrom(
                (topic, slot) -> slot == null ? null : write(slot),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    static byte[] write(Slot slot) {
        BinaryOut out = new BinaryOut();
        OutcomeCodec.Writer outcomes = new OutcomeCodec.Writer(out);
        out.putByte(VERSION).putLength(slot.outcomes().size());
        slot.outcomes().forEach((experiment, outcome) -> {
            out.putText(experiment);
            outcomes.write(outcome);
        });
        return out.bytes();
    }

    static Slot read(byte[] bytes) {
        BinaryIn in = new BinaryIn(bytes);
        Doubles.checkVersion(in.getByte(), VERSION, "outcomes");
        OutcomeCodec.Reader reader = new OutcomeCodec.Reader(in);
        Map<String, Released> outcomes = new LinkedHashMap<>();
        for (int left = in.getLength(); left > 0; left--) {
            outcomes.put(in.getText(), reader.read());
        }
        return new Slot(outcomes);
    }
}
