package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:99999999999", "CPU", "cpu "})
    void aDeviceThatIsNoneIsRefusedByName(String device) {
        assertThatThrownBy(() -> new EngineSettings(1, device, Precision.FLOAT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device is '" + device + "'; it must be cpu or cuda:N");
    }

    @Test
    void atLeastOneThreadIsNeeded() {
        assertThatThrownBy(() -> new EngineSettings(0, "cpu", Precision.FLOAT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("intraOpThreads is 0");
    }

    @Test
    void aGpuThatTheEngineDoesNotSeeIsRefusedSayingWhatToDo() {
        String device = "cuda:" + Engine.getEngine("PyTorch").getGpuCount();
        assertThatThrownBy(
                        () -> Backbone.open(Backbones.tinyWeights(1), new EngineSettings(1, device, Precision.FLOAT32)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Device " + device + " is not there")
                .hasMessageContaining("PYTORCH_LIBRARY_PATH");
    }
}
