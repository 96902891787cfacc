package io.latentwatch.evaluation.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.bundle.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScoreSelectionTest {
    private static final Manifest.Scores SCORES = new Manifest.Scores(
            List.of("activation/a", "confidence/c"),
            List.of(
                    "latent-twin/a.bits-1",
                    "softmax-twin/bits-1",
                    "latent-twin/a.median-2x2",
                    "softmax-twin/median-2x2"),
            List.of("bits-1", "median-2x2"),
            5);

    @Test
    void leavesEachFamilyAndEachSqueezerOutAndAlone() {
        Map<String, List<String>> heard = new LinkedHashMap<>();
        for (ScoreSelection selection : ScoreSelection.all(SCORES)) {
            heard.put(
                    selection.name(),
                    Stream.concat(SCORES.plain().stream(), SCORES.twin().stream())
                            .filter(selection.heard())
                            .toList());
        }

        assertThat(heard)
                .hasSize(1 + 4 + 4 + 1 + 2 + 2)
                .containsEntry("without twins", SCORES.plain())
                .containsEntry("softmax-twin alone", List.of("softmax-twin/bits-1", "softmax-twin/median-2x2"))
                .containsEntry(
                        "without latent-twin",
                        List.of("activation/a", "confidence/c", "softmax-twin/bits-1", "softmax-twin/median-2x2"))
                .containsEntry(
                        "without median-2x2",
                        List.of("activation/a", "confidence/c", "latent-twin/a.bits-1", "softmax-twin/bits-1"))
                .containsEntry(
                        "median-2x2 alone of the twins",
                        List.of("activation/a", "confidence/c", "latent-twin/a.median-2x2", "softmax-twin/median-2x2"));
        assertThat(heard.get("all")).hasSize(6);
    }
}
