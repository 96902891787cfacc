package io.latentwatch.flink.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.alarm.ImageEvidence;
import io.latentwatch.detector.window.Example;
import io.latentwatch.detector.window.SumsBuilder;
import io.latentwatch.detector.window.WindowReference;
import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.schemas.ClassDistortion;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Role;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class DistortionWindowsTest {
    private static final String[] LAYERS = {"conv", "dense"};

    @Test
    void writesOneRecordForEachWindowAndLayerAndLeavesOutWhatIsLate() throws Exception {
        List<DistortionWindow> windows = run(List.of(
                sums(1_000, 0, false, 3f, 30f),
                sums(2_000, 1, true, 5f, 50f),
                sums(9_999, 1, false, 6f, 60f),
                sums(10_000, 0, false, 1f, 1f),
                sums(3_000, 0, true, 1_000f, 1_000f))); // its window has closed

        assertThat(windows).hasSize(4);
        DistortionWindow first = windows.get(0);
        assertThat(first.getBundleId()).isEqualTo("bundle");
        assertThat(first.getRole()).isEqualTo(Role.ACTIVE);
        assertThat(first.getLayer()).isEqualTo("conv");
        assertThat(first.getWindowStartMillis()).isZero();
        assertThat(first.getWindowEndMillis()).isEqualTo(10_000);
        assertThat(first.getImages()).isEqualTo(3);
        assertThat(first.getFlagged()).isEqualTo(1);
        // (3 + 5 + 6) / 3; clean images of the classes show 1 + class at this layer: (1 + 2 + 2) / 3
        assertThat(first.getMeanDistortion()).isEqualTo(14.0 / 3);
        assertThat(first.getCleanRatio()).isEqualTo(14.0 / 5);
        assertThat(first.getClasses())
                .containsExactly(new ClassDistortion(0, 1L, 0L, 3.0), new ClassDistortion(1, 2L, 1L, 5.5));
        assertThat(windows.get(1).getLayer()).isEqualTo("dense");
        assertThat(windows.get(1).getMeanDistortion()).isEqualTo(140.0 / 3);
        assertThat(windows.get(2).getWindowStartMillis()).isEqualTo(10_000);
        assertThat(windows.get(2).getImages()).isEqualTo(1);
    }

    private static List<DistortionWindow> run(List<Timed> batches) throws Exception {
        Configuration settings =
                new Configuration().set(PipelineOptions.OBJECT_REUSE, true).set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        DataStream<WindowSums> sums = environment
                .fromData(TypeInformation.of(Timed.class), batches.toArray(Timed[]::new))
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Timed>forGenerator(context -> new AfterEachRecord())
                        .withTimestampAssigner((timed, ignored) -> timed.timeMillis()))
                .map(Timed::sums)
                .returns(WindowSums.class);
        return DistortionWindows.of(sums, Duration.ofSeconds(10)).executeAndCollect(100);
    }

    private static Timed sums(long timeMillis, int predictedClass, boolean flagged, float conv, float dense) {
        SumsBuilder builder = new SumsBuilder(
                "bundle", new WindowReference(0.01, new CleanRates(1_000, 0.01, 0.05), new long[] {10, 10}), LAYERS);
        builder.add(
                predictedClass,
                new ImageEvidence(0.5, flagged, Twin.STABLE, false, false),
                new float[] {conv, dense},
                (c, layer) -> 1 + c + 10 * layer,
                new Example("images", 0, timeMillis, "camera", null));
        return new Timed(timeMillis, builder.build());
    }

    /** Public, because Flink makes it. */
    public record Timed(long timeMillis, WindowSums sums) {}

    private static final class AfterEachRecord implements WatermarkGenerator<Timed> {
        @Override
        public void onEvent(Timed event, long timestamp, WatermarkOutput output) {
            output.emitWatermark(new Watermark(timestamp - 1));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
