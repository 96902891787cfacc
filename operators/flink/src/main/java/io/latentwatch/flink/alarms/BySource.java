package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.OtherSources;
import io.latentwatch.detector.alarm.SourceHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Cuts a run of flags into one for each bucket of sources. A bucket holds the sources whose names hash to it, so that no number of sources makes
 * more state than there are buckets; with many more buckets than sources most hold one source.
 *
 * <p>Each run is told how the newest images of other sources fare, those of this subtask: a fault of one source looks like a drift of all to whoever sees that source alone.
 * This is kept in memory and lost at a restart: it explains alarms and raises none.
 */
public final class BySource implements FlatMapFunction<FlagRun, FlagRun> {
    private static final long serialVersionUID = 1L;

    private final int buckets;
    private transient OtherSources newest;

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
            newest = new OtherSources();
        }
        Map<Integer, List<Integer>> images = new LinkedHashMap<>();
        for (int image = 0; image < run.size(); image++) {
            String source = run.sources()[image];
            images.computeIfAbsent(bucket(source), b -> new ArrayList<>()).add(image);
            newest.add(run.evidence(image), source);
        }
        for (List<Integer> some : images.values()) {
            int[] selected = some.stream().mapToInt(i -> i).toArray();
            out.collect(run.select(selected, newest.low(run.sources()[selected[0]])));
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
