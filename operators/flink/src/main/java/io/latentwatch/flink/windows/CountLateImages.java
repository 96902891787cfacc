package io.latentwatch.flink.windows;

import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Counts the images that came after their window had closed; nothing leaves it. Their flags have been counted by the alarms all the same. */
public final class CountLateImages extends ProcessFunction<WindowSums, WindowSums> {
    private transient Counter late;

    @Override
    public void open(OpenContext context) {
        late = new Metrics(getRuntimeContext().getMetricGroup(), Metric.Owner.LATE).counter(Metric.LATE_IMAGES);
    }

    @Override
    public void processElement(WindowSums sums, Context context, Collector<WindowSums> out) {
        late.inc(sums.imagesInAll());
    }
}
