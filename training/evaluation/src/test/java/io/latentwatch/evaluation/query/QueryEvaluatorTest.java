package io.latentwatch.evaluation.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.evaluation.detect.DetectorEvaluator;
import io.latentwatch.evaluation.detect.WatchedBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryEvaluatorTest {
    /** From the fourth near copy on each counts as a query: q / 0.01 with q = 0.02 to 0.5 multiplies the evidence by 2 to 50, so 1e3 takes three. */
    @Test
    void alarmsOnNearCopiesOfOneSourceAndLaterOfMany() {
        List<byte[]> copies =
                IntStream.range(0, 100).mapToObj(i -> print(i % 2)).toList();

        int one = QueryWatch.firstAlarm(copies, 0.01, 1e3, 1).orElseThrow();
        int ten = QueryWatch.firstAlarm(copies, 0.01, 1e3, 10).orElseThrow();

        assertThat(one).isBetween(5, 7);
        assertThat(ten).isBetween(10 * (one - 1) + 1, 10 * one);
        assertThat(QueryWatch.firstAlarm(copies, 0.01, 1e3, 100)).isEmpty();
    }

    @Test
    void doesNotAlarmOnDifferentImages() {
        List<byte[]> different =
                IntStream.range(0, 12).mapToObj(i -> print(20 * i)).toList();

        assertThat(QueryWatch.firstAlarm(different, 0.01, 1e3, 1)).isEmpty();
    }

    @Test
    void runsEachAttackWithEachNumberOfSourcesPlainAndBlinded(@TempDir Path folder) throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        QuerySettings settings = new QuerySettings(
                List.of("square:0.3", "hop-skip-jump:0.3"), 3, 60, 50, List.of(1, 10), new Blinding(5, 0.1, 0.05), 1e3);

        QueryReport report = new QueryEvaluator(bundle, WatchedBundle.images(40), settings, 1, new Silent()).run();
        QueryReport again = new QueryEvaluator(bundle, WatchedBundle.images(40), settings, 1, new Silent()).run();

        assertThat(report).isEqualTo(again);
        assertThat(report.nearPrint()).isPositive();
        assertThat(report.cleanImages()).isEqualTo(40);
        assertThat(report.rows()).hasSize(8).allSatisfy(row -> {
            assertThat(row.attacks()).isEqualTo(3);
            assertThat(row.alarmedInTime()).isLessThanOrEqualTo(row.alarmed());
            assertThat(row.goingOn().attackers()).isLessThanOrEqualTo(row.attacks());
            assertThat(row.goingOn().alarmedInTime())
                    .isLessThanOrEqualTo(row.goingOn().attackers());
            assertThat(row.succeededFirst()).isLessThanOrEqualTo(row.succeeded());
        });
        assertThat(report.rows().stream().map(QueryRow::sources)).containsExactly(1, 10, 1, 10, 1, 10, 1, 10);
        assertThat(report.rows().stream().map(QueryRow::blinded))
                .containsExactly(false, false, true, true, false, false, true, true);
        // a sourcewise alarm never comes earlier than that of one source, and what succeeds does not depend on the
        // sources
        for (int i = 0; i < 8; i += 2) {
            assertThat(report.rows().get(i + 1).alarmed())
                    .isLessThanOrEqualTo(report.rows().get(i).alarmed());
            assertThat(report.rows().get(i + 1).succeeded())
                    .isEqualTo(report.rows().get(i).succeeded());
        }
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatThrownBy(() -> new QuerySettings(List.of("pgd:0.1"), 0, 1, 1, List.of(), null, 1))
                .hasMessageContainingAll(
                        "pgd:0.1", "hop-skip-jump:EPSILON", "images", "sources", "imagesPerFalseAlarm");
    }

    private static byte[] print(int level) {
        byte[] print = new byte[ImagePrint.LENGTH];
        Arrays.fill(print, (byte) level);
        return print;
    }

    private static final class Silent implements DetectorEvaluator.Listener {
        @Override
        public void begins(String name, int images) {}

        @Override
        public void done(int images) {}
    }
}
