package io.latentwatch.evaluation.alarm;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.latentwatch.schemas.AlarmKind;
import java.util.List;
import java.util.Map;

/**
 * What became of the runs of one change.
 *
 * @param attack its name; null without
 * @param corruption its name; null without
 * @param images different ones that the change's images were drawn from: successful attacked ones, corrupted ones, or clean ones
 * @param runs 0 where there is no such image
 * @param within images of the change within which an alarm is asked for
 * @param levels the first alarm of all, then that of each level
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlarmRow(
        Change change,
        String attack,
        String corruption,
        int images,
        int runs,
        int within,
        AlarmKind expected,
        List<Level> levels) {
    /** Of any level, whichever came first. */
    public static final String FIRST = "first";

    public AlarmRow {
        levels = List.copyOf(levels);
    }

    /**
     * First alarms of a level.
     *
     * @param name {@link #FIRST}, or stream, source or window
     * @param early runs in which it came before the change
     * @param raised runs in which it came after it
     * @param inTime those in which it came within the images asked for
     * @param told those of {@code raised} that were called what they are when it came
     * @param settled those that were called so in the end, looked at again until so many images of the change
     * @param settledInTime those of {@code inTime} that were called so in the end; null in a report from before they were counted
     * @param medianImages of the change until it came; null of none
     * @param ninetiethImages in nine of ten it came within so many; null of none
     * @param kinds what it was called when it came, by the number of runs; early ones are left out
     * @param settledKinds what it was called in the end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Level(
            String name,
            int early,
            int raised,
            int inTime,
            int told,
            int settled,
            Integer settledInTime,
            Long medianImages,
            Long ninetiethImages,
            Map<AlarmKind, Integer> kinds,
            Map<AlarmKind, Integer> settledKinds) {}

    /** The row of a level by its name. */
    public Level level(String name) {
        return levels.stream()
                .filter(level -> level.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
