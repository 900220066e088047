package dev.affix.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.affix.datasets.LabelledText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DomainStreamTest {
    private static final List<String> DOMAINS = List.of("a", "b", "c");
    private static final int PER_DOMAIN = 100;

    private static DomainStream stream(Drift drift, long seed) {
        List<LabelledText> texts = new ArrayList<>();
        Map<String, String> domainOf = new LinkedHashMap<>();
        for (String domain : List.of("c", "other", "a", "b")) {
            for (int label = 0; label < 4; label++) {
                domainOf.put(domain + label, domain);
                for (int i = 0; i < 60; i++) {
                    texts.add(new LabelledText(domain + label + " text " + i, domain + label));
                }
            }
        }
        return DomainStream.of(texts, domainOf, DOMAINS, drift, PER_DOMAIN, 40, seed);
    }

    @Test
    void anAbruptStreamGoesThroughDomainsOneByOne() {
        List<LabelledText> examples = stream(Drift.ABRUPT, 1).examples();

        for (int t = 0; t < 300; t++) {
            assertThat(examples.get(t).label()).startsWith(DOMAINS.get(t / PER_DOMAIN));
        }
    }

    @Test
    void nothingIsSeenTwiceOrHeldOutAndSeen() {
        for (Drift drift : Drift.values()) {
            DomainStream stream = stream(drift, 5);
            List<LabelledText> all = new ArrayList<>(stream.examples());
            stream.heldOut().forEach(all::addAll);

            assertThat(all).hasSize(300 + 3 * 40).doesNotHaveDuplicates();
        }
    }

    @Test
    void heldOutExamplesAreOfTheirDomainAndHaveAllItsLabels() {
        List<List<LabelledText>> heldOut = stream(Drift.ABRUPT, 1).heldOut();

        for (int d = 0; d < 3; d++) {
            String domain = DOMAINS.get(d);
            assertThat(heldOut.get(d)).allMatch(e -> e.label().startsWith(domain));
            assertThat(heldOut.get(d).stream().map(LabelledText::label).distinct())
                    .hasSize(4);
        }
    }

    /** Averaged over many streams: none of the next domain before the change, half at its middle, only it after. */
    @Test
    void aGradualChangeIsLinear() {
        int repeats = 4000;
        double[] share = new double[200];
        for (int seed = 0; seed < repeats; seed++) {
            int[] domains = Drift.GRADUAL.domains(2, 100, new SplittableRandom(seed));
            IntStream.range(0, 200).forEach(t -> share[t] += (double) domains[t] / repeats);
        }

        for (int t = 0; t < 200; t++) {
            double expected = Math.max(0, Math.min(1, (t + 0.5 - 75) / 50));
            assertThat(share[t]).as("position %d", t).isCloseTo(expected, within(0.04));
        }
    }

    @Test
    void tooSmallADomainIsNamed() {
        Map<String, String> domainOf = Map.of("x", "a", "y", "b");

        assertThatThrownBy(() -> DomainStream.of(
                        List.of(new LabelledText("t", "x")), domainOf, List.of("a", "b"), Drift.ABRUPT, 10, 5, 1))
                .hasMessageContaining("Domain a has 1");
    }
}
