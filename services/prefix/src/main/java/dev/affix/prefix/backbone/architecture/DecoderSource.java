package dev.affix.prefix.backbone.architecture;

import dev.affix.prefix.backbone.BackboneConfig;

/**
 * A decoder with normalization before each block, as TorchScript: causal attention over a cache and the tokens after it. A prefix is a
 * cache that nobody computed, so that tuning, classification and generation are one method.
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
        int heads = c.heads();
        int groups = c.keyValueHeads();
        int h = c.headDim();
        int q = heads * h;
        int kv = groups * h;
        String weights = "(self: " + self + ", w: List[Tensor], ";
        String arguments = weights + "prefix: Tensor, pmask: Tensor, ids: Tensor, mask: Tensor) -> ";
        String part =
                "torch.permute(torch.reshape(torch.slice(qkv, 2, %d, %d), [B, S, %d, " + h + "]), [0, 2, 1, 3])\n";
        String cached = "torch.cat([torch.expand(torch.select(p, 0, %d), [B, " + groups + ", T, " + h + "]), %s], 2)\n";
        return "  def run" + suffix + weights
                + "cache: Tensor, cmask: Tensor, ids: Tensor, mask: Tensor, keep: bool) -> List[Tensor]:\n"
                + "    B = torch.size(ids, 1)\n"
                + "    S = torch.size(ids, 2)\n"
                + "    T = torch.size(cache, 4)\n"
                + "    tokens = torch.select(ids, 0, 0)\n"
                + "    positions = torch.select(ids, 0, 1)\n"
                + embedding
                + "    seen = torch.mul(torch.tril(torch.new_ones(mask, [S, S])), torch.unsqueeze(mask, 1))\n"
                + "    r = annotate(List[Tensor], [])\n"
                + "    for i in range(" + c.layers() + "):\n"
                + "      o = " + layout.firstLayer() + " + i * " + layout.perLayer() + "\n"
                + "      before = torch.expand(torch.unsqueeze(torch.select(cmask, 1, i), 1), [B, S, T])\n"
                + "      full = torch.cat([before, seen], 2)\n"
                + "      m0 = torch.masked_fill(torch.zeros_like(full), torch.eq(full, 0.), -1.0e30)\n"
                + "      m = torch.expand(torch.unsqueeze(m0, 1), [B, " + heads + ", S, T + S])\n"
                + "      n = " + attentionNorm + "\n"
                + "      qkv = " + queryKeyValue + "\n"
                + "      q = " + part.formatted(0, q, heads)
                + "      k = " + part.formatted(q, q + kv, groups)
                + "      v = " + part.formatted(q + kv, q + 2 * kv, groups)
                + rotation
                + "      p = torch.select(cache, 0, i)\n"
                + "      ks = " + cached.formatted(0, "k")
                + "      vs = " + cached.formatted(1, "v")
                + "      if keep:\n"
                + "        _0 = torch.append(r, torch.stack([ks, vs], 0))\n"
                + "      else:\n"
                + "        pass\n"
                + "      a = torch.scaled_dot_product_attention(q, " + grouped("ks", c) + ", " + grouped("vs", c)
                + ", m, 0., False)\n"
                + "      c = torch.reshape(torch.transpose(a, 1, 2), [B, S, " + c.hidden() + "])\n"
                + "      x1 = torch.add(x, " + attentionOutput + ")\n"
                + feedForward
                + "      x = torch.add(x1, f)\n"
                + "    z = annotate(List[Tensor], [" + finalNorm + "])\n"
                + "    if keep:\n"
                + "      _1 = torch.append(z, torch.stack(r, 0))\n"
                + "    else:\n"
                + "      pass\n"
                + "    return z\n"
                + "  def encode" + suffix + arguments + "Tensor:\n"
                + "    z = (self).run" + suffix + "(w, prefix, pmask, ids, mask, False)\n"
                + "    return z[0]\n"
                // the state of each row's last real token; padding is on the right
                + "  def last" + suffix + "(self: " + self + ", x: Tensor, mask: Tensor) -> Tensor:\n"
                + "    B = torch.size(mask, 0)\n"
                + "    S = torch.size(mask, 1)\n"
                + "    after = torch.cat([torch.slice(mask, 1, 1, S), torch.new_zeros(mask, [B, 1])], 1)\n"
                + "    return torch.sum(torch.mul(x, torch.unsqueeze(torch.sub(mask, after), -1)), [1])\n"
                + "  def pooled" + suffix + arguments + "Tensor:\n"
                + "    return (self).last" + suffix + "((self).encode" + suffix
                + "(w, prefix, pmask, ids, mask), mask)\n"
                + "  def extend" + suffix + weights
                + "cache: Tensor, cmask: Tensor, ids: Tensor, mask: Tensor) -> List[Tensor]:\n"
                + "    z = (self).run" + suffix + "(w, cache, cmask, ids, mask, True)\n"
                + "    t = (self).last" + suffix + "(z[0], mask)\n"
                + "    return annotate(List[Tensor], [" + vocabulary + ", z[1],"
                + " torch.cat([cmask, torch.expand(torch.unsqueeze(mask, 1), [torch.size(mask, 0), " + c.layers()
                + ", torch.size(mask, 1)])], 2)])\n";
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
