package dev.affix.lab.prequential;

import java.util.SplittableRandom;

/** How a stream goes from one domain to the next. */
enum Drift {
    /** All at once. */
    ABRUPT("abrupt"),
    /** Around each boundary, over half a domain, the next domain's share rises linearly from 0 to 1. */
    GRADUAL("gradual");

    private final String label;

    Drift(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Returns over how many examples a change takes place. */
    int window(int perDomain) {
        return this == ABRUPT ? 0 : perDomain / 2;
    }

    /**
     * Draws the domain of each position.
     *
     * @return perDomain × domains indices from 0; domain d first comes before, and last after, the positions d × perDomain to (d + 1)
     *     × perDomain by at most half a window
     */
    int[] domains(int domains, int perDomain, SplittableRandom random) {
        int[] of = new int[domains * perDomain];
        double half = window(perDomain) / 2.0;
        for (int t = 0; t < of.length; t++) {
            int domain = t / perDomain;
            int boundary = (int) Math.round((double) t / perDomain) * perDomain;
            boolean near = boundary > 0 && boundary < of.length && Math.abs(t + 0.5 - boundary) < half;
            if (near) {
                double share = (t + 0.5 - boundary + half) / (2 * half);
                domain = boundary / perDomain - (random.nextDouble() < share ? 0 : 1);
            }
            of[t] = domain;
        }
        return of;
    }

    /**
     * Returns the drift of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Drift of(String label) {
        for (Drift drift : values()) {
            if (drift.label.equals(label)) {
                return drift;
            }
        }
        throw new IllegalArgumentException("There is no drift '" + label + "'; there are abrupt and gradual");
    }
}
