package dev.affix.prefix.backbone.architecture;

/**
 * Where weights are in the program's list.
 *
 * @param firstLayer index of the first layer's first weight; before it are embeddings and tables, which are never products' weights
 * @param perLayer weights of one layer
 * @param queryKeyValue offset in a layer of the fused weight [(H + 2G) h, d]: rows of queries, then keys, then values
 * @param bias whether the fused bias [(H + 2G) h] is next to it
 */
public record Layout(int firstLayer, int perLayer, int queryKeyValue, boolean bias) {}
