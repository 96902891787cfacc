package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.corrupt.Corruption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What drift is measured with.
 *
 * @param corruptions none, or some, each once
 * @param severities of each of them, 1 to 5
 * @param images that are corrupted, the first ones of the set
 */
public record PlannedCorruptions(List<Corruption> corruptions, List<Integer> severities, int images) {
    /** The name that stands for all of them. */
    public static final String ALL = "all";

    /** None at all. */
    public static final PlannedCorruptions NONE = new PlannedCorruptions(List.of(), List.of(1), 1);

    public PlannedCorruptions {
        corruptions = corruptions.stream().distinct().toList();
        severities = severities.stream().distinct().sorted().toList();
        if (images < 1
                || severities.isEmpty()
                || severities.stream().anyMatch(severity -> severity < 1 || severity > Corruption.SEVERITIES)) {
            throw new IllegalArgumentException(
                    "expected severities from 1 to %d and at least 1 image to corrupt, found %s and %d"
                            .formatted(Corruption.SEVERITIES, severities, images));
        }
    }

    /**
     * Reads names such as {@code fog}, or {@link #ALL}.
     *
     * @throws IllegalArgumentException if a name is unknown, with all that are known, or a number out of range
     */
    public static PlannedCorruptions parse(List<String> names, List<Integer> severities, int images) {
        Map<String, Corruption> known = new LinkedHashMap<>();
        for (Corruption corruption : Corruption.values()) {
            known.put(corruption.label(), corruption);
        }
        List<Corruption> corruptions = new ArrayList<>();
        for (String name : names) {
            if (name.equals(ALL)) {
                corruptions.addAll(Arrays.asList(Corruption.values()));
            } else if (known.containsKey(name)) {
                corruptions.add(known.get(name));
            } else {
                throw new IllegalArgumentException(
                        "expected corruptions of %s, or %s, found '%s'".formatted(known.keySet(), ALL, name));
            }
        }
        return new PlannedCorruptions(corruptions, severities, images);
    }
}
