package io.latentwatch.flink.windows;

import io.latentwatch.schemas.ClassDistortion;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Writes the sums of a full window as one record for each layer. Keyed by bundle id. */
public final class ToDistortionWindows extends ProcessWindowFunction<WindowSums, DistortionWindow, String, TimeWindow> {
    @Override
    public void process(
            String bundleId, Context context, Iterable<WindowSums> reduced, Collector<DistortionWindow> out) {
        for (WindowSums sums : reduced) {
            for (int layer = 0; layer < sums.layers().length; layer++) {
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
        record.setFlagged(Arrays.stream(sums.flagged()).sum());
        record.setMeanDistortion(distortion / images);
        record.setCleanRatio(distortion / sums.cleanDistortion()[layer]);
        record.setClasses(classes);
        return record;
    }
}
