package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is read directly is what data binding reads; all else is left to it. */
class DirectReaderTest {
    private static final int CASES = 20_000;

    /** What reading came to: the record, or what was said of it. */
    private record Outcome(@Nullable Object value, String error) {
        static Outcome of(Reading reading) {
            try {
                return new Outcome(reading.read(), "");
            } catch (InvalidRecordException e) {
                return new Outcome(null, e.reason() + " " + e.field() + " " + e.getMessage());
            } catch (RuntimeException e) {
                return new Outcome(null, e.toString());
            }
        }
    }

    private interface Reading {
        Object read() throws InvalidRecordException;
    }

    @Test
    void plainRecordsAreReadDirectlyAndEqualWhatWasWritten() {
        RandomRecords records = new RandomRecords(new Random(1));
        int direct = 0;
        for (int i = 0; i < CASES; i++) {
            Prediction prediction = records.prediction();
            LabelEvent label = records.label();
            direct += read(prediction) + read(label);
        }
        // All but instants of far years.
        assertThat(direct).isGreaterThan(CASES * 3 / 2);
    }

    private static int read(Object written) {
        byte[] bytes = Json.write(written);
        Object direct = DirectReader.read(bytes, written.getClass());
        assertThat(Outcome.of(() -> Json.read(bytes, written.getClass()))).isEqualTo(new Outcome(written, ""));
        return direct == null ? 0 : 1;
    }

    @Test
    void whateverTheBytesTheOutcomeIsThatOfDataBinding() {
        Random random = new Random(2);
        RandomRecords records = new RandomRecords(random);
        Mutations mutations = new Mutations(random);
        int direct = 0;
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            boolean label = i % 2 == 0;
            Class<?> type = label ? LabelEvent.class : Prediction.class;
            byte[] bytes = mutations.mutate(Json.write(label ? records.label() : records.prediction()));
            Outcome bound = Outcome.of(() -> Json.bind(bytes, type));
            assertThat(Outcome.of(() -> Json.read(bytes, type)))
                    .as(() -> "case: " + new String(bytes, StandardCharsets.UTF_8))
                    .isEqualTo(bound);
            direct += DirectReader.read(bytes, type) == null ? 0 : 1;
            refused += bound.value == null ? 1 : 0;
        }
        // Of both there are many, or this would show little.
        assertThat(direct).isGreaterThan(CASES / 10);
        assertThat(refused).isGreaterThan(CASES / 10);
    }

    @Test
    void numbersAreRoundedOnceAsByDataBinding() throws InvalidRecordException {
        Random random = new Random(3);
        String written = new String(Json.write(new RandomRecords(random).prediction()), StandardCharsets.UTF_8);
        for (int i = 0; i < 500; i++) {
            List<String> numbers = new ArrayList<>();
            for (int k = 0; k < 100; k++) {
                numbers.add(number(random));
            }
            byte[] bytes = written.replaceFirst(
                            "\"logProbabilities\":\\[[^]]*]",
                            numbers.stream().collect(Collectors.joining(",", "\"logProbabilities\":[", "]")))
                    .getBytes(StandardCharsets.UTF_8);
            Prediction direct = Objects.requireNonNull(DirectReader.read(bytes, Prediction.class));
            assertThat(direct).isEqualTo(Json.bind(bytes, Prediction.class));
            for (int k = 0; k < numbers.size(); k++) {
                assertThat(direct.answers().get(0).logProbabilities().get(k)).isEqualTo(Float.valueOf(numbers.get(k)));
            }
        }
    }

    /** As it is written, or close to the middle between two floats, which a double may hide. */
    private static String number(Random random) {
        float any = Float.intBitsToFloat(random.nextInt());
        float value = Float.isFinite(any) && Math.abs(any) < Float.MAX_VALUE ? any : 1f;
        double middle = ((double) value + (double) Math.nextUp(value)) / 2;
        String number = switch (random.nextInt(6)) {
            case 0 -> Double.toString(middle);
            case 1 -> new BigDecimal(middle).toPlainString();
            case 2 -> new BigDecimal(middle).add(new BigDecimal("1e-60")).toString();
            case 3 -> new BigDecimal(middle).subtract(new BigDecimal("1e-60")).toString();
            case 4 -> Double.toString(random.nextGaussian() * 20);
            default -> Float.toString(value);
        };
        return number.matches("-?[0-9]+") ? number + ".0" : number;
    }

    @Test
    void aRepeatedFieldIsNotReadDirectly() {
        String label = "{\"requestId\":\"r\",\"label\":\"l\",\"label\":\"l\"}";
        assertThat(DirectReader.read(label.getBytes(StandardCharsets.UTF_8), LabelEvent.class))
                .isNull();
    }

    @Test
    void clientsMayWriteTheFieldsOfALabelInAnyOrder() {
        String label = "{ \"labelledAt\": \"2026-11-23T15:00:00Z\", \"label\": \"l\", \"requestId\": \"r\" }\n";
        assertThat(DirectReader.read(label.getBytes(StandardCharsets.UTF_8), LabelEvent.class))
                .isNotNull();
    }
}
