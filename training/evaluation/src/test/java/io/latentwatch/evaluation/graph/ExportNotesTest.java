package io.latentwatch.evaluation.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.evaluation.TwoLayerModel;
import io.latentwatch.evaluation.graph.ExportNotes.Gate;
import io.latentwatch.evaluation.graph.ExportNotes.Pruning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportNotesTest {
    @Test
    void readsHowANetworkWasPruned() {
        String note = """
                {"gates":[{"name":"gate1","layer":"conv1","total":20,"kept":14,"since":"later"}],"sparsityPercent":84.16,
                 "memoryPercent":{"paper":6.81,"once":6.81,"parameters":5.5},"gateCountedFlops":436702,"gateCountedSpeedup":10.57}
                """;

        Pruning pruning =
                ExportNotes.pruning(TwoLayerModel.withNote("pruning", note)).orElseThrow();

        assertThat(pruning.gates()).containsExactly(new Gate("gate1", "conv1", 20, 14));
        assertThat(pruning.sparsityPercent()).isEqualTo(84.16);
        assertThat(pruning.memoryPercent().parameters()).isEqualTo(5.5);
        assertThat(pruning.gateCountedFlops()).isEqualTo(436702);
        assertThat(pruning.gateCountedSpeedup()).isEqualTo(10.57);
    }

    @Test
    void fieldsThatAreNotThereAreNotKnown() {
        Pruning pruning =
                ExportNotes.pruning(TwoLayerModel.withNote("pruning", "{}")).orElseThrow();

        assertThat(pruning.gates()).isEmpty();
        assertThat(pruning.sparsityPercent()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "[1, 2]", "{\"gates\": 3}", ""})
    void takesAnotherProgramsEntryForNoNote(String value) {
        assertThat(ExportNotes.pruning(TwoLayerModel.withNote("pruning", value)))
                .isEmpty();
        assertThat(ExportNotes.unprunedWidths(TwoLayerModel.withNote("taps", value)))
                .isEmpty();
    }

    @Test
    void foreignModelsHaveNone() {
        assertThat(ExportNotes.pruning(TwoLayerModel.build())).isEmpty();
        assertThat(ExportNotes.unprunedWidths(TwoLayerModel.build())).isEmpty();
    }
}
