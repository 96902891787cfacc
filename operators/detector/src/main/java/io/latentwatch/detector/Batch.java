package io.latentwatch.detector;

import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageRefusedException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;

/** The decoded images of one batch, dense, with the way back to the images' order. Its buffers are used again for the next batch. */
final class Batch {
    private static final int REFUSED = -1;

    private final ImageDecoder decoder;
    private final int imageBytes;
    private final byte[] oneImage;
    private ByteBuffer pixels;
    private LongBuffer twinRows;
    private int[] rowOf;
    private int[] twinOf;
    private Outcome.Refused[] refusals;
    private int rows;

    Batch(ImageDecoder decoder, int imageBytes) {
        this.decoder = decoder;
        this.imageBytes = imageBytes;
        this.oneImage = new byte[imageBytes];
        resize(0);
    }

    /** Forgets the last batch and decodes this one. */
    void decode(List<ImageToInspect> images) {
        if (images.size() > rowOf.length) {
            resize(Math.max(images.size(), Math.min(powerOfTwo(images.size()), Integer.MAX_VALUE / imageBytes)));
        }
        pixels.clear();
        twinRows.clear();
        rows = 0;
        for (int i = 0; i < images.size(); i++) {
            decode(i, images.get(i));
        }
        pixels.flip();
        twinRows.flip();
    }

    private void decode(int i, ImageToInspect image) {
        rowOf[i] = REFUSED;
        twinOf[i] = REFUSED;
        try {
            decoder.decode(image.image(), pixels);
        } catch (ImageRefusedException e) {
            refusals[i] = new Outcome.Refused(e.reason(), e.getMessage());
            return;
        }
        if (image.twinned()) {
            twinOf[i] = twinRows.position();
            twinRows.put(rows);
        }
        rowOf[i] = rows++;
    }

    /** Direct buffers that have become too small are there until a garbage collection: of powers of two, all together are no larger than the last. */
    private static int powerOfTwo(int least) {
        return least == 1 ? 1 : 2 * Integer.highestOneBit(least - 1);
    }

    private void resize(int images) {
        pixels = ByteBuffer.allocateDirect(Math.multiplyExact(images, imageBytes));
        twinRows = LongBuffer.allocate(images);
        rowOf = new int[images];
        twinOf = new int[images];
        refusals = new Outcome.Refused[images];
    }

    /** Images that were decoded. */
    int rows() {
        return rows;
    }

    /** Their bytes, row after row. */
    ByteBuffer pixels() {
        return pixels;
    }

    /** The bytes of an image that was decoded; the array is used again for the next one. */
    byte[] pixelsOf(int image) {
        pixels.get(rowOf[image] * imageBytes, oneImage);
        return oneImage;
    }

    /** Rows that get a twin, ascending. */
    LongBuffer twinRows() {
        return twinRows;
    }

    boolean refused(int image) {
        return rowOf[image] == REFUSED;
    }

    Outcome.Refused refusal(int image) {
        return refusals[image];
    }

    /** The image's row. */
    int row(int image) {
        return rowOf[image];
    }

    /** The row of the image's twin among the twins, -1 for none. */
    int twin(int image) {
        return twinOf[image];
    }
}
