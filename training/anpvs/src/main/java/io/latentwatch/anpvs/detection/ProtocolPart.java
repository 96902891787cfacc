package io.latentwatch.anpvs.detection;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be measured of a training's detector apart from the rest, in the order in which it is: what costs the most comes last, of all trainings. */
public enum ProtocolPart {
    /** Flags on clean test images, under the attacks of those who do not know the detector, and under drift: {@link DetectionResult}. */
    FLAGS,

    /** Flags on clean test images where each predicted class is calibrated by itself. */
    CLASSES,

    /** Alarms on streams. */
    ALARMS,

    /** Query attacks. */
    QUERIES,

    /** Attacks without a radius. */
    UNBOUNDED,

    /** Further attacks by those who do not know the detector, and what a squeezed input without a detector is worth against them. */
    FURTHER,

    /** Attackers who know the detector. */
    ADAPTIVE;

    /** Names the part on the command line and, of all but {@link #FLAGS}, its file. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The parts of these names; all where there are none.
     *
     * @throws IllegalArgumentException if a name is none of a part
     */
    public static Set<ProtocolPart> parse(List<String> ids) {
        if (ids.isEmpty()) {
            return EnumSet.allOf(ProtocolPart.class);
        }
        return ids.stream()
                .map(ProtocolPart::parse)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProtocolPart.class)));
    }

    private static ProtocolPart parse(String id) {
        return Arrays.stream(values())
                .filter(part -> part.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--parts: expected some of %s, found '%s'"
                        .formatted(Arrays.stream(values()).map(ProtocolPart::id).toList(), id)));
    }
}
