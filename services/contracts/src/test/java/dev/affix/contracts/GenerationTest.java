package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arms answer with labels or with texts: what mixes the two is refused, by the name of the field. */
class GenerationTest {
    @Test
    void anExperimentOfTextsNeedsNoLabels() throws InvalidRecordException {
        String json = new String(Json.write(Samples.generating()), StandardCharsets.UTF_8);
        Experiment without =
                Json.read(json.replace("\"labels\":[],", "").getBytes(StandardCharsets.UTF_8), Experiment.class);
        assertThat(without).isEqualTo(Samples.generating());
        assertThat(without.labels()).isEmpty();
    }

    @Test
    void anExperimentOfTextsHasNoLabelsAndAScoreOfTexts() {
        String json = new String(Json.write(Samples.generating()), StandardCharsets.UTF_8);
        refused(json.replace("\"labels\":[]", "\"labels\":[\"a\",\"b\"]"), Experiment.class, "labels");
        refused(json.replace("\"chrf\"", "\"accuracy\""), Experiment.class, "primaryScore");
        refused(json.replace("\"maxTokens\":32", "\"maxTokens\":0"), Experiment.class, "generation.maxTokens");
        refused(json.replace("[\"\\n\"]", "[\"\\n\",\"\"]"), Experiment.class, "generation.stop[1]");
        String labels = new String(Json.write(Samples.experiment()), StandardCharsets.UTF_8);
        refused(labels.replace("\"accuracy\"", "\"rouge-l\""), Experiment.class, "primaryScore");
    }

    @Test
    void anAnswerIsALabelOrAText() {
        assertThatThrownBy(() -> new ArmAnswer("e", "a", Samples.DIGEST, 1, "x", List.of(0f), null, "y"))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("beside a label");
        assertThatThrownBy(() -> new ArmAnswer("e", "a", Samples.DIGEST, 1, null, List.of(), null, null))
                .isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> ArmAnswer.ofText("e", "a", Samples.DIGEST, 1, "y".repeat(10_001), null))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("10001 characters");
        assertThat(ArmAnswer.ofText("e", "a", Samples.DIGEST, 1, "", null).said())
                .isEmpty();
        assertThat(new ArmAnswer("e", "a", Samples.DIGEST, 1, "x", List.of(0f)).said())
                .isEqualTo("x");
    }

    @Test
    void aScoreIsOfALabelOrOfAText() {
        TextScore text = new TextScore(0.1, 0.2, List.of(1, 0, 0, 0), 1, 2);
        assertThatThrownBy(() -> new ArmScore("e", "a", Samples.DIGEST, 1, "x", true, 0.5, 0.5, text))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("beside a label");
        assertThatThrownBy(() -> new ArmScore("e", "a", Samples.DIGEST, 1, "x", true, null, 0.5, null))
                .isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> new TextScore(1.1, 0, List.of(0, 0, 0, 0), 0, 0))
                .isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> new TextScore(0.5, 0, List.of(1, 1, 0, 0), 1, 1))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("between");
        ArmScore scored = new ArmScore("e", "a", Samples.DIGEST, 1, "a long text", true, null, null, text);
        assertThat(scored.withoutText().predicted()).isEmpty();
        assertThat(scored.withoutText().textScore()).isEqualTo(text);
    }

    private static void refused(String json, Class<?> type, String field) {
        assertThatThrownBy(() -> Json.read(json.getBytes(StandardCharsets.UTF_8), type))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
