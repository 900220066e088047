package dev.affix.prefix.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Adapters;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever else is in the batch or resident, a query is answered as if it were alone. */
class MixedBatchTest {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Reference(Tokens text, String digest, float[] logProbabilities) {}

    @ParameterizedTest
    @CsvSource({"tiny, 300", "minilm, 20"})
    void anAnswerDependsOnItsQueryAlone(String name, int mixes) throws UnknownAdapterException {
        Backbone backbone = Backbones.named(name);
        SplittableRandom random = new SplittableRandom(31);
        Map<String, Adapter> adapters = new LinkedHashMap<>();
        for (int prefix : new int[] {0, 4, 16}) {
            for (int classes : new int[] {1, 2, 7}) {
                adapters.put(prefix + "/" + classes, Adapters.random(backbone, random, prefix, classes));
            }
        }
        // Prefixes of some layers only, and texts whose positions count on from the prefix.
        adapters.put("shallow", Adapters.shaped(backbone, random, 5, 3, 1, 0));
        adapters.put(
                "shifted",
                Adapters.shaped(backbone, random, 3, 2, backbone.config().layers(), 3));
        adapters.put("both", Adapters.shaped(backbone, random, 2, 4, 1, 2));
        List<Reference> references = new ArrayList<>();
        for (String digest : adapters.keySet()) {
            try (PrefixServer alone = new PrefixServer(backbone)) {
                alone.load(digest, Objects.requireNonNull(adapters.get(digest)));
                for (Tokens text : Backbones.texts(backbone, random, 1, 6, 21)) {
                    Answer answer =
                            alone.answer(List.of(new Query(text, digest))).get(0);
                    references.add(new Reference(text, digest, answer.logProbabilities()));
                }
            }
        }
        Set<Reference> answered = new HashSet<>();
        double largest = 0;
        for (int mix = 0; mix < mixes; mix++) {
            List<Reference> rows = pick(references, random, random.nextInt(1, 10));
            try (PrefixServer server = new PrefixServer(backbone)) {
                // Some are resident without being asked, and everything in another order.
                List<String> resident = new ArrayList<>(adapters.keySet());
                Collections.shuffle(resident, new Random(mix));
                resident.removeIf(
                        digest -> random.nextBoolean() && rows.stream().noneMatch(row -> row.digest.equals(digest)));
                resident.forEach(digest -> server.load(digest, Objects.requireNonNull(adapters.get(digest))));

                List<Answer> answers = server.answer(rows.stream()
                        .map(row -> new Query(row.text, row.digest))
                        .toList());

                assertThat(answers).hasSameSizeAs(rows);
                answered.addAll(rows);
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(answers.get(i).digest()).isEqualTo(rows.get(i).digest);
                    largest = Math.max(
                            largest,
                            Backbones.difference(answers.get(i).logProbabilities(), rows.get(i).logProbabilities));
                }
            }
        }
        System.out.printf("%s: mixed batches differ from single rows by %.1e at most%n", name, largest);
        assertThat(largest).isLessThanOrEqualTo(1e-5);
        assertThat(answered.stream().map(Reference::digest)).containsAll(adapters.keySet());
    }

    private static List<Reference> pick(List<Reference> from, SplittableRandom random, int count) {
        List<Reference> picked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            picked.add(from.get(random.nextInt(from.size())));
        }
        return picked;
    }
}
