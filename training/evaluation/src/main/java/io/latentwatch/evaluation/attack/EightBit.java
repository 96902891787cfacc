package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;

/**
 * Attacked images as a camera or a file would hold them: 8 bits a value, still inside the ball.
 *
 * <p>The L-infinity ball's radius in levels is {@code floor(epsilon * 255)}, so 0.1 gives 25 levels: rounding up to 26 would leave
 * it. Only images rounded so count as attacked successfully.
 */
public final class EightBit {
    /** So that 8/255 gives 8 levels although its double lies a hair below. */
    private static final double SLACK = 1e-9;
    /** So that float arithmetic does not make a level of nothing. */
    private static final double FLOAT_SLACK = 1e-3;

    private EightBit() {}

    /** The largest number of levels by which a value may change in an L-infinity ball. */
    public static int levels(double epsilon) {
        return (int) Math.floor(epsilon * 255 + SLACK);
    }

    /**
     * Rounds to the nearest level inside the ball and the range.
     *
     * @param attacked float32 in [0,1], {@code [N, C, H, W]}
     * @param clean the same images before the attack
     */
    public static LabelledImages round(ImageBatch attacked, LabelledImages clean, Ball ball) {
        ImageShape shape = clean.shape();
        int plane = shape.height() * shape.width();
        ImageBatch before = clean.toBatch();
        byte[] rounded = new byte[clean.pixels().length];
        for (int image = 0; image < clean.count(); image++) {
            float[] values = round(attacked.image(image), before.image(image), ball);
            for (int i = 0; i < shape.size(); i++) {
                int channelsFirst = i % shape.channels() * plane + i / shape.channels();
                rounded[image * shape.size() + i] = (byte) Math.round(values[channelsFirst] * 255);
            }
        }
        return new LabelledImages(shape, rounded, clean.labels());
    }

    /** The same as floats, whole multiples of 1/255: what a network says of the rounded images can be asked of it. */
    public static ImageBatch round(ImageBatch attacked, ImageBatch clean, Ball ball) {
        int size = clean.shape().size();
        float[] rounded = new float[attacked.pixels().length];
        for (int image = 0; image < clean.count(); image++) {
            System.arraycopy(round(attacked.image(image), clean.image(image), ball), 0, rounded, image * size, size);
        }
        return clean.withPixels(rounded);
    }

    /**
     * The same for one image as floats: every value becomes a whole multiple of 1/255.
     *
     * @param clean on whole multiples of 1/255, as images of 8 bits are; other values are rounded to them first
     */
    static float[] round(float[] attacked, float[] clean, Ball ball) {
        float[] rounded = new float[attacked.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = inBall(Math.round(attacked[i] * 255), clean[i], ball);
        }
        return rounded;
    }

    /**
     * Rounds away from the clean image, inside the ball and the range. An attack that looks for the nearest adversarial image
     * stops a hair behind the boundary, where rounding to the nearest level goes back over it as often as not.
     */
    static float[] roundOutwards(float[] attacked, float[] clean, Ball ball) {
        float[] rounded = new float[attacked.length];
        for (int i = 0; i < rounded.length; i++) {
            double change = (attacked[i] - (double) clean[i]) * 255;
            int levels = (int) (Math.signum(change) * Math.ceil(Math.abs(change) - FLOAT_SLACK));
            rounded[i] = inBall(Math.round(clean[i] * 255) + levels, clean[i], ball);
        }
        return rounded;
    }

    private static float inBall(int level, float clean, Ball ball) {
        int before = Math.round(clean * 255);
        int reach = ball.norm() == Norm.LINF ? levels(ball.radius()) : 255;
        return Math.min(Math.max(Math.min(Math.max(level, before - reach), before + reach), 0), 255) / 255f;
    }
}
