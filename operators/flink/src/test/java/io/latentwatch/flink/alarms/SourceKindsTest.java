package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SourceKindsTest {
    @Test
    void takesSourcesForClientsUnlessTheyAreNamed() {
        SourceKinds kinds = new SourceKinds(List.of("gate", "hall-*"));

        assertThat(kinds.isCamera("gate")).isTrue();
        assertThat(kinds.isCamera("hall-7")).isTrue();
        assertThat(kinds.isCamera("gate-2")).isFalse();
        assertThat(kinds.isCamera("client")).isFalse();
        assertThat(new SourceKinds(List.of()).isCamera("gate")).isFalse();
        assertThat(new SourceKinds(List.of("*")).isCamera("gate")).isTrue();
    }
}
