package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.BackboneConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The model as one TorchScript program, written for a backbone's shapes and packed into an archive in memory. Weights are
 * inputs, so that one program tunes and serves.
 *
 * <p>Shapes: B rows, S tokens, P prefix positions, C classes, d hidden, L layers, H heads, h = d / H. Weights are the list
 * that {@link Backbone} builds: word, position and type embeddings, embedding layer norm (2), then 12 per layer: fused
 * query-key-value weight [3d, d] and bias, attention output weight and bias, layer norm (2), intermediate weight and bias,
 * output weight and bias, layer norm (2).
 *
 * <p>Prefix positions come before the tokens in keys and values only. Each token's position is an
 * input: 0 to S - 1 as in the paper's vision code, or P to P + S - 1 as Hugging Face's BERT counts. A masked prefix position or token gets a score of -1e30 and with it a weight of exactly 0: each row
 * has a real token.
 */
final class TorchProgram {
    private static final String ROOT = "affix";
    private static final String TYPE = "PrefixBert";

    private TorchProgram() {}

    /**
     * Returns the program.
     *
     * @param packed whether it holds the methods for weights in oneDNN's layout
     */
    static byte[] archive(BackboneConfig config, boolean packed) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                put(zip, "data.pkl", pickle());
                put(zip, "code/__torch__.py", source(config, packed).getBytes(StandardCharsets.UTF_8));
                put(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
                put(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A pickle of one object without tensors: {@code PrefixBert()} with {@code training = False}. */
    private static byte[] pickle() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x80);
        out.write(2);
        out.writeBytes(("c__torch__\n" + TYPE + "\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        out.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
        return out.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
        ZipEntry entry = new ZipEntry(ROOT + "/" + name);
        CRC32 crc = new CRC32();
        crc.update(data);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }

    static String source(BackboneConfig c, boolean packed) {
        String self = "__torch__." + TYPE;
        return "class " + TYPE + "(Module):\n"
                + "  __parameters__ = []\n"
                + "  __buffers__ = []\n"
                + "  training : bool\n"
                + encoder(c, self, "", "torch.linear(%s, w[%s], w[%s])", "torch.gelu(torch.linear(%s, w[%s], w[%s]))")
                + tuning(self)
                + serving(self, "")
                + Reparameterizations.source(c, self)
                + (packed ? packed(c, self) : "");
    }

    /**
     * The same encoder on weights in oneDNN's layout: faster for few rows, without gradients, on the CPU only. The methods'
     * names end in {@code _packed}.
     */
    private static String packed(BackboneConfig c, String self) {
        String linear = "ops.mkldnn._linear_pointwise(%%s, w[%%s], w[%%s], \"%s\","
                + " annotate(List[Optional[number]], []), \"none\")";
        return encoder(c, self, "_packed", linear.formatted("none"), linear.formatted("gelu"))
                + serving(self, "_packed")
                // every matrix of a linear layer; embeddings come before them
                + "  def pack(self: " + self + ", w: List[Tensor]) -> List[Tensor]:\n"
                + "    r = annotate(List[Tensor], [])\n"
                + "    for i in range(torch.len(w)):\n"
                + "      t = w[i]\n"
                + "      if bool(torch.__and__(torch.ge(i, 5), torch.eq(torch.dim(t), 2))):\n"
                + "        _0 = torch.append(r, ops.mkldnn._reorder_linear_weight(t, None))\n"
                + "      else:\n"
                + "        _1 = torch.append(r, t)\n"
                + "    return r\n";
    }

    /**
     * Hidden states [B, S, d] and their mean over real tokens [B, d].
     *
     * @param linear a linear layer as code, for the names of its input, weight and bias
     * @param linearGelu the same, with GELU after it
     */
    private static String encoder(BackboneConfig c, String self, String suffix, String linear, String linearGelu) {
        String eps = Double.toString(c.layerNormEps());
        String norm = ", [" + c.hidden() + "], w[%s], w[%s], " + eps + ")";
        String arguments = "(self: " + self
                + ", w: List[Tensor], prefix: Tensor, pmask: Tensor, ids: Tensor, mask: Tensor) -> Tensor:\n";
        // prefix [L, 2, B or 1, H, P, h]; pmask [B or 1, L, P], 1 where a layer has the prefix position; ids [2, B, S]:
        // token
        // ids, then their positions; mask [B, S]
        return "  def encode" + suffix + arguments
                + "    B = torch.size(ids, 1)\n"
                + "    S = torch.size(ids, 2)\n"
                + "    P = torch.size(prefix, 4)\n"
                + "    e = torch.add(torch.embedding(w[0], torch.select(ids, 0, 0)),"
                + " torch.embedding(w[1], torch.select(ids, 0, 1)))\n"
                + "    x = torch.layer_norm(torch.add(e, torch.select(w[2], 0, 0))" + norm.formatted("3", "4") + "\n"
                + "    full = torch.cat([torch.expand(pmask, [B, " + c.layers() + ", P]),"
                + " torch.expand(torch.unsqueeze(mask, 1), [B, " + c.layers() + ", S])], 2)\n"
                + "    m0 = torch.masked_fill(torch.zeros_like(full), torch.eq(full, 0.), -1.0e30)\n"
                + "    for i in range(" + c.layers() + "):\n"
                + "      m = torch.expand(torch.reshape(torch.select(m0, 1, i), [B, 1, 1, P + S]), [B, 1, S, P + S])\n"
                + "      o = 5 + i * 12\n"
                + "      qkv = torch.permute(torch.reshape(" + linear.formatted("x", "o", "o + 1") + ", [B, S, 3, "
                + c.heads()
                + ", " + c.headDim() + "]), [2, 0, 3, 1, 4])\n"
                + "      q = torch.select(qkv, 0, 0)\n"
                + "      p = torch.select(prefix, 0, i)\n"
                + "      k = torch.cat([torch.expand(torch.select(p, 0, 0), [B, " + c.heads() + ", P, " + c.headDim()
                + "]), torch.select(qkv, 0, 1)], 2)\n"
                + "      v = torch.cat([torch.expand(torch.select(p, 0, 1), [B, " + c.heads() + ", P, " + c.headDim()
                + "]), torch.select(qkv, 0, 2)], 2)\n"
                + "      a = torch.scaled_dot_product_attention(q, k, v, m, 0., False)\n"
                + "      c = torch.reshape(torch.transpose(a, 1, 2), [B, S, " + c.hidden() + "])\n"
                + "      x1 = torch.layer_norm(torch.add(x, " + linear.formatted("c", "o + 2", "o + 3") + ")"
                + norm.formatted("o + 4", "o + 5") + "\n"
                + "      f = " + linearGelu.formatted("x1", "o + 6", "o + 7") + "\n"
                + "      x = torch.layer_norm(torch.add(x1, " + linear.formatted("f", "o + 8", "o + 9") + ")"
                + norm.formatted("o + 10", "o + 11") + "\n"
                + "    return x\n"
                + "  def pooled" + suffix + arguments
                + "    x = (self).encode" + suffix + "(w, prefix, pmask, ids, mask)\n"
                + "    mu = torch.unsqueeze(mask, -1)\n"
                + "    return torch.div(torch.sum(torch.mul(x, mu), [1]), torch.sum(mu, [1]))\n";
    }

    /** Logits [B, C], and the sum of cross entropies over the rows. */
    private static String tuning(String self) {
        return "  def logits(self: " + self
                + ", w: List[Tensor], prefix: Tensor, pmask: Tensor, cw: Tensor, cb: Tensor, ids: Tensor, mask: Tensor) -> Tensor:\n"
                + "    return torch.linear((self).pooled(w, prefix, pmask, ids, mask), cw, cb)\n"
                + "  def loss(self: " + self
                + ", w: List[Tensor], prefix: Tensor, pmask: Tensor, cw: Tensor, cb: Tensor, ids: Tensor, mask: Tensor, y: Tensor) -> Tensor:\n"
                + "    z = (self).logits(w, prefix, pmask, cw, cb, ids, mask)\n"
                + "    return torch.cross_entropy_loss(z, y, None, 2)\n";
    }

    /** Logits where each row has its own adapter: bank [N, L, 2, H, P, h], bmask [N, L, P], cw [N, C, d], cb [N, C], row [B]. */
    private static String serving(String self, String suffix) {
        return "  def serve" + suffix + "(self: " + self
                + ", w: List[Tensor], bank: Tensor, bmask: Tensor, cw: Tensor, cb: Tensor, ids: Tensor, mask: Tensor, row: Tensor) -> Tensor:\n"
                + "    prefix = torch.permute(torch.index_select(bank, 0, row), [1, 2, 0, 3, 4, 5])\n"
                + "    h = (self).pooled" + suffix + "(w, prefix, torch.index_select(bmask, 0, row), ids, mask)\n"
                + "    z = torch.matmul(torch.index_select(cw, 0, row), torch.unsqueeze(h, 2))\n"
                + "    return torch.add(torch.squeeze(z, 2), torch.index_select(cb, 0, row))\n";
    }
}
