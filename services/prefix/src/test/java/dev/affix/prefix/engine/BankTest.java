package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BankTest {
    private final SplittableRandom random = new SplittableRandom(21);

    /** With the identity as head, logits are the pooled hidden states. */
    @Test
    void aPrefixOfLengthZeroIsThePlainBackbone() {
        for (String name : List.of("tiny", "minilm")) {
            Backbone backbone = Backbones.named(name);
            int d = backbone.config().hidden();
            List<Tokens> texts = Backbones.texts(backbone, random, 5, 12, 1);
            Bank bank = new Bank(backbone, List.of(identity(backbone)));
            try {
                float[] pooled = bank.logits(texts, new int[3]);

                assertThat(pooled).hasSize(3 * d).isEqualTo(plain(backbone, texts));
                try (OpByOp oracle = new OpByOp(
                        Backbones.weightsOf(name),
                        new float[0],
                        identity(backbone).headWeight(),
                        new float[d])) {
                    for (int row = 0; row < 3; row++) {
                        float[] own = java.util.Arrays.copyOfRange(pooled, row * d, (row + 1) * d);
                        assertThat(Backbones.difference(own, oracle.logits(texts.get(row))))
                                .isLessThanOrEqualTo(1e-5);
                    }
                }
            } finally {
                bank.release();
            }
        }
    }

    @Test
    void anAdapterThatDoesNotFitTheBackboneIsRefused() {
        Backbone tiny = Backbones.tiny();
        Adapter other = new Adapter(
                Backbones.digest("other"), 0, 2, 2, 4, List.of("a"), new float[0], new float[8], new float[1]);
        Adapter shape = new Adapter(tiny.digest(), 0, 2, 4, 2, List.of("a"), new float[0], new float[8], new float[1]);

        assertThatThrownBy(() -> new Bank(tiny, List.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to backbone " + Backbones.digest("other"));
        assertThatThrownBy(() -> new Bank(tiny, List.of(shape)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2, 4, 2, 8 where the backbone has 2, 2, 4, 8");
    }

    @Test
    void aReleasedBankCannotBeHeldAgain() {
        Bank bank = new Bank(Backbones.tiny(), List.of());
        assertThat(bank.hold()).isTrue();
        bank.release();
        assertThat(bank.hold()).isTrue();
        bank.release();
        bank.release();
        assertThat(bank.hold()).isFalse();
    }

    @Test
    void arraysLiveUntilTheLastHolderLetsGoAndNoLonger() {
        Backbone tiny = Backbones.tiny();
        Bank bank = new Bank(tiny, List.of(Adapters.random(tiny, random, 4, 2)));
        List<Tokens> texts = Backbones.texts(tiny, random, 5);
        assertThat(bank.hold()).isTrue();
        bank.release();
        assertThat(bank.logits(texts, new int[1])).hasSize(2);
        bank.release();
        assertThatThrownBy(() -> bank.logits(texts, new int[1])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherBankSharesWhatStaysAndOutlivesTheFirst() {
        Backbone tiny = Backbones.tiny();
        Adapter one = Adapters.random(tiny, random, 4, 2);
        Adapter other = Adapters.random(tiny, random, 9, 3);
        List<Tokens> texts = Backbones.texts(tiny, random, 5);
        Bank first = new Bank(tiny, List.of(one));
        float[] alone = first.logits(texts, new int[1]);

        Bank second = new Bank(tiny, List.of(other));
        Bank both = first.plus(second);
        second.release();
        assertThat(both.bytes()).isGreaterThan(first.bytes());
        first.release();
        assertThatThrownBy(() -> first.logits(texts, new int[1])).isInstanceOf(IllegalStateException.class);
        float[] padded = both.logits(texts, new int[1]);
        assertThat(padded).hasSize(3).startsWith(alone);
        float[] others = both.logits(texts, new int[] {1});

        Bank last = both.minus(0);
        both.release();
        assertThat(last.logits(texts, new int[1])).isEqualTo(others);
        last.release();
        assertThat(last.hold()).isFalse();
    }

    private static Adapter identity(Backbone backbone) {
        BackboneConfig c = backbone.config();
        int d = c.hidden();
        float[] weight = new float[d * d];
        for (int i = 0; i < d; i++) {
            weight[i * d + i] = 1;
        }
        List<String> labels = IntStream.range(0, d).mapToObj(Integer::toString).toList();
        return new Adapter(
                backbone.digest(), 0, c.layers(), c.heads(), c.headDim(), labels, new float[0], weight, new float[d]);
    }

    /** The program's pooled hidden states without any prefix, [B, d]. */
    private static float[] plain(Backbone backbone, List<Tokens> texts) {
        BackboneConfig c = backbone.config();
        Torch torch = backbone.torch();
        InputBatch batch = new InputBatch(c, texts);
        try (NDManager scope = torch.scope()) {
            return torch.call(
                            scope,
                            backbone.serving().method().replace("serve", "pooled"),
                            backbone.serving().weights().tensors(),
                            false,
                            scope.zeros(new Shape(c.layers(), 2, 1, c.heads(), 0, c.headDim())),
                            scope.zeros(new Shape(1, c.layers(), 0)),
                            torch.longs(scope, batch.ids, 2, batch.rows, batch.length),
                            torch.floats(scope, batch.mask, batch.rows, batch.length))
                    .toFloatArray();
        }
    }
}
