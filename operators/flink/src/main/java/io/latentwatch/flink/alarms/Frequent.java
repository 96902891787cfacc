package io.latentwatch.flink.alarms;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Orders names by how often they occur. */
public final class Frequent {
    private Frequent() {}

    /** The distinct names, the most frequent first, those of equal number by name; nulls are left out. */
    public static List<String> first(String... names) {
        Map<String, Long> counts = Arrays.stream(names)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
