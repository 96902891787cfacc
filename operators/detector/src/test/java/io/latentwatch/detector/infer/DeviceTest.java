package io.latentwatch.detector.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
    @ParameterizedTest
    @ValueSource(strings = {"cpu", "cuda:0", "cuda:12", "auto"})
    void hasTheNameItWasMadeOf(String name) {
        assertThat(Device.isName(name)).isTrue();
        assertThat(Device.of(name, 0).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:100", "CPU"})
    void refusesOtherNames(String name) {
        assertThat(Device.isName(name)).isFalse();
        assertThatThrownBy(() -> Device.of(name, 0)).hasMessageContainingAll("cuda:0", "auto", "'" + name + "'");
    }

    /** Ten bits of mantissa would move scores that were calibrated with twenty-three. */
    @Test
    void computesInFullPrecisionOnACard() {
        assertThat(Device.of("cuda:1", 0).cudaSettings())
                .containsEntry("use_tf32", "0")
                .containsEntry("cudnn_conv_algo_search", "HEURISTIC")
                .doesNotContainKey("gpu_mem_limit");
    }

    @Test
    void limitsTheMemoryOfACard() {
        assertThat(Device.of("auto", 1L << 31).cudaSettings())
                .containsEntry("use_tf32", "0")
                .containsEntry("gpu_mem_limit", "2147483648");
    }
}
