package io.latentwatch.detector.alarm;

import java.util.List;

/**
 * What a stretch of images shows of a change: counts alone, so that stretches add up. Flink keeps it as a POJO, hence the public fields: a later version may add some
 * and still read what an earlier one kept. Not thread-safe.
 */
public final class ChangeEvidence {
    /** Equal cells of (0, 1] that p-values are counted in. */
    public static final int CELLS = 20;

    /** Places that sources are counted in, by the hash of their names. */
    public static final int PLACES = 64;

    /** p-values up to this count as low: a quarter of the clean ones. */
    public static final double LOW = 0.25;

    /** Images judged. */
    public long images;

    /** Records that could not be judged. */
    public long refused;

    /** Frames that repeat their camera's last counted one: judged, but not among {@link #images}. */
    public long repeated;

    /** Flagged images. */
    public long flagged;

    /** Images whose squeezed copy was run. */
    public long twinned;

    /** Those of them whose copy was given another class. */
    public long flipped;

    /** Flagged images whose squeezed copy was run. */
    public long flaggedTwinned;

    /** Those of them whose copy was given another class. */
    public long flaggedFlipped;

    /** Flagged images whose copy was given another class though they are quiet, {@link Twin#FLIPPED_QUIETLY}; not among {@link #flipped}. */
    public long quietFlipped;

    /** Flagged images that the network is surer of than its last layer warrants. */
    public long overconfident;

    /** Flagged images whose quietest places are noisy, and that the first layer does not find foreign. */
    public long noisy;

    /** Images by p-value: cell i holds (i / 20, (i + 1) / 20]. */
    public long[] cells = new long[CELLS];

    /** Images by place of their source; empty where all are of one source. */
    public long[] imagesByPlace = new long[0];

    /** Images with a low p-value by place of their source; as long as {@link #imagesByPlace}. */
    public long[] lowByPlace = new long[0];

    /** Evidence of the images of one source. */
    public static ChangeEvidence ofOneSource() {
        return new ChangeEvidence();
    }

    /** Evidence of the images of many sources. */
    public static ChangeEvidence ofSources() {
        ChangeEvidence evidence = new ChangeEvidence();
        evidence.imagesByPlace = new long[PLACES];
        evidence.lowByPlace = new long[PLACES];
        return evidence;
    }

    /**
     * Counts one image.
     *
     * @param source its source; looked at only where sources are told apart
     */
    public void add(ImageEvidence image, String source) {
        images++;
        long flag = image.flagged() ? 1 : 0;
        long twin = image.twin() == Twin.NONE ? 0 : 1;
        long flip = image.twin() == Twin.FLIPPED ? 1 : 0;
        flagged += flag;
        twinned += twin;
        flipped += flip;
        flaggedTwinned += flag * twin;
        flaggedFlipped += flag * flip;
        quietFlipped += image.twin() == Twin.FLIPPED_QUIETLY ? flag : 0;
        overconfident += image.overconfident() ? flag : 0;
        noisy += image.noisy() ? flag : 0;
        cells[Math.min(CELLS - 1, Math.max(0, (int) Math.ceil(image.pValue() * CELLS) - 1))]++;
        if (imagesByPlace.length > 0) {
            int place = SourceHash.place(source, imagesByPlace.length);
            imagesByPlace[place]++;
            lowByPlace[place] += image.pValue() <= LOW ? 1 : 0;
        }
    }

    /** Adds a later or another stretch, which is not changed. */
    public void add(ChangeEvidence other) {
        images += other.images;
        refused += other.refused;
        repeated += other.repeated;
        flagged += other.flagged;
        twinned += other.twinned;
        flipped += other.flipped;
        flaggedTwinned += other.flaggedTwinned;
        flaggedFlipped += other.flaggedFlipped;
        quietFlipped += other.quietFlipped;
        overconfident += other.overconfident;
        noisy += other.noisy;
        addEach(cells, other.cells);
        addEach(imagesByPlace, other.imagesByPlace);
        addEach(lowByPlace, other.lowByPlace);
    }

    /** Records of all sorts: what the share of those that could not be judged is taken of. */
    public long records() {
        return images + repeated + refused;
    }

    /** Share of the records that could not be judged; 0 where there is none. */
    public double refusedShare() {
        return records() == 0 ? 0 : (double) refused / records();
    }

    private static void addEach(long[] sums, long[] parts) {
        if (sums.length != parts.length) {
            throw new IllegalArgumentException("evidence with " + sums.length + " counts is added to one with "
                    + parts.length + ", expected as many: both of one source, or both of many");
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] += parts[i];
        }
    }

    /** What the squeezed copy of an image said. */
    public enum Twin {
        /** It was not run. */
        NONE(0),
        /** The same class. */
        STABLE(1),
        /** Another class. */
        FLIPPED(2),
        /** Another class, but the image's quietest places are as quiet as a clean one's. */
        FLIPPED_QUIETLY(3);

        private static final List<Twin> BY_CODE = List.of(NONE, STABLE, FLIPPED, FLIPPED_QUIETLY);

        private final byte code;

        Twin(int code) {
            this.code = (byte) code;
        }

        /** As it travels. */
        public byte code() {
            return code;
        }

        /** The one with this code. */
        public static Twin of(byte code) {
            return BY_CODE.get(code);
        }
    }
}
