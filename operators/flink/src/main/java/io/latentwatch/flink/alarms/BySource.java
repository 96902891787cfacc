package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.ChangeEvidence;
import io.latentwatch.detector.alarm.RecentEvidence;
import io.latentwatch.detector.alarm.SourceHash;
import io.latentwatch.detector.statistics.Share;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Cuts a batch's flags into one run for each bucket of sources. A bucket holds the sources whose names hash to it, so that no number of sources makes
 * more state than there are buckets; with many more buckets than sources most hold one source.
 *
 * <p>Each run is told how the newest images of other sources fare, those of this subtask: a fault of one source looks like a drift of all to whoever sees that source alone.
 * This is kept in memory and lost at a restart: it explains alarms and raises none.
 */
public final class BySource implements FlatMapFunction<FlagRun, FlagRun> {
    private static final int NEWEST = 1_000;

    private static final long serialVersionUID = 1L;

    private final int buckets;
    private transient RecentEvidence newest;

    /** @param buckets at least 1 */
    public BySource(int buckets) {
        if (buckets < 1) {
            throw new IllegalArgumentException("buckets is " + buckets + ", expected at least 1");
        }
        this.buckets = buckets;
    }

    @Override
    public void flatMap(FlagRun run, Collector<FlagRun> out) {
        if (newest == null) {
            newest = RecentEvidence.starting(true, NEWEST);
        }
        Map<Integer, List<Integer>> images = new LinkedHashMap<>();
        for (int image = 0; image < run.size(); image++) {
            String source = run.sources()[image];
            images.computeIfAbsent(bucket(source), b -> new ArrayList<>()).add(image);
            newest.add(run.pValues()[image], run.flags()[image], run.twin(image), source);
        }
        ChangeEvidence all = newest.sum(0);
        long allLow = Arrays.stream(all.lowByPlace).sum();
        for (List<Integer> some : images.values()) {
            int[] selected = some.stream().mapToInt(i -> i).toArray();
            int place = SourceHash.place(run.sources()[selected[0]], ChangeEvidence.PLACES);
            Share rest = new Share(allLow - all.lowByPlace[place], all.images - all.imagesByPlace[place]);
            out.collect(run.select(selected, rest));
        }
    }

    /** What the alarms of a run that {@link #flatMap} gave are keyed by: bundle, number of buckets, bucket. */
    public String key(FlagRun run) {
        return run.bundleId() + "/" + buckets + "/" + bucket(run.sources()[0]);
    }

    int bucket(String source) {
        return SourceHash.place(source, buckets);
    }
}
