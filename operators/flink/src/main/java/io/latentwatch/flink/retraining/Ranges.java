package io.latentwatch.flink.retraining;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.OffsetRange;
import io.latentwatch.schemas.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ranges of offsets, one at most for each partition. */
final class Ranges {
    private Ranges() {}

    /** The ranges grown to hold one more record; the array given is changed where it has the partition already. */
    static OffsetRange[] with(OffsetRange[] ranges, String topic, int partition, long offset) {
        return with(ranges, new OffsetRange(topic, partition, offset, offset + 1));
    }

    /** The ranges grown to hold others too, and what lies between. The arrays given are not to be used any more. */
    static OffsetRange[] with(OffsetRange[] ranges, OffsetRange... others) {
        OffsetRange[] grown = ranges;
        for (OffsetRange other : others) {
            grown = with(grown, other);
        }
        return grown;
    }

    private static OffsetRange[] with(OffsetRange[] ranges, OffsetRange other) {
        for (OffsetRange range : ranges) {
            if (samePartition(range, other)) {
                range.setFirstOffset(Math.min(range.getFirstOffset(), other.getFirstOffset()));
                range.setEndOffset(Math.max(range.getEndOffset(), other.getEndOffset()));
                return ranges;
            }
        }
        OffsetRange[] grown = Arrays.copyOf(ranges, ranges.length + 1);
        grown[ranges.length] =
                new OffsetRange(other.getTopic(), other.getPartition(), other.getFirstOffset(), other.getEndOffset());
        return grown;
    }

    /** From the oldest image that an alarm names to the one that raised it, in each partition that it names. */
    static OffsetRange[] of(Alarm alarm) {
        OffsetRange[] ranges = new OffsetRange[0];
        List<Position> named = new ArrayList<>(alarm.getExamples());
        named.add(alarm.getRaisedBy());
        for (Position position : named) {
            ranges = with(ranges, position.getTopic(), position.getPartition(), position.getOffset());
        }
        return ranges;
    }

    /** What lies in both, partition by partition. */
    static List<OffsetRange> common(OffsetRange[] some, OffsetRange[] others) {
        List<OffsetRange> common = new ArrayList<>();
        for (OffsetRange one : some) {
            for (OffsetRange other : others) {
                long first = Math.max(one.getFirstOffset(), other.getFirstOffset());
                long end = Math.min(one.getEndOffset(), other.getEndOffset());
                if (samePartition(one, other) && first < end) {
                    common.add(new OffsetRange(one.getTopic(), one.getPartition(), first, end));
                }
            }
        }
        return common;
    }

    private static boolean samePartition(OffsetRange one, OffsetRange other) {
        return one.getPartition() == other.getPartition() && one.getTopic().equals(other.getTopic());
    }
}
