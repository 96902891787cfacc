package io.latentwatch.detector.infer;

/**
 * The noise of an image, taken where it is quietest, as blind noise estimation takes it from an image's flattest parts (Liu, Tanaka and Okutomi, IEEE
 * Transactions on Image Processing 22(12), 2013): the mean, over the {@value #SHARE} of all places that differ least from the mean of the
 * {@value #WINDOW}x{@value #WINDOW} places around them, of that difference. The edge's values stand beyond the edge once more. Texture, however loud, leaves
 * flat places flat; what changes a little of everything does not.
 *
 * <p>Each channel is held against itself, and a place differs by what its loudest channel does: among three channels that are all noisy one is quiet by chance at
 * very many places.
 */
public final class QuietPlaces {
    /** Rows and columns that a value is compared with. */
    public static final int WINDOW = 5;

    /** How much of an image is its quietest part. */
    public static final double SHARE = 0.07;

    /** An eighth of an 8-bit level: there is no less noise than that, so that flat images do not differ by rounding. */
    public static final double LEAST = 1 / 2040.0;

    private QuietPlaces() {}

    /** How many of this many places are the quietest part; at least one. */
    public static int count(int places) {
        return Math.max(1, (int) Math.ceil(SHARE * places - 1e-9));
    }
}
