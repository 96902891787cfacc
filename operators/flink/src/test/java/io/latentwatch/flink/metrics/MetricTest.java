package io.latentwatch.flink.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.flink.metrics.Metric.Owner;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    private static final Set<String> LABELS = Set.of(
            "role",
            "outcome",
            "reason",
            "stage",
            "layer",
            "class",
            "kind",
            "rank",
            "result",
            "level",
            "statistic",
            "bundle",
            "le");

    @Test
    void noTwoShareAName() {
        List<String> names = Stream.of(Metric.values()).map(Metric::id).toList();

        assertThat(new TreeSet<>(names)).hasSameSizeAs(names);
    }

    @ParameterizedTest
    @EnumSource
    void nameIsFreeOfLabels(Metric metric) {
        assertThat(metric.id()).matches("[a-z][a-z_]*[a-z]");
        assertThat(LABELS).noneMatch(label -> metric.id().startsWith(label + "_"));
        assertThat(LABELS).containsAll(metric.labels());
    }

    @Test
    void refusesWhatTheCatalogueDoesNotHave() {
        Metrics metrics = new Metrics(new InMemoryGroup(), Owner.INSPECT);

        assertThatThrownBy(() -> metrics.counter(Metric.TWIN_RATE)).hasMessageContainingAll("twin_rate", "GAUGE");
        assertThatThrownBy(() -> metrics.counter(Metric.IMAGES)).hasMessageContainingAll("images", "[outcome]");
        assertThatThrownBy(() -> metrics.counter(Metric.LATE_IMAGES)).hasMessageContainingAll("late_images", "LATE");
    }

    @Test
    void bucketsAreCumulativeAndHoldTheirLimits() {
        InMemoryGroup group = new InMemoryGroup();
        Buckets buckets = new Metrics(group, Owner.INSPECT).buckets(Metric.P_VALUE, new double[] {0.1, 0.5});

        buckets.add(0.1);
        buckets.add(0.25);
        buckets.add(0.75);

        assertThat(group.value("/latentwatch/le=0.1/p_value_bucket")).isEqualTo(1);
        assertThat(group.value("/latentwatch/le=0.5/p_value_bucket")).isEqualTo(2);
        assertThat(group.value("/latentwatch/le=+Inf/p_value_bucket")).isEqualTo(3);
        assertThat(group.value("/latentwatch/p_value_sum")).isEqualTo(1.1);
    }
}
