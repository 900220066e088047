package dev.affix.inference.answering;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Generation;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.inference.generation.TextModel;
import dev.affix.inference.generation.TextRequest;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;

/** Makes of a request what a decoder is asked for the arms that generate. */
final class Prompts {
    private Prompts() {}

    /**
     * Returns one text for each contestant that generates, in their order.
     *
     * @throws InvalidRecordException if the request's text has no tokens, or so many that an answer could not be as long as its
     *     experiment lets it be: one that ended earlier would not be comparable
     */
    static List<TextRequest> of(InferenceRequest request, List<Contestant> contestants, TextModel model)
            throws InvalidRecordException {
        Tokens prompt = model.prompt(request.text());
        List<TextRequest> texts = new ArrayList<>();
        for (Contestant contestant : contestants) {
            Generation generation = contestant.generation();
            if (generation != null) {
                Adapter prefix = model.adapter(contestant.arm().version().digest());
                requireFits(prompt, generation, model.room(prefix), contestant.experiment());
                texts.add(new TextRequest(prompt, prefix, generation));
            }
        }
        return texts;
    }

    private static void requireFits(Tokens prompt, Generation generation, int room, String experiment)
            throws InvalidRecordException {
        if (prompt.length() == 0) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.INVALID_VALUE,
                    "text",
                    "InferenceRequest: field 'text' has no tokens that experiment '" + experiment
                            + "' could go on with");
        }
        if (prompt.length() > room - generation.maxTokens()) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.TOO_LONG,
                    "text",
                    "InferenceRequest: field 'text' has " + prompt.length() + " tokens; experiment '" + experiment
                            + "' generates up to " + generation.maxTokens() + " after it and the model has room for "
                            + room + ", so at most " + Math.max(0, room - generation.maxTokens())
                            + " tokens are read");
        }
    }
}
