package dev.affix.metrics.api;

/** No experiment has that name. */
final class UnknownExperimentException extends RuntimeException {
    UnknownExperimentException(String name) {
        super("No experiment is named '" + name + "'.");
    }
}
