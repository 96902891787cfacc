package io.latentwatch.evaluation.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.ScoreSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFlagsTest {
    private static final double ALPHA = 0.01;

    @TempDir
    private Path folder;

    /** Each table counts what the job would have flagged of the images that it looks up there. */
    @Test
    void countsByTableWhatTheJobFlags() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profilePerClass(folder));
        LabelledImages images = WatchedBundle.images(2_400);

        List<TableFlags> tables = TableFlags.all(bundle, images, ALPHA, 200, 1);

        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.promising(ALPHA))) {
            List<Judgement> judged = detector
                    .inspect(IntStream.range(0, images.count())
                            .mapToObj(i -> new ImageToInspect(
                                    new EncodedImage(Encoding.RAW_UINT8, images.image(i), 8, 8, 1), true))
                            .toList())
                    .stream()
                    .map(outcome -> ((Outcome.Judged) outcome).judgement())
                    .toList();
            List<TableFlags> twin = tables.stream()
                    .filter(table -> table.scoreSet() == ScoreSet.TWIN)
                    .toList();
            assertThat(twin).hasSizeGreaterThan(1);
            for (TableFlags table : twin) {
                List<Judgement> there = judged.stream()
                        .filter(judgement -> judgement.table().equals(table.table()))
                        .toList();
                assertThat(table.images()).isEqualTo(there.size());
                assertThat(table.flagged())
                        .isEqualTo(there.stream().filter(Judgement::flagged).count());
                assertThat(table.expected()).isPositive().isLessThan(ALPHA);
                assertThat(table.share()).isBetween(table.lower(), table.upper());
                if (there.size() - there.size() / 5 < 459) { // the least that 1 % takes
                    assertThat(table.split()).isNull();
                } else {
                    assertThat(table.split().calibration() + table.split().test())
                            .isEqualTo(there.size());
                    assertThat(table.split().meanFlags())
                            .isCloseTo(table.split().expectedFlags(), withinPercentage(50));
                    assertThat(table.split().pValue()).isGreaterThan(0.001);
                }
            }
            assertThat(twin).extracting(TableFlags::split).anyMatch(Objects::nonNull);
            assertThat(twin.stream().mapToLong(TableFlags::images).sum()).isEqualTo(2_400);
        }
        assertThat(tables.stream().filter(table -> table.scoreSet() == ScoreSet.PLAIN))
                .hasSameSizeAs(twinNames(tables));
    }

    private static List<String> twinNames(List<TableFlags> tables) {
        return tables.stream()
                .filter(table -> table.scoreSet() == ScoreSet.TWIN)
                .map(TableFlags::table)
                .toList();
    }
}
