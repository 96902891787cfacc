package io.latentwatch.evaluation.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.evaluation.detect.DetectorEvaluator;
import io.latentwatch.evaluation.detect.WatchedBundle;
import io.latentwatch.schemas.AlarmKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmEvaluatorTest {
    private static final AlarmSettings SETTINGS = new AlarmSettings(
            3,
            4,
            200,
            1_500,
            100,
            0.3,
            0.9,
            List.of("fgsm:0.3"),
            60,
            List.of("contrast"),
            5,
            60,
            500,
            1_000,
            1e4,
            1e3,
            0.3);

    private final List<String> begun = new ArrayList<>();

    @Test
    void watchesEveryChangeAndFindsTheStrongOnes(@TempDir Path folder) throws IOException {
        AlarmReport report = run(folder);

        assertThat(begun).containsExactly("fgsm:0.3", "contrast 5");
        assertThat(report.rows().stream().map(AlarmRow::change))
                .containsExactly(
                        Change.NOTHING,
                        Change.ATTACK_FROM_ONE_SOURCE,
                        Change.ATTACK_FROM_ALL_SOURCES,
                        Change.DRIFT_EVERYWHERE,
                        Change.DRIFT_OF_ONE_SOURCE,
                        Change.OTHER_CLASSES,
                        Change.ATTACK_DURING_DRIFT);
        assertThat(report.rows()).allSatisfy(row -> {
            assertThat(row.runs()).isEqualTo(3);
            assertThat(row.images()).isPositive();
            assertThat(row.levels()).hasSize(4).allSatisfy(level -> {
                assertThat(level.early() + level.raised()).isLessThanOrEqualTo(3);
                assertThat(level.kinds().values().stream().mapToInt(i -> i).sum())
                        .isEqualTo(level.raised());
            });
        });
        // random pixels that lose nearly all contrast look like nothing that was calibrated on
        AlarmRow.Level drift = row(report, Change.DRIFT_EVERYWHERE).level(AlarmRow.FIRST);
        assertThat(drift.raised()).isEqualTo(3);
        assertThat(drift.inTime()).isEqualTo(3);
        // nine of ten images of one class
        assertThat(row(report, Change.OTHER_CLASSES).level("window").kinds()).containsOnlyKeys(AlarmKind.DRIFT_LIKE);
        assertThat(row(report, Change.NOTHING).level("stream").raised()).isZero();
    }

    @Test
    void givesTheSameReportEachTime(@TempDir Path one, @TempDir Path other) throws IOException {
        assertThat(run(one).rows()).isEqualTo(run(other).rows());
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatThrownBy(() -> new AlarmSettings(
                        0, 1, 0, 1, 1, 2, 0.5, List.of("none"), 0, List.of(), 9, 1, 1, 1, 1, 1e3, 0.1))
                .hasMessageContainingAll("1 run", "attackedImages", "smallestChange", "budgets", "none");
    }

    private AlarmReport run(Path folder) throws IOException {
        begun.clear();
        return new AlarmEvaluator(
                        BundleReader.read(WatchedBundle.profile(folder, 0, 1)),
                        WatchedBundle.images(300),
                        SETTINGS,
                        0.01,
                        1,
                        1,
                        new DetectorEvaluator.Listener() {
                            @Override
                            public void begins(String name, int images) {
                                begun.add(name);
                            }

                            @Override
                            public void done(int images) {}
                        })
                .run();
    }

    private static AlarmRow row(AlarmReport report, Change change) {
        return report.rows().stream()
                .filter(row -> row.change() == change)
                .findFirst()
                .orElseThrow();
    }
}
