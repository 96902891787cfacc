package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;

/**
 * Attacked images as a camera or a file would hold them: 8 bits a value, still inside the ball.
 *
 * <p>The ball's radius in levels is {@code floor(epsilon * 255)}, so 0.1 gives 25 levels: rounding up to 26 would leave it.
 * Only images rounded so count as attacked successfully.
 */
public final class EightBit {
    /** So that 8/255 gives 8 levels although its double lies a hair below. */
    private static final double SLACK = 1e-9;

    private EightBit() {}

    /** The largest number of levels by which a value may change. */
    public static int levels(double epsilon) {
        return (int) Math.floor(epsilon * 255 + SLACK);
    }

    /**
     * Rounds to the nearest level inside the ball and the range.
     *
     * @param attacked float32 in [0,1], {@code [N, C, H, W]}
     * @param clean the same images before the attack
     * @param epsilon radius of the ball, in [0,1] pixel range
     */
    public static LabelledImages round(ImageBatch attacked, LabelledImages clean, double epsilon) {
        int levels = levels(epsilon);
        ImageShape shape = clean.shape();
        int plane = shape.height() * shape.width();
        byte[] rounded = new byte[clean.pixels().length];
        for (int i = 0; i < rounded.length; i++) {
            int image = i / shape.size();
            int inImage = i % shape.size();
            int channelsFirst = inImage % shape.channels() * plane + inImage / shape.channels();
            int level = Math.round(attacked.pixels()[image * shape.size() + channelsFirst] * 255);
            int before = clean.pixels()[i] & 0xff;
            int inBall = Math.min(Math.max(level, before - levels), before + levels);
            rounded[i] = (byte) Math.min(Math.max(inBall, 0), 255);
        }
        return new LabelledImages(shape, rounded, clean.labels());
    }
}
