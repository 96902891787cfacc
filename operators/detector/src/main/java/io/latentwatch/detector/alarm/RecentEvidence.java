package io.latentwatch.detector.alarm;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;

/** Evidence of the newest images: one to two blocks of them. Flink keeps it as a POJO. Not thread-safe. */
public final class RecentEvidence {
    /** Evidence of the newest images, at most a block. */
    public ChangeEvidence current;

    /** Evidence of the block before; null where there is none yet. */
    public ChangeEvidence before;

    /** Evidence of no image yet. */
    public static RecentEvidence starting(ChangeEvidence empty) {
        RecentEvidence evidence = new RecentEvidence();
        evidence.current = empty;
        return evidence;
    }

    /**
     * Counts one image; see {@link ChangeEvidence#add}.
     *
     * @param block images of a block
     */
    public void add(long block, double pValue, boolean flag, Twin twin, String source) {
        if (current.images >= block) {
            ChangeEvidence next =
                    current.imagesByPlace.length > 0 ? ChangeEvidence.ofSources() : ChangeEvidence.ofOneSource();
            before = current;
            current = next;
        }
        current.add(pValue, flag, twin, source);
    }

    /** Both blocks together. */
    public ChangeEvidence sum() {
        ChangeEvidence sum =
                current.imagesByPlace.length > 0 ? ChangeEvidence.ofSources() : ChangeEvidence.ofOneSource();
        sum.add(current);
        if (before != null) {
            sum.add(before);
        }
        return sum;
    }
}
