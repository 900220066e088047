package dev.affix.contracts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Valid records of many shapes, from a seed. */
final class RandomRecords {
    private static final String NAME = "abcdefghijklmnopqrstuvwxyz0123456789";
    /** What JSON escapes, one to four bytes of UTF-8, and characters of which some parsers do not expect that they are in texts. */
    private static final List<String> CHARACTERS = List.of(
            "a",
            "Z",
            " ",
            "\"",
            "\\",
            "/",
            "\b",
            "\n",
            "\t",
            "\r",
            "\0",
            "\u001f",
            "\u007f",
            "{",
            "}",
            "[",
            ",",
            ":",
            "é",
            "ß",
            "\u07ff",
            "\u0800",
            "漢",
            "\u2028",
            "\ufeff",
            "\uffff",
            "😀",
            "\ud83d\ude00",
            "𝄞",
            "\u200d");

    private static final float[] FLOATS = {
        0f,
        -0f,
        1f,
        -1f,
        -2.5f,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1e7f,
        1e-3f,
        16777216f
    };
    private static final double[] DOUBLES = {
        0,
        -0.0,
        1,
        0.5,
        1e-3,
        2e-3,
        1e7,
        2.0e-3,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        2.2250738585072014E-308,
        1e-15,
        34.54
    };

    private final RandomGenerator random;

    RandomRecords(RandomGenerator random) {
        this.random = random;
    }

    LabelEvent label() {
        return new LabelEvent(text(InferenceRequest.MAX_ID_LENGTH), text(200), random.nextBoolean() ? null : instant());
    }

    Prediction prediction() {
        return new Prediction(
                text(InferenceRequest.MAX_ID_LENGTH),
                text(300),
                random.nextBoolean() ? null : text(20),
                random.nextBoolean() ? null : attributes(),
                position(),
                digest(),
                some(4, this::answer),
                some(3, () -> new Served(name(), name())),
                instant());
    }

    ScoredExample scored() {
        return new ScoredExample(
                text(InferenceRequest.MAX_ID_LENGTH),
                text(300),
                text(200),
                position(),
                some(4, this::score),
                instant(),
                instant());
    }

    private ArmAnswer answer() {
        if (random.nextInt(4) == 0) {
            return ArmAnswer.ofText(name(), name(), digest(), number(1), said(), cost());
        }
        return new ArmAnswer(name(), name(), digest(), number(1), text(200), some(12, this::logProbability), cost());
    }

    private @Nullable AnswerCost cost() {
        return random.nextBoolean()
                ? null
                : new AnswerCost(
                        number(0), number(0), 1 + random.nextInt(Integer.MAX_VALUE), random.nextInt(Integer.MAX_VALUE));
    }

    private ArmScore score() {
        double logLoss = random.nextInt(4) == 0
                ? DOUBLES[random.nextInt(DOUBLES.length)]
                : Math.abs(finite(Double.longBitsToDouble(random.nextLong())));
        if (random.nextInt(4) == 0) {
            TextScore score = new TextScore(
                    random.nextDouble(), random.nextInt(2), List.of(random.nextInt(9), 1, 0, 0), 9, random.nextInt(9));
            return new ArmScore(name(), name(), digest(), number(1), said(), random.nextBoolean(), null, null, score);
        }
        double brier = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextDouble();
        return new ArmScore(name(), name(), digest(), number(1), text(200), random.nextBoolean(), logLoss, brier);
    }

    /** A generated text. */
    private String said() {
        return random.nextInt(4) == 0 ? "" : text(300);
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 1;
    }

    private Float logProbability() {
        return switch (random.nextInt(4)) {
            case 0 -> FLOATS[random.nextInt(FLOATS.length)];
            case 1 -> {
                float any = Float.intBitsToFloat(random.nextInt());
                yield Float.isFinite(any) ? any : -1f;
            }
            default -> (float) Math.log(random.nextDouble());
        };
    }

    private SourcePosition position() {
        return new SourcePosition((int) Math.min(number(0), Integer.MAX_VALUE), number(0));
    }

    /** Of any size, at least some. */
    private long number(int least) {
        long any = random.nextLong() >>> (1 + random.nextInt(63));
        return random.nextInt(10) == 0 ? least : Math.max(least, random.nextBoolean() ? any : any & Integer.MAX_VALUE);
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>();
        for (int n = random.nextInt(InferenceRequest.MAX_ATTRIBUTES + 1); n > 0; n--) {
            attributes.put(name(), text(InferenceRequest.MAX_ATTRIBUTE_LENGTH));
        }
        return attributes;
    }

    Instant instant() {
        Instant instant = Instant.ofEpochSecond(
                switch (random.nextInt(8)) {
                    case 0 -> random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
                    case 1 -> random.nextLong(-100_000_000_000L, 300_000_000_000L);
                    default -> random.nextLong(1_700_000_000L, 2_000_000_000L);
                });
        return switch (random.nextInt(5)) {
            case 0 -> instant;
            case 1 -> instant.plusNanos(random.nextInt(1_000_000_000));
            case 2 -> instant.plusNanos(1_000L * random.nextInt(1_000_000));
            default -> instant.plusNanos(1_000_000L * random.nextInt(1_000));
        };
    }

    private String name() {
        StringBuilder name = new StringBuilder(pick(NAME));
        for (int n = random.nextInt(random.nextInt(10) == 0 ? Check.NAME_LENGTH : 12); n > 0; n--) {
            name.append(pick(NAME + "._-"));
        }
        return name.toString();
    }

    private String digest() {
        StringBuilder digest = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            digest.append(pick("0123456789abcdef"));
        }
        return digest.toString();
    }

    private String pick(String characters) {
        return characters.substring(0, 0) + characters.charAt(random.nextInt(characters.length()));
    }

    /** A text that is not blank; every second is plain. */
    private String text(int longest) {
        StringBuilder text = new StringBuilder("x");
        boolean plain = random.nextBoolean();
        int length = random.nextInt(random.nextInt(5) == 0 ? longest : Math.min(longest, 16));
        while (text.length() + 1 < length) {
            text.append(plain ? pick(NAME + " ") : CHARACTERS.get(random.nextInt(CHARACTERS.size())));
        }
        return text.toString();
    }

    private <E> List<E> some(int most, Supplier<E> each) {
        List<E> some = new ArrayList<>();
        Stream.generate(each).limit(1 + random.nextInt(most)).forEach(some::add);
        return some;
    }
}
