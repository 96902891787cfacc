package io.latentwatch.benchmarks.workloads;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.Encoding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One model with one kind of image, and what is measured of it.
 *
 * @param name in {@code --workloads} and {@code summary.json}
 * @param encoding how the images are sent
 * @param images in each measurement, unless others are asked for: some eight seconds of the job on a machine of today
 * @param ratios what is held against what; no other ways are measured
 * @param latency whether the waiting times of job and plain loop at half of the job's speed are measured too; both ways are in the ratios then
 */
public record Workload(
        String name, BundleSource bundle, Encoding encoding, int images, List<Ratio> ratios, boolean latency) {
    public Workload {
        requireNonNull(name, "name is null");
        requireNonNull(bundle, "bundle is null");
        requireNonNull(encoding, "encoding is null");
        ratios = List.copyOf(ratios);
    }

    /** The ways that take part in a ratio, in the order of their turns. */
    public Set<WayKind> ways() {
        Set<WayKind> ways = EnumSet.noneOf(WayKind.class);
        ratios.forEach(ratio -> {
            ways.add(ratio.of());
            ways.add(ratio.to());
        });
        return ways;
    }

    /** Partitions of the images' topic: one for each subtask of the job that has most. */
    public int partitions() {
        return ways().stream().mapToInt(WayKind::subtasks).max().orElse(1);
    }
}
