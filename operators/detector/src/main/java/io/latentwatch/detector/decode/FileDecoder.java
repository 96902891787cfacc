package io.latentwatch.detector.decode;

import io.latentwatch.schemas.DeadLetterReason;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes files of one format by the platform's reader. The header is read first, so that a file that claims too many pixels is refused before
 * anything is allocated for them. Transparency is dropped; 16 bits become 8. Not thread-safe.
 */
final class FileDecoder {
    private static final String JPEG = "jpeg";
    private static final byte START_OF_SCAN = (byte) 0xDA;
    private static final long SCANS_OF_THE_LARGEST = 16;

    private final String format;
    private final long maxPixels;
    private final ImageReader reader;
    private boolean prematureEnd;

    /** @param format {@code png} or {@code jpeg} */
    FileDecoder(String format, long maxPixels) {
        this.format = format;
        this.maxPixels = maxPixels;
        this.reader = ImageIO.getImageReadersByFormatName(format).next();
        // The JPEG reader fills what is missing with grey and merely warns.
        reader.addIIOReadWarningListener((source, warning) -> prematureEnd |= warning.contains("remature end"));
    }

    Pixels decode(byte[] file) throws ImageRefusedException {
        prematureEnd = false;
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            checkSize(reader.getWidth(0), reader.getHeight(0));
            if (format.equals(JPEG)) {
                checkScans(file, (long) reader.getWidth(0) * reader.getHeight(0));
            }
            BufferedImage image = reader.read(0);
            if (prematureEnd) {
                throw refused(DeadLetterReason.TRUNCATED_IMAGE, "the file ends before its last pixel");
            }
            return pixels(image);
        } catch (IOException e) {
            throw refused(reasonOf(e), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // the platform's readers meet malformed files with these as well
            throw refused(DeadLetterReason.CORRUPT_IMAGE, e.toString());
        } finally {
            reader.setInput(null);
        }
    }

    private void checkSize(int width, int height) throws ImageRefusedException {
        if ((long) width * height > maxPixels) {
            throw refused(
                    DeadLetterReason.TOO_LARGE,
                    "its header says %d x %d pixels, expected at most %d (image.max-pixels)"
                            .formatted(width, height, maxPixels));
        }
    }

    /**
     * Each scan of a progressive file goes over all of its pixels, and a scan takes a few bytes: a small file can be made of so many that decoding it takes minutes. What cameras and libraries write has about
     * ten.
     */
    private void checkScans(byte[] file, long pixels) throws ImageRefusedException {
        int scans = 0;
        for (int i = 0; i + 1 < file.length; i++) {
            if (file[i] == (byte) 0xFF && file[i + 1] == START_OF_SCAN) {
                scans++;
            }
        }
        if (scans * pixels > SCANS_OF_THE_LARGEST * maxPixels) {
            throw refused(
                    DeadLetterReason.UNSUPPORTED_IMAGE,
                    "it has %d scans of %d pixels, expected at most %d scans of the largest image that is read (image.max-pixels, %d)"
                            .formatted(scans, pixels, SCANS_OF_THE_LARGEST, maxPixels));
        }
    }

    private Pixels pixels(BufferedImage image) throws ImageRefusedException {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        if (model instanceof IndexColorModel palette) {
            return fromPalette(raster, palette);
        }
        int colours = model.getNumColorComponents();
        if (colours != 1 && colours != 3) {
            throw refused(
                    DeadLetterReason.UNSUPPORTED_IMAGE, "it has " + colours + " colour components, expected 1 or 3");
        }
        int bits = model.getComponentSize(0);
        return bits == Byte.SIZE
                        && raster.getSampleModel() instanceof PixelInterleavedSampleModel layout
                        && raster.getDataBuffer() instanceof DataBufferByte samples
                        && layout.getScanlineStride() == layout.getPixelStride() * raster.getWidth()
                ? fromBytes(raster, samples.getData(), layout, colours)
                : fromSamples(raster, colours, bits);
    }

    /** The usual case, many times as fast as sample by sample: one byte for each, those of a pixel side by side. */
    private static Pixels fromBytes(Raster raster, byte[] samples, PixelInterleavedSampleModel layout, int colours) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int stride = layout.getPixelStride();
        int[] offsets = layout.getBandOffsets();
        boolean asWanted = stride == colours && IntStream.range(0, colours).allMatch(c -> offsets[c] == c);
        return new Pixels(asWanted ? samples : inOrder(samples, stride, offsets, colours), height, width, colours);
    }

    /** Colours in their order, without the transparency. */
    private static byte[] inOrder(byte[] samples, int stride, int[] offsets, int colours) {
        byte[] values = new byte[samples.length / stride * colours];
        int first = offsets[0];
        int second = offsets[colours == 1 ? 0 : 1];
        int third = offsets[colours - 1];
        for (int to = 0, from = 0; to < values.length; from += stride) { // one pass: two or three take twice as long
            values[to++] = samples[from + first];
            if (colours == 3) {
                values[to++] = samples[from + second];
                values[to++] = samples[from + third];
            }
        }
        return values;
    }

    private static Pixels fromSamples(Raster raster, int colours, int bits) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] values = new byte[height * width * colours];
        int[] row = new int[width];
        int largest = (1 << bits) - 1;
        for (int y = 0; y < height; y++) {
            for (int c = 0; c < colours; c++) {
                raster.getSamples(0, y, width, 1, c, row);
                for (int x = 0; x < width; x++) {
                    int sample = bits == 8 ? row[x] : (row[x] * 255 + largest / 2) / largest;
                    values[(y * width + x) * colours + c] = (byte) sample;
                }
            }
        }
        return new Pixels(values, height, width, colours);
    }

    private static Pixels fromPalette(Raster raster, IndexColorModel palette) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] values = new byte[height * width * 3];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * 3;
                values[at] = (byte) palette.getRed(row[x]);
                values[at + 1] = (byte) palette.getGreen(row[x]);
                values[at + 2] = (byte) palette.getBlue(row[x]);
            }
        }
        return new Pixels(values, height, width, 3);
    }

    private static DeadLetterReason reasonOf(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException
                    || String.valueOf(cause.getMessage()).contains("nexpected end")) {
                return DeadLetterReason.TRUNCATED_IMAGE;
            }
        }
        boolean unsupported = String.valueOf(e.getMessage()).contains("Unsupported");
        return unsupported ? DeadLetterReason.UNSUPPORTED_IMAGE : DeadLetterReason.CORRUPT_IMAGE;
    }

    private ImageRefusedException refused(DeadLetterReason reason, String found) {
        boolean broken = reason == DeadLetterReason.CORRUPT_IMAGE || reason == DeadLetterReason.TRUNCATED_IMAGE;
        String kind = format.toUpperCase(Locale.ROOT) + " image";
        return new ImageRefusedException(reason, (broken ? "not a whole " + kind : kind) + ": " + found);
    }
}
