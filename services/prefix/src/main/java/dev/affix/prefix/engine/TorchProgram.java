package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.architecture.Linear;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The model as one TorchScript program, written for a backbone's shapes and packed into an archive in memory. Weights are
 * inputs, so that one program tunes and serves.
 *
 * <p>Shapes: B rows, S tokens, P prefix positions, C classes, d hidden, L layers, H query heads, G key and value heads,
 * h = d / H. Weights are the list that the backbone's {@link dev.affix.prefix.backbone.architecture.Architecture} uploads; its
 * source is the forward pass up to one vector per text, and what is here is the same for all.
 *
 * <p>Prefix positions come before the tokens in keys and values only. Each token's position is an
 * input: 0 to S - 1 as in the paper's vision code, or P to P + S - 1 as Hugging Face's BERT counts. A masked prefix position or token gets a score of -1e30 and with it a weight of exactly 0: each row
 * has a real token.
 */
final class TorchProgram {
    private static final String ROOT = "affix";
    private static final String TYPE = "PrefixTransformer";

    private TorchProgram() {}

    /**
     * Returns the program.
     *
     * @param precision of the linear layers
     * @param packed how those of its methods that serve call linear layers; null if there are none but those that tune
     */
    static byte[] archive(BackboneConfig config, Precision precision, @Nullable Linear packed) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                put(zip, "data.pkl", pickle());
                put(zip, "code/__torch__.py", source(config, precision, packed).getBytes(StandardCharsets.UTF_8));
                put(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
                put(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A pickle of one object without tensors: {@code PrefixTransformer()} with {@code training = False}. */
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

    static String source(BackboneConfig c, Precision precision, @Nullable Linear packed) {
        String self = "__torch__." + TYPE;
        return "class " + TYPE + "(Module):\n"
                + "  __parameters__ = []\n"
                + "  __buffers__ = []\n"
                + "  training : bool\n"
                + c.architecture().source(c, self, precision.linear())
                + tuning(self)
                + padded(self)
                + serving(self, precision.linear().suffix())
                + (c.architecture().decoder() ? cache(self) : "")
                + (precision == Precision.FLOAT32 ? "" : prepare(c, self, precision.linear()))
                + Reparameterizations.source(c, self, precision.linear())
                + (packed == null ? "" : packed(c, self, packed));
    }

    /** The same model on weights in oneDNN's or MKL's layout; the methods' names end in {@code _packed}. */
    private static String packed(BackboneConfig c, String self, Linear linear) {
        return linear.methods(self)
                + c.architecture().source(c, self, linear)
                + serving(self, linear.suffix())
                + prepare(c, self, linear);
    }

    /** Weights as the linear layers want them: every matrix but those of embeddings, which come before them. */
    private static String prepare(BackboneConfig c, String self, Linear linear) {
        return "  def prepare" + linear.suffix() + "(self: " + self + ", w: List[Tensor]) -> List[Tensor]:\n"
                + "    r = annotate(List[Tensor], [])\n"
                + "    for i in range(torch.len(w)):\n"
                + "      t = w[i]\n"
                + "      if bool(torch.__and__(torch.ge(i, "
                + c.architecture().layout(c).firstLayer() + "), torch.eq(torch.dim(t), 2))):\n"
                + "        _0 = torch.append(r, " + linear.prepared("t") + ")\n"
                + "      else:\n"
                + "        _1 = torch.append(r, t)\n"
                + "    return " + linear.weights("r") + "\n";
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

    /**
     * Logits where each row has its own adapter: of each that is used kv [L, 2, G, P, h], seen [L, P], hw [C, d] and hb [C]; row [B] says
     * which is whose. Padded to the longest prefix and the most classes among them. One adapter is not copied for each row.
     */
    private static String serving(String self, String suffix) {
        return "  def serve" + suffix + "(self: " + self
                + ", w: List[Tensor], kv: List[Tensor], seen: List[Tensor], hw: List[Tensor], hb: List[Tensor], ids: Tensor, mask: Tensor, row: Tensor) -> Tensor:\n"
                + "    if torch.eq(torch.len(kv), 1):\n"
                + "      h = (self).pooled" + suffix
                + "(w, torch.unsqueeze(kv[0], 2), torch.unsqueeze(seen[0], 0), ids, mask)\n"
                + "      z = torch.linear(h, hw[0], hb[0])\n"
                + "    else:\n"
                + "      bank = torch.index_select(torch.stack((self).padded(kv, -2), 0), 0, row)\n"
                + "      bmask = torch.index_select(torch.stack((self).padded(seen, -1), 0), 0, row)\n"
                + "      h1 = (self).pooled" + suffix
                + "(w, torch.permute(bank, [1, 2, 0, 3, 4, 5]), bmask, ids, mask)\n"
                + "      cw = torch.index_select(torch.stack((self).padded(hw, -2), 0), 0, row)\n"
                + "      cb = torch.index_select(torch.stack((self).padded(hb, -1), 0), 0, row)\n"
                + "      z = torch.add(torch.squeeze(torch.matmul(cw, torch.unsqueeze(h1, 2)), 2), cb)\n"
                + "    return z\n";
    }

    /**
     * Rows of a decoder's cache [L, 2, R, G, C, h]: {@code place} writes a prefix [L, 2, G, P, h] into row to[0]; {@code move} copies
     * the first to[2] positions of row to[0] to row to[1]; {@code widen} returns a cache of to[0] more rows and to[1] more positions.
     */
    private static String cache(String self) {
        String row = "torch.select(cache, 2, int(torch.select(to, 0, %d)))";
        String head = "(self: " + self + ", cache: Tensor, to: Tensor";
        String until = "int(torch.select(to, 0, 2))";
        return "  def place" + head + ", prefix: Tensor) -> Tensor:\n"
                + "    return torch.copy_(torch.slice(" + row.formatted(0)
                + ", 3, 0, torch.size(prefix, 3)), prefix)\n"
                + "  def move" + head + ") -> Tensor:\n"
                + "    return torch.copy_(torch.slice(" + row.formatted(1) + ", 3, 0, " + until + "), torch.slice("
                + row.formatted(0) + ", 3, 0, " + until + "))\n"
                + "  def widen" + head + ") -> Tensor:\n"
                + "    return torch.constant_pad_nd(cache, [0, 0, 0, int(torch.select(to, 0, 1)), 0, 0, 0, int(torch.select(to, 0, 0))], 0.)\n";
    }

    /** Tensors with zeros behind them along an axis, the last or the one before it, up to the longest. */
    private static String padded(String self) {
        return "  def padded(self: " + self + ", ts: List[Tensor], axis: int) -> List[Tensor]:\n"
                + "    longest = 0\n"
                + "    for i in range(torch.len(ts)):\n"
                + "      longest = ops.prim.max(longest, torch.size(ts[i], axis))\n"
                + "    r = annotate(List[Tensor], [])\n"
                + "    for j in range(torch.len(ts)):\n"
                + "      t = ts[j]\n"
                + "      more = torch.sub(longest, torch.size(t, axis))\n"
                + "      if torch.eq(more, 0):\n"
                + "        u = t\n"
                + "      else:\n"
                + "        if torch.eq(axis, -1):\n"
                + "          u = torch.constant_pad_nd(t, [0, more], 0.)\n"
                + "        else:\n"
                + "          u = torch.constant_pad_nd(t, [0, 0, 0, more], 0.)\n"
                + "      _0 = torch.append(r, u)\n"
                + "    return r\n";
    }
}
