package io.latentwatch.anpvs.data;

import java.util.SplittableRandom;

/**
 * Where chance comes in. Each use draws from a generator of its own that is a function of seed, epoch and step alone, so a
 * resumed run draws what an uninterrupted one draws and a checkpoint needs no generator's state.
 */
public enum Chance {
    /** Which images are held out. */
    SPLIT(1),
    /** Initial weights. */
    WEIGHTS(2),
    /** The order of the images in an epoch. */
    SHUFFLE(3),
    /** The random starts of the attack. */
    ATTACK(4),
    /** Masks and dropout. */
    PASSES(5),
    /** The random starts of the attack that watches the validation images. */
    WATCH(6),
    /** How images are shifted and mirrored. */
    AUGMENTATION(7),
    /** The pixels of images that show nothing. */
    PIXELS(8);

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final int use;

    /**
     * A use.
     *
     * @param use a number that stays the same for ever, else old runs could not be made again
     */
    Chance(int use) {
        this.use = use;
    }

    /** The generator of this use for a seed, an epoch and a step. */
    public SplittableRandom at(long seed, long epoch, long step) {
        return new SplittableRandom(mix(mix(mix(mix(seed) + use) + epoch) + step));
    }

    /** The numbers from 0 to count - 1 in random order (Fisher and Yates). */
    public static int[] permutation(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The finaliser of SplitMix64: near seeds give unrelated generators. */
    private static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
