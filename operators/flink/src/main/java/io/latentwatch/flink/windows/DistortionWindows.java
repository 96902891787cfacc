package io.latentwatch.flink.windows;

import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.schemas.DistortionWindow;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.OutputTag;

/** Adds the windows of distortion to a job: sums by bundle and window, one record for each layer; what comes too late is counted. */
public final class DistortionWindows {
    private static final TypeInformation<WindowSums> SUMS = TypeInformation.of(WindowSums.class);
    private static final OutputTag<WindowSums> LATE = new OutputTag<>("late", SUMS);

    private DistortionWindows() {}

    /**
     * The windows of the sums.
     *
     * @param size of a window, in event time, aligned to 1970-01-01T00:00Z
     */
    public static SingleOutputStreamOperator<DistortionWindow> of(DataStream<WindowSums> sums, Duration size) {
        SingleOutputStreamOperator<DistortionWindow> windows = sums.keyBy(WindowSums::bundleId)
                .window(TumblingEventTimeWindows.of(size))
                .sideOutputLateData(LATE)
                .reduce(WindowSums::plus, new ToDistortionWindows(), new AvroTypeInfo<>(DistortionWindow.class))
                .name("distortion windows")
                .uid("distortion-windows");
        windows.getSideOutput(LATE)
                .process(new CountLateImages(), SUMS)
                .name(Metric.Owner.LATE.operator())
                .uid("late-images");
        return windows;
    }
}
