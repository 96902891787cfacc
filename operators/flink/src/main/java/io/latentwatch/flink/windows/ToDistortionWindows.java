package io.latentwatch.flink.windows;

import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.schemas.ClassDistortion;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Role;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Writes the sums of a full window as one record for each layer, and hands them to the windows' alarms. Keyed by bundle id. */
public final class ToDistortionWindows extends ProcessWindowFunction<WindowSums, DistortionWindow, String, TimeWindow> {
    /** One for each window with a record. */
    public static final OutputTag<ClosedWindow> CLOSED =
            new OutputTag<>("closed-windows", TypeInformation.of(ClosedWindow.class));

    @Override
    public void process(
            String bundleId, Context context, Iterable<WindowSums> reduced, Collector<DistortionWindow> out) {
        for (WindowSums sums : reduced) {
            context.output(CLOSED, new ClosedWindow(context.window().getEnd(), sums));
            int layers = sums.imagesInAll() == 0 ? 0 : sums.layers().length;
            for (int layer = 0; layer < layers; layer++) {
                out.collect(ofLayer(sums, layer, context.window()));
            }
        }
    }

    private static DistortionWindow ofLayer(WindowSums sums, int layer, TimeWindow window) {
        long images = sums.imagesInAll();
        double distortion = 0;
        List<ClassDistortion> classes = new ArrayList<>(sums.classes().length);
        for (int c = 0; c < sums.classes().length; c++) {
            double ofClass = sums.distortion()[c * sums.layers().length + layer];
            distortion += ofClass;
            classes.add(new ClassDistortion(
                    sums.classes()[c], sums.images()[c], sums.flagged()[c], ofClass / sums.images()[c]));
        }
        DistortionWindow record = new DistortionWindow();
        record.setBundleId(sums.bundleId());
        record.setRole(Role.ACTIVE);
        record.setLayer(sums.layers()[layer]);
        record.setWindowStartMillis(window.getStart());
        record.setWindowEndMillis(window.getEnd());
        record.setImages(images);
        record.setFlagged(sums.flaggedInAll());
        record.setMeanDistortion(distortion / images);
        record.setCleanRatio(distortion / sums.cleanDistortion()[layer]);
        record.setClasses(classes);
        return record;
    }
}
