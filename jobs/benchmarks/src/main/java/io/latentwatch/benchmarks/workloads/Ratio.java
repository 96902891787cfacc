package io.latentwatch.benchmarks.workloads;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * One way's speed over another's.
 *
 * @param goal what it is to reach at least; empty where it is only told
 */
public record Ratio(WayKind of, WayKind to, OptionalDouble goal) {
    public Ratio {
        requireNonNull(of, "of is null");
        requireNonNull(to, "to is null");
        requireNonNull(goal, "goal is null");
    }

    static Ratio of(WayKind of, WayKind to) {
        return new Ratio(of, to, OptionalDouble.empty());
    }

    static Ratio of(WayKind of, WayKind to, double goal) {
        return new Ratio(of, to, OptionalDouble.of(goal));
    }

    /** Its name in {@code summary.json}, such as {@code jobToRuntime}. */
    public String key() {
        String second = to.key();
        return of.key() + "To" + Character.toUpperCase(second.charAt(0)) + second.substring(1);
    }

    /** For people. */
    public String title() {
        return of.shortTitle() + " / " + to.shortTitle();
    }
}
