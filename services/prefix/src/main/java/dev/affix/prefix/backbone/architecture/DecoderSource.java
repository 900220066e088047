package dev.affix.prefix.backbone.architecture;

import dev.affix.prefix.backbone.BackboneConfig;

/**
 * A decoder with normalization before each block, as TorchScript: causal attention over a cache and the tokens after it. A prefix is a
 * cache that nobody computed. Tuning and classification put it in front of one call's keys and values; generation keeps a cache that
 * each row's prefix and tokens are written into.
 *
 * @param embedding statements at four spaces that set {@code x} [B, S, d] of {@code tokens} and {@code positions} [B, S], and
 *     whatever {@code rotation} reads
 * @param attentionNorm code of the normalized input {@code x} of attention
 * @param queryKeyValue code of the fused product of {@code n}, that
 * @param rotation statements at six spaces that place {@code q} [B, H, S, h] and {@code k} [B, G, S, h] by position, or none
 * @param attentionOutput code of the product after attention, of {@code c}
 * @param feedForward statements at six spaces that set {@code f}, what the second block adds, of {@code x1}
 * @param finalNorm code of the normalized {@code x}
 * @param vocabulary code of the logits over the vocabulary, of {@code t} [B, d]
 */
record DecoderSource(
        String embedding,
        String attentionNorm,
        String queryKeyValue,
        String rotation,
        String attentionOutput,
        String feedForward,
        String finalNorm,
        String vocabulary) {

    String methods(BackboneConfig c, Layout layout, String self, String suffix) {
        String weights = "(self: " + self + ", w: List[Tensor], ";
        String arguments = weights + "prefix: Tensor, pmask: Tensor, ids: Tensor, mask: Tensor) -> Tensor:\n";
        return "  def encode" + suffix + arguments
                + sizes()
                + "    T = torch.size(prefix, 4)\n"
                + "    seen = torch.mul(torch.tril(torch.new_ones(mask, [S, S])), torch.unsqueeze(mask, 1))\n"
                + layers(c, layout, behindPrefix(c))
                // the state of each row's last real token; padding is on the right
                + "  def last" + suffix + "(self: " + self + ", x: Tensor, mask: Tensor) -> Tensor:\n"
                + "    B = torch.size(mask, 0)\n"
                + "    S = torch.size(mask, 1)\n"
                + "    after = torch.cat([torch.slice(mask, 1, 1, S), torch.new_zeros(mask, [B, 1])], 1)\n"
                + "    return torch.sum(torch.mul(x, torch.unsqueeze(torch.sub(mask, after), -1)), [1])\n"
                + "  def pooled" + suffix + arguments
                + "    return (self).last" + suffix + "((self).encode" + suffix
                + "(w, prefix, pmask, ids, mask), mask)\n"
                + "  def states" + suffix + weights + READ
                + sizes()
                + "    T = torch.size(span, 0)\n"
                + "    from = int(torch.select(slots, 0, 0))\n"
                + "    side = torch.eq(torch.sub(int(torch.select(slots, 0, -1)), from), torch.sub(B, 1))\n"
                + "    at = torch.add(torch.unsqueeze(lengths, 1), torch.slice(span, 0, 0, S))\n"
                + "    where = torch.unsqueeze(slots, 1)\n"
                + "    before = torch.le(span, torch.unsqueeze(at, 2))\n"
                + layers(c, layout, intoCache(c))
                + "  def read" + suffix + weights + READ
                + "    t = (self).last" + suffix + "((self).states" + suffix
                + "(w, cache, slots, lengths, unseen, span, ids, mask), mask)\n"
                + "    return " + vocabulary + "\n";
    }

    /** Arguments of {@code read}. */
    private static final String READ =
            "cache: Tensor, slots: Tensor, lengths: Tensor, unseen: Tensor, span: Tensor, ids: Tensor, mask: Tensor) -> Tensor:\n";

    private String sizes() {
        return "    B = torch.size(ids, 1)\n"
                + "    S = torch.size(ids, 2)\n"
                + "    tokens = torch.select(ids, 0, 0)\n"
                + "    positions = torch.select(ids, 0, 1)\n"
                + embedding;
    }

    /** All layers and the last normalization; {@code attention} makes {@code a} [B, H, S, h] of {@code q}, {@code k} and {@code v}. */
    private String layers(BackboneConfig c, Layout layout, String attention) {
        int heads = c.heads();
        int groups = c.keyValueHeads();
        int h = c.headDim();
        int q = heads * h;
        int kv = groups * h;
        String part =
                "torch.permute(torch.reshape(torch.slice(qkv, 2, %d, %d), [B, S, %d, " + h + "]), [0, 2, 1, 3])\n";
        return "    for i in range(" + c.layers() + "):\n"
                + "      o = " + layout.firstLayer() + " + i * " + layout.perLayer() + "\n"
                + "      n = " + attentionNorm + "\n"
                + "      qkv = " + queryKeyValue + "\n"
                + "      q = " + part.formatted(0, q, heads)
                + "      k = " + part.formatted(q, q + kv, groups)
                + "      v = " + part.formatted(q + kv, q + 2 * kv, groups)
                + rotation
                + attention
                + "      c = torch.reshape(torch.transpose(a, 1, 2), [B, S, " + c.hidden() + "])\n"
                + "      x1 = torch.add(x, " + attentionOutput + ")\n"
                + feedForward
                + "      x = torch.add(x1, f)\n"
                + "    return " + finalNorm + "\n";
    }

    /** Attention over a prefix and the tokens of one call. */
    private static String behindPrefix(BackboneConfig c) {
        String joined = "torch.cat([torch.expand(torch.select(p, 0, %d), [B, " + c.keyValueHeads() + ", T, "
                + c.headDim() + "]), %s], 2)\n";
        return "      before = torch.expand(torch.unsqueeze(torch.select(pmask, 1, i), 1), [B, S, T])\n"
                + "      full = torch.cat([before, seen], 2)\n"
                + "      m0 = torch.masked_fill(torch.zeros_like(full), torch.eq(full, 0.), -1.0e30)\n"
                + "      m = torch.expand(torch.unsqueeze(m0, 1), [B, " + c.heads() + ", S, T + S])\n"
                + "      p = torch.select(prefix, 0, i)\n"
                + "      ks = " + joined.formatted(0, "k")
                + "      vs = " + joined.formatted(1, "v")
                + "      a = torch.scaled_dot_product_attention(q, " + grouped("ks", c) + ", " + grouped("vs", c)
                + ", m, 0., False)\n";
    }

    /**
     * Attention over what a row has read. Its keys and values are written behind it where they stay; rows that lie side by side are not
     * copied to be read. Query heads that share keys and values are further queries of one head, so that those are not copied either.
     */
    private static String intoCache(BackboneConfig c) {
        int groups = c.keyValueHeads();
        int share = c.heads() / groups;
        String folded = "[B, " + groups + ", " + share + " * S, ";
        String written = "torch.index_put_(torch.select(own, 0, %d), annotate(List[Optional[Tensor]], [where, at]),"
                + " torch.permute(%s, [0, 2, 1, 3]))\n";
        return "      own = torch.permute(torch.select(cache, 0, i), [0, 1, 3, 2, 4])\n"
                + "      _0 = " + written.formatted(0, "k")
                + "      _1 = " + written.formatted(1, "v")
                + "      kept = torch.slice(torch.select(cache, 0, i), 3, 0, T)\n"
                + "      if side:\n"
                + "        p = torch.slice(kept, 1, from, from + B)\n"
                + "      else:\n"
                + "        p = torch.index_select(kept, 1, slots)\n"
                + "      behind = torch.ge(span, torch.unsqueeze(torch.select(unseen, 0, i), 1))\n"
                + "      visible = torch.logical_and(before, torch.unsqueeze(behind, 1))\n"
                + "      m0 = torch.masked_fill(torch.new_zeros(mask, [B, S, T]), torch.logical_not(visible), -1.0e30)\n"
                + "      m1 = torch.reshape(torch.expand(torch.unsqueeze(m0, 1), [B, " + share + ", S, T]), [B, 1, "
                + share + " * S, T])\n"
                + "      m = torch.expand(m1, " + folded + "T])\n"
                + "      b = torch.scaled_dot_product_attention(torch.reshape(q, " + folded + c.headDim() + "]),"
                + " torch.select(p, 0, 0), torch.select(p, 0, 1), m, 0., False)\n"
                + "      a = torch.reshape(b, [B, " + c.heads() + ", S, " + c.headDim() + "])\n";
    }

    /** Each key and value head, for as many query heads as share it. */
    private static String grouped(String name, BackboneConfig c) {
        if (c.heads() == c.keyValueHeads()) {
            return name;
        }
        int share = c.heads() / c.keyValueHeads();
        return "torch.reshape(torch.expand(torch.unsqueeze(" + name + ", 2), [B, " + c.keyValueHeads() + ", " + share
                + ", T + S, " + c.headDim() + "]), [B, " + c.heads() + ", T + S, " + c.headDim() + "])";
    }
}
