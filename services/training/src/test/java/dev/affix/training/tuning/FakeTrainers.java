package dev.affix.training.tuning;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.ScoredExample;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.StepReport;
import dev.affix.training.Samples;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Trainers whose only parameter is a hash of the batches they took, in order. An arm whose seed is {@link #DIVERGING}
 * loses its loss at its third step.
 */
public final class FakeTrainers implements ArmTrainers {
    public static final long DIVERGING = 666;

    @Override
    public String backboneDigest() {
        return Samples.DIGEST;
    }

    @Override
    public String settings() {
        return "fake";
    }

    @Override
    public void check(Experiment experiment) {}

    @Override
    public ArmTrainer create(Experiment experiment, Arm arm) {
        return new Fake(arm.hyperparameters().seed(), 1, 0);
    }

    @Override
    public ArmTrainer restore(byte[] state) {
        ByteBuffer bytes = ByteBuffer.wrap(state);
        return new Fake(bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    @Override
    public Optional<Example> example(Experiment experiment, ScoredExample record) {
        return Optional.of(new Example(new Tokens(record.text().hashCode()), 0));
    }

    private static final class Fake implements ArmTrainer {
        private final long seed;
        private long hash;
        private long steps;

        Fake(long seed, long hash, long steps) {
            this.seed = seed;
            this.hash = hash;
            this.steps = steps;
        }

        @Override
        public StepReport step(List<Example> batch) {
            steps++;
            for (Example example : batch) {
                hash = hash * 1_000_003 + example.hashCode();
            }
            hash = hash * 31 + batch.size();
            return new StepReport(seed == DIVERGING && steps == 3 ? Double.NaN : 1.0 / steps, 0.5, false);
        }

        @Override
        public AdapterFile adapter() {
            long value = hash ^ seed;
            // All 64 bits, within what an adapter may hold.
            float[] weight = {part(value, 0), part(value, 16), part(value, 32)};
            float[] bias = {part(value, 48), 0, 0};
            return AdapterFile.of(new Adapter(Samples.DIGEST, 0, 1, 1, 1, Samples.LABELS, new float[0], weight, bias));
        }

        private static float part(long value, int shift) {
            return ((value >> shift) & 0xffff) / 8f;
        }

        @Override
        public byte[] state() {
            return ByteBuffer.allocate(24)
                    .putLong(seed)
                    .putLong(hash)
                    .putLong(steps)
                    .array();
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
