package io.latentwatch.flink.windows;

import io.latentwatch.detector.window.WindowSums;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Keeps {@link ModelFigures} as metrics. For one subtask; nothing leaves it. */
public final class TellModelFigures extends ProcessFunction<WindowSums, WindowSums> {
    private transient ModelFigures figures;

    @Override
    public void open(OpenContext context) {
        figures = new ModelFigures(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(WindowSums sums, Context context, Collector<WindowSums> out) {
        figures.add(sums);
    }
}
