package io.latentwatch.detector.alarm;

import io.latentwatch.detector.statistics.Share;
import java.util.Arrays;

/**
 * How the newest images of all other sources fare, beside those of one: a fault of one source looks like a drift of all to whoever sees that source alone. Sources that meet at a place
 * count as one. Not thread-safe.
 */
public final class OtherSources {
    private static final int LENGTHS = 3;

    private final RecentEvidence newest = RecentEvidence.starting(true, 64, 256, 1_000);

    /** Counts one image; see {@link ChangeEvidence#add}. */
    public void add(ImageEvidence image, String source) {
        newest.add(image, source);
    }

    /**
     * Low p-values among the newest images of all sources but this one: of up to 128, 512 or 2,000 images together, whichever show most beyond what chance allows for, since a sudden drift
     * is in the newest alone.
     */
    public Share low(String source) {
        int place = SourceHash.place(source, ChangeEvidence.PLACES);
        Share most = low(place, LENGTHS - 1);
        for (int length = LENGTHS - 2; length >= 0; length--) {
            Share shorter = low(place, length);
            most = beyondChance(shorter) > beyondChance(most) ? shorter : most;
        }
        return most;
    }

    private Share low(int place, int length) {
        ChangeEvidence all = newest.sum(length);
        return new Share(
                Arrays.stream(all.lowByPlace).sum() - all.lowByPlace[place], all.images - all.imagesByPlace[place]);
    }

    private static double beyondChance(Share low) {
        return low.whole() == 0 ? -1 : low.value() - WindowLimit.allowance(low.whole());
    }
}
