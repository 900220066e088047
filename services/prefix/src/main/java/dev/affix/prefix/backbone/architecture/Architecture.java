package dev.affix.prefix.backbone.architecture;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.ConfigJson;
import dev.affix.prefix.backbone.Tensor;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A transformer family: how its files are read and what it computes. Everything else (variants, tuning, adapters, mixed batches)
 * is the same for all. Stateless.
 *
 * <p>Shapes in the sources: B rows, S tokens, P prefix positions, d hidden, L layers, H query heads, G key and value heads, h width
 * of a head.
 */
public interface Architecture {
    /** Returns {@code model_type} of {@code config.json}. */
    String modelType();

    /** Whether a token sees only those before it. Such a backbone generates text, and a text is classified by its last token. */
    boolean decoder();

    /**
     * Reads dimensions.
     *
     * @throws dev.affix.prefix.backbone.BackboneException or IllegalArgumentException naming the field that is not supported
     */
    BackboneConfig config(ConfigJson json);

    /** Returns the tensors it needs: names without the model's own prefix, to shapes. */
    Map<String, long[]> tensors(BackboneConfig config);

    /** Returns the name of {@link #tensors} for a name in a file; a name that is not needed may be returned as it is. */
    String canonical(String stored);

    /** Hands over the weights as the program's list {@code w}, in order. */
    void upload(BackboneWeights weights, Consumer<Tensor> device);

    /** Returns where a layer's weights are in {@code w}. */
    Layout layout(BackboneConfig config);

    /**
     * Returns TorchScript that turns {@code x}, what a prefix entering by {@code hidden} is, into what the layer's key and value
     * projections read: the block's own normalization where it comes before them. Uses {@code o}, the layer's first weight.
     *
     * @return statements at six spaces, or none
     */
    String inputNormalization(BackboneConfig config);

    /**
     * Returns the method {@code pooled(w, prefix, pmask, ids, mask) -> [B, d]} and what it calls, {@code encode} among it. Prefix
     * [L, 2, B or 1, G, P, h]; pmask [B or 1, L, P]; ids [2, B, S]: token ids, then positions; mask [B, S].
     *
     * <p>Of a decoder also {@code read(w, cache, slots, lengths, unseen, span, ids, mask) -> [B, V]}: writes the tokens' keys and
     * values into the cache [L, 2, R, G, C, h] and returns the logits of each row's next token. Slots [B]: which of the R rows, ascending;
     * lengths [B]: how much each holds; unseen [L, B]: so many of them, from the first, the layer does not see; span: 0, 1, ... up to the longest
     * row after this call.
     *
     * @param self the class's name in code
     * @param linear how a linear layer is called; its suffix ends every method's name
     */
    String source(BackboneConfig config, String self, Linear linear);
}
