package io.latentwatch.evaluation.gradient;

/**
 * A loss and its slopes for a whole batch.
 *
 * @param values one per image
 * @param slopes gradient of each image's loss with respect to its logits, {@code [N, K]}
 */
@SuppressWarnings("ArrayRecordComponent") // The attacks' inner loop: used once, never compared.
public record LogitLosses(float[] values, float[] slopes) {
    /**
     * Evaluates a loss for each image.
     *
     * @param logits {@code [N, K]}
     * @param labels one per image
     */
    public static LogitLosses of(LogitLoss loss, float[] logits, int[] labels) {
        int classes = labels.length == 0 ? 0 : logits.length / labels.length;
        float[] values = new float[labels.length];
        float[] slopes = new float[logits.length];
        float[] slope = new float[classes];
        for (int image = 0; image < labels.length; image++) {
            values[image] = (float) loss.at(image, labels[image], LogitOrder.row(logits, image, classes), slope);
            System.arraycopy(slope, 0, slopes, image * classes, classes);
        }
        return new LogitLosses(values, slopes);
    }
}
