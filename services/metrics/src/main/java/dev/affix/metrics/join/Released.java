package dev.affix.metrics.join;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.SourcePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a prediction came to for one experiment. Each partition's are released in the order of the predictions' offsets.
 *
 * @param prediction where the prediction was read from
 * @param at time of the newest record it depends on, milliseconds since 1970
 * @param scores one per arm that answered; empty if the prediction was given up
 * @param detail what else is known; null in records of before there were any
 */
public record Released(
        SourcePosition prediction,
        long at,
        List<ArmScore> scores,
        @Nullable Detail detail) {}
