package dev.affix.inference.generation;

import dev.affix.contracts.AnswerCost;

/**
 * A text that was generated.
 *
 * @param text what comes after the prompt; may be empty
 * @param cost what it took: {@code queuedMicros} until the engine took the text, which may have let it wait a moment more beside
 *     those of HTTP; {@code computedMicros} from then to its end; {@code tokens} of prompt and text together; {@code rows} is 1, because the
 *     texts beside it come and go with every step, so that no number of them is true of the whole
 */
public record WrittenText(String text, AnswerCost cost) {}
