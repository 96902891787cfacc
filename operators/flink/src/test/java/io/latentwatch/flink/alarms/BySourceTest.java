package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.flink.Records;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;

class BySourceTest {
    @Test
    void cutsABatchIntoItsSourcesAndKeepsTheirOrder() {
        List<FlagRun> runs = cut(new BySource(65_536), "gate", "hall", "gate", "gate");

        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).sources()).containsExactly("gate", "gate", "gate");
        assertThat(runs.get(0).offsets()).containsExactly(0, 2, 3);
        assertThat(runs.get(0).flags()).containsExactly(true, true, false);
        assertThat(runs.get(1).sources()).containsExactly("hall");
        assertThat(runs.get(1).position(0).getOffset()).isEqualTo(1);
        assertThat(runs.get(1).eventTimesMillis()).containsExactly(1_000);
    }

    /** Six images; of those of other sources than gate's one is flagged, which makes its p-value low. */
    @Test
    void tellsEachSourceHowTheOthersFare() {
        BySource bySource = new BySource(65_536);
        cut(bySource, "hall", "gate", "gate");

        FlagRun gate = cut(bySource, "gate", "gate", "gate").get(0);

        assertThat(gate.rest()).isEqualTo(new Share(1, 1));
        assertThat(cut(bySource, "hall").get(0).rest()).isEqualTo(new Share(5, 5));
    }

    @Test
    void makesNoMoreKeysThanThereAreBuckets() {
        BySource bySource = new BySource(4);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            cut(bySource, "client-" + i).forEach(run -> keys.add(bySource.key(run)));
        }

        assertThat(keys).containsExactlyInAnyOrder("bundle/4/0", "bundle/4/1", "bundle/4/2", "bundle/4/3");
    }

    /** 1,000 names in 65,536 buckets meet in about 1,000^2 / 2 / 65,536 = 7.6 pairs where they are spread evenly. */
    @Test
    void spreadsNamesThatAreAlike() {
        BySource bySource = new BySource(65_536);
        Set<Integer> buckets = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            buckets.add(bySource.bucket("camera-" + i));
        }

        assertThat(buckets).hasSizeGreaterThan(975);
    }

    @Test
    void takesTheSourceFromTheImageOrFromWhereItCame() {
        ReceivedRecord record = new ReceivedRecord("zone-a", 3, 0, 0, null, new String[0], new byte[0][], new byte[0]);
        Image named = Records.image("one", 1);
        named.setSource("gate");
        Image unnamed = Records.image("two", 2);
        unnamed.setSource("");

        assertThat(SourceBy.IMAGE.of(record, named)).isEqualTo("gate");
        assertThat(SourceBy.IMAGE.of(record, unnamed)).isEqualTo("zone-a/3");
        assertThat(SourceBy.TOPIC.of(record, named)).isEqualTo("zone-a");
        assertThat(SourceBy.PARTITION.of(record, named)).isEqualTo("zone-a/3");
    }

    private static List<FlagRun> cut(BySource bySource, String... sources) {
        boolean[] flags = new boolean[sources.length];
        Arrays.fill(flags, 0, Math.min(3, flags.length), true);
        List<FlagRun> runs = new ArrayList<>();
        bySource.flatMap(Runs.of("bundle", 0.01, 0, flags, sources), new ListCollector<>(runs));
        return runs;
    }
}
