package io.latentwatch.detector.window;

import io.latentwatch.detector.alarm.Distance;
import io.latentwatch.detector.alarm.DistortionRatio;
import io.latentwatch.detector.alarm.WindowLimit;
import io.latentwatch.schemas.AlarmStatistic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One statistic of a window beside its limit.
 *
 * @param layer for a layer's distortion, else empty
 * @param distance how far it lies from what clean images show, at least 0
 * @param limit what clean images seldom reach, above 0
 */
public record Comparison(AlarmStatistic statistic, String layer, double distance, double limit) {
    /** Statistics that are not a layer's: p-values, classes, refused records. */
    private static final int OF_ALL_LAYERS = 3;

    /** Statistics of a window of a network with so many layers. */
    static int statistics(int layers) {
        return OF_ALL_LAYERS + layers;
    }

    /**
     * Images that a window takes to show a change; smaller ones are to be gathered with the next.
     *
     * @param smallestChange distance of p-values that has to show, 0 to 1, or twice the error of the calibration where that is more
     */
    public static long leastImages(WindowSums sums, double imagesPerFalseAlarm, double smallestChange) {
        long reference = sums.reference().rates().calibrationImages();
        double shown = Math.max(smallestChange, 2 * WindowLimit.allowance(reference));
        return new WindowLimit(imagesPerFalseAlarm, statistics(sums.layers().length)).leastImages(shown, reference);
    }

    /** Everything that is compared, what lies furthest over its limit first. A window without a judged image has its refused records alone. */
    public static List<Comparison> of(WindowSums sums, double imagesPerFalseAlarm) {
        WindowLimit limits = new WindowLimit(imagesPerFalseAlarm, statistics(sums.layers().length));
        long images = sums.imagesInAll();
        List<Comparison> all = new ArrayList<>();
        all.add(new Comparison(
                AlarmStatistic.REFUSED,
                "",
                sums.evidence().refusedShare(),
                limits.of(sums.evidence().records(), Long.MAX_VALUE)));
        if (images > 1) {
            compareImages(sums, images, limits, all);
        }
        all.sort(Comparator.comparing(Comparison::overLimit).reversed());
        return all;
    }

    private static void compareImages(WindowSums sums, long images, WindowLimit limits, List<Comparison> all) {
        WindowReference reference = sums.reference();
        all.add(new Comparison(
                AlarmStatistic.P_VALUES,
                "",
                Distance.fromUniform(sums.evidence().cells),
                limits.of(images, reference.rates().calibrationImages())));
        long[] classes = new long[reference.classes().length];
        for (int c = 0; c < sums.classes().length; c++) {
            classes[sums.classes()[c]] = sums.images()[c];
        }
        all.add(new Comparison(
                AlarmStatistic.CLASSES,
                "",
                Distance.ofClasses(classes, reference.classes()),
                limits.of(images, reference.images())));
        for (int layer = 0; layer < sums.layers().length; layer++) {
            DistortionRatio ratio = new DistortionRatio(images, sums.ratios()[layer], sums.squares()[layer]);
            all.add(new Comparison(
                    AlarmStatistic.DISTORTION,
                    sums.layers()[layer],
                    Math.abs(ratio.mean() - 1),
                    ratio.limit(limits.comparisons(images), Math.max(2, reference.images()))));
        }
    }

    /** 1 at the limit. */
    public double overLimit() {
        return distance / limit;
    }
}
