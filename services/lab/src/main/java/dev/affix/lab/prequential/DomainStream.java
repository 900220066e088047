package dev.affix.lab.prequential;

import dev.affix.datasets.LabelledText;
import dev.affix.lab.study.StratifiedOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A stream through domains one after the other, and held-out examples of each; no example is in both.
 *
 * @param examples in the order of the stream
 * @param heldOut per domain, in the order of the stream
 */
record DomainStream(List<LabelledText> examples, List<List<LabelledText>> heldOut) {
    /**
     * Draws a stream. The order of the domains is given; which examples, and their order within a domain, depend on the seed.
     *
     * @param texts all there are
     * @param domainOf domain by label; labels of no domain are left out
     * @param domains domains to go through
     * @param perDomain examples per domain; the stream has domains × perDomain
     * @param held held-out examples per domain
     * @throws IllegalArgumentException if a domain has too few
     */
    static DomainStream of(
            List<LabelledText> texts,
            Map<String, String> domainOf,
            List<String> domains,
            Drift drift,
            int perDomain,
            int held,
            long seed) {
        // Around a change more examples of a domain than perDomain may be drawn.
        int supply = perDomain + Drift.GRADUAL.window(perDomain);
        Map<String, List<LabelledText>> byDomain = new LinkedHashMap<>();
        domains.forEach(domain -> byDomain.put(domain, new ArrayList<>()));
        for (LabelledText text : StratifiedOrder.distinct(texts)) {
            List<LabelledText> own = byDomain.get(domainOf.getOrDefault(text.label(), ""));
            if (own != null) {
                own.add(text);
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<List<LabelledText>> heldOut = new ArrayList<>();
        List<List<LabelledText>> queues = new ArrayList<>();
        byDomain.forEach((domain, own) -> {
            if (own.size() < held + supply) {
                throw new IllegalArgumentException("Domain " + domain + " has " + own.size()
                        + " different texts; --held-out and one and a half times --per-domain ask for "
                        + (held + supply));
            }
            List<LabelledText> order = StratifiedOrder.of(own, seed);
            heldOut.add(order.subList(0, held));
            List<LabelledText> queue = new ArrayList<>(order.subList(held, held + supply));
            StratifiedOrder.shuffle(queue, random);
            queues.add(queue);
        });
        int[] taken = new int[domains.size()];
        List<LabelledText> examples = new ArrayList<>();
        for (int domain : drift.domains(domains.size(), perDomain, random)) {
            examples.add(queues.get(domain).get(taken[domain]++));
        }
        return new DomainStream(List.copyOf(examples), List.copyOf(heldOut));
    }

    /** Returns the labels of the domains, sorted. */
    static List<String> labels(Map<String, String> domainOf, List<String> domains) {
        return domainOf.entrySet().stream()
                .filter(entry -> domains.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
