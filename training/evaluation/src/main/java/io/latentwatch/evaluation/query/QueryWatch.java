package io.latentwatch.evaluation.query;

import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.alarm.PrintRing;
import io.latentwatch.detector.alarm.ShiryaevRoberts;
import java.util.List;
import java.util.OptionalInt;

/** The statistics that look for near-duplicate queries, one for each source, as the job keeps them. */
final class QueryWatch {
    private final double nearPrint;
    private final double imagesPerFalseAlarm;
    private final PrintRing[] rings;
    private final ShiryaevRoberts[] statistics;
    private int queries;

    QueryWatch(double nearPrint, double imagesPerFalseAlarm, int sources) {
        this.nearPrint = nearPrint;
        this.imagesPerFalseAlarm = imagesPerFalseAlarm;
        this.rings = new PrintRing[sources];
        this.statistics = new ShiryaevRoberts[sources];
        for (int source = 0; source < sources; source++) {
            rings[source] = new PrintRing();
            statistics[source] = new ShiryaevRoberts(CleanRates.NEAR_SHARE);
        }
    }

    /** The place, from 1, of the image at which the first alarm comes when the images are dealt out to the sources in turn; empty where none does. */
    static OptionalInt firstAlarm(List<byte[]> prints, double nearPrint, double imagesPerFalseAlarm, int sources) {
        QueryWatch watch = new QueryWatch(nearPrint, imagesPerFalseAlarm, sources);
        for (int i = 0; i < prints.size(); i++) {
            if (watch.alarms(prints.get(i), i % sources)) {
                return OptionalInt.of(i + 1);
            }
        }
        return OptionalInt.empty();
    }

    /** Takes an image in; after an alarm the source's statistic starts anew. */
    boolean alarms(byte[] print, int source) {
        boolean query = rings[source].add(print) <= nearPrint;
        queries += query ? 1 : 0;
        boolean alarm = statistics[source].add(query) >= imagesPerFalseAlarm;
        if (alarm) {
            statistics[source].restart();
        }
        return alarm;
    }

    /** Images so far that counted as queries. */
    int queries() {
        return queries;
    }
}
