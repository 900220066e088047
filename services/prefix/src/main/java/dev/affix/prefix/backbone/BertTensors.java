package dev.affix.prefix.backbone;

import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors that a BERT encoder needs: Hugging Face names to shapes, without the pooler and any head. */
final class BertTensors {
    private BertTensors() {}

    /** 5 embedding tensors and 16 per layer, in the order of the computation. Linear weights are [out, in]. */
    static Map<String, long[]> expected(BackboneConfig c) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int d = c.hidden();
        shapes.put("embeddings.word_embeddings.weight", new long[] {c.vocabulary(), d});
        shapes.put("embeddings.position_embeddings.weight", new long[] {c.maxPositions(), d});
        shapes.put("embeddings.token_type_embeddings.weight", new long[] {c.typeVocabulary(), d});
        norm(shapes, "embeddings.LayerNorm", d);
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "encoder.layer." + layer + ".";
            linear(shapes, prefix + "attention.self.query", d, d);
            linear(shapes, prefix + "attention.self.key", d, d);
            linear(shapes, prefix + "attention.self.value", d, d);
            linear(shapes, prefix + "attention.output.dense", d, d);
            norm(shapes, prefix + "attention.output.LayerNorm", d);
            linear(shapes, prefix + "intermediate.dense", c.intermediate(), d);
            linear(shapes, prefix + "output.dense", d, c.intermediate());
            norm(shapes, prefix + "output.LayerNorm", d);
        }
        return shapes;
    }

    private static void linear(Map<String, long[]> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    private static void norm(Map<String, long[]> shapes, String name, int width) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }
}
