package io.latentwatch.detector.alarm;

/**
 * Evidence of the newest images over several lengths, so that an alarm is explained by the images of the change and not by those before it: an attack that is noticed within twenty
 * images would be lost among the last thousand, one of a few images in a hundred among the last twenty. Of each length one to two blocks are kept. Flink keeps it as a POJO. Not
 * thread-safe.
 */
public final class RecentEvidence {
    /** Images of a block, for each length, ascending. */
    public long[] blocks;

    /** Evidence of the newest images, at most a block, for each length. */
    public ChangeEvidence[] current;

    /** Evidence of the block before, for each length; empty at first. */
    public ChangeEvidence[] before;

    /** Evidence of no image of a stream yet, over up to 2,048 images. */
    public static RecentEvidence ofStream() {
        return starting(true, 16, 64, 256, 1_024);
    }

    /** Evidence of no image of a source yet, over up to 128 images. */
    public static RecentEvidence ofSource() {
        return starting(false, 16, 64);
    }

    /**
     * Evidence of no image yet.
     *
     * @param ofSources whether sources are told apart
     * @param blocks images of a block, for each length, ascending
     */
    public static RecentEvidence starting(boolean ofSources, long... blocks) {
        RecentEvidence evidence = new RecentEvidence();
        evidence.blocks = blocks.clone();
        evidence.current = new ChangeEvidence[blocks.length];
        evidence.before = new ChangeEvidence[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            evidence.current[i] = empty(ofSources);
            evidence.before[i] = empty(ofSources);
        }
        return evidence;
    }

    private static ChangeEvidence empty(boolean ofSources) {
        return ofSources ? ChangeEvidence.ofSources() : ChangeEvidence.ofOneSource();
    }

    /** Counts one image; see {@link ChangeEvidence#add}. */
    public void add(ImageEvidence image, String source) {
        for (int i = 0; i < blocks.length; i++) {
            if (current[i].images >= blocks[i]) {
                before[i] = current[i];
                current[i] = empty(before[i].imagesByPlace.length > 0);
            }
            current[i].add(image, source);
        }
    }

    /** Both blocks of a length together. */
    public ChangeEvidence sum(int length) {
        ChangeEvidence sum = empty(current[length].imagesByPlace.length > 0);
        sum.add(current[length]);
        sum.add(before[length]);
        return sum;
    }

    /**
     * The length over which flags speak most clearly for a rate above alpha: with the largest logarithm of the likelihood ratio n (f ln(f / alpha) + (1 - f) ln((1 - f) / (1 -
     * alpha))), f being the share of flags, less ln(longest / length), because chance finds its clusters oftener in short stretches, of which there are more. The longest where none has
     * more than alpha.
     */
    public ChangeEvidence clearest(double alpha) {
        ChangeEvidence clearest = sum(blocks.length - 1);
        double most = logLikelihoodRatio(clearest, alpha);
        for (int i = blocks.length - 2; i >= 0; i--) {
            ChangeEvidence shorter = sum(i);
            double chance = Math.log((double) blocks[blocks.length - 1] / blocks[i]);
            double ratio = logLikelihoodRatio(shorter, alpha) - chance;
            if (ratio > most) {
                most = ratio;
                clearest = shorter;
            }
        }
        return clearest;
    }

    private static double logLikelihoodRatio(ChangeEvidence evidence, double alpha) {
        double flags = (double) evidence.flagged / evidence.images;
        if (!(flags > alpha)) {
            return 0;
        }
        double none = flags < 1 ? (1 - flags) * Math.log((1 - flags) / (1 - alpha)) : 0;
        return evidence.images * (flags * Math.log(flags / alpha) + none);
    }
}
