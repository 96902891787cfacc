package io.latentwatch.detector.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.ColourOrder;
import io.latentwatch.bundle.Manifest.Resize;
import io.latentwatch.bundle.Manifest.ResizeMode;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Encoding;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static final long MAX_PIXELS = 1_000_000;

    @Test
    void everyGreyLevelOfAPngComesBackAsItWas() throws Exception {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        byte[] levels = new byte[256];
        for (int i = 0; i < 256; i++) {
            levels[i] = (byte) i;
            image.getRaster().setSample(i % 16, i / 16, 0, i);
        }
        assertThat(decode(grey(16, 16), file(image, "png"))).isEqualTo(levels);
    }

    @Test
    void sixteenBitsBecomeEight() throws Exception {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        int[] samples = {0, 65535, 32896}; // 32896 = 128 x 257
        for (int x = 0; x < 3; x++) {
            image.getRaster().setSample(x, 0, 0, samples[x]);
        }
        assertThat(decode(grey(1, 3), file(image, "png"))).containsExactly(0, 255, 128);
    }

    @Test
    void coloursComeChannelsFirstInTheBundlesOrder() throws Exception {
        EncodedImage png = file(rgb(new int[][] {{0x102030, 0x405060}}), "png");
        assertThat(decode(colour(ColourOrder.RGB, 1, 2), png)).containsExactly(0x10, 0x40, 0x20, 0x50, 0x30, 0x60);
        assertThat(decode(colour(ColourOrder.BGR, 1, 2), png)).containsExactly(0x30, 0x60, 0x20, 0x50, 0x10, 0x40);
    }

    @Test
    void transparencyIsDropped() throws Exception {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x80102030);
        assertThat(decode(colour(ColourOrder.RGB, 1, 1), file(image, "png"))).containsExactly(0x10, 0x20, 0x30);
    }

    @Test
    void transparencyOfGreyIsDropped() throws Exception {
        ColorModel greyAndAlpha = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        WritableRaster raster = greyAndAlpha.createCompatibleWritableRaster(3, 1);
        for (int x = 0; x < 3; x++) {
            raster.setPixel(x, 0, new int[] {10 * x, 200});
        }
        EncodedImage png = file(new BufferedImage(greyAndAlpha, raster, false, null), "png");
        assertThat(decode(grey(1, 3), png)).containsExactly(0, 10, 20);
    }

    @Test
    void palettesAreLookedUp() throws Exception {
        byte[] reds = {0, 100};
        byte[] greens = {0, 50};
        byte[] blues = {0, 25};
        BufferedImage image = new BufferedImage(
                2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, reds, greens, blues));
        image.getRaster().setSample(1, 0, 0, 1);
        assertThat(decode(colour(ColourOrder.RGB, 1, 2), file(image, "png"))).containsExactly(0, 100, 0, 50, 0, 25);
    }

    @Test
    void jpegComesBackWithinItsLoss() throws Exception {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, 0x806040);
        }
        byte[] decoded = decode(colour(ColourOrder.RGB, 16, 16), file(image, "jpeg"));
        assertThat(decoded[0] & 0xff).isBetween(0x80 - 4, 0x80 + 4);
        assertThat(decoded[256] & 0xff).isBetween(0x60 - 4, 0x60 + 4);
        assertThat(decoded[512] & 0xff).isBetween(0x40 - 4, 0x40 + 4);
    }

    /** 0.299 x 100 + 0.587 x 50 + 0.114 x 200 = 82.05. */
    @Test
    void colourBecomesLumaAndGreyBecomesThreeEqualChannels() throws Exception {
        assertThat(decode(grey(1, 1), EncodedImage.raw(new byte[] {100, 50, (byte) 200}, 1, 1, 3)))
                .containsExactly(82);
        assertThat(decode(colour(ColourOrder.RGB, 1, 1), EncodedImage.raw(new byte[] {7}, 1, 1, 1)))
                .containsExactly(7, 7, 7);
    }

    /** Halving [0, 70, 140, 210]: the triangle over two pixels gives 3/7, 3/7, 1/7 at the border: 50; and 160 by symmetry. */
    @Test
    void shrinkingTakesTheTriangleFilterOverTheWholeFootprint() throws Exception {
        EncodedImage row = EncodedImage.raw(new byte[] {0, 70, (byte) 140, (byte) 210}, 1, 4, 1);
        assertThat(decode(stretched(1, 2), row)).containsExactly(50, 160);
    }

    /** Doubling [0, 100]: pixel centres at 0.25 and 0.75 of the way. */
    @Test
    void growingInterpolatesBetweenPixelCentres() throws Exception {
        EncodedImage column = EncodedImage.raw(new byte[] {0, 100}, 2, 1, 1);
        assertThat(decode(stretched(4, 1), column)).containsExactly(0, 25, 75, 100);
    }

    @Test
    void theCentreIsCutOutOnceTheShorterSideFits() throws Exception {
        Manifest.Input input = input(ColourOrder.GREY, 2, 2, new Resize(ResizeMode.SHORTER_SIDE_THEN_CENTRE_CROP, 2));
        EncodedImage wide = EncodedImage.raw(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4, 1);
        assertThat(decode(input, wide)).containsExactly(2, 3, 6, 7);
    }

    /** The limit is 1,000,000 pixels: 5,001 x 200 and (200 / 50)^2 x 100,000 are more. */
    @ParameterizedTest
    @CsvSource({
        "STRETCH, 5001, 1",
        "STRETCH, 1000000, 1",
        "SHORTER_SIDE_THEN_CENTRE_CROP, 2000, 50",
        "SHORTER_SIDE_THEN_CENTRE_CROP, 50, 2000"
    })
    void aThinImageThatWouldGrowBeyondTheLimitWhileItIsResizedIsRefused(ResizeMode mode, int height, int width) {
        Manifest.Input input =
                input(ColourOrder.GREY, 200, 200, new Resize(mode, mode == ResizeMode.STRETCH ? 0 : 200));
        EncodedImage thin = EncodedImage.raw(new byte[height * width], height, width, 1);
        assertRefused(input, thin, DeadLetterReason.SHAPE_MISMATCH);
        assertThatThrownBy(() -> decode(input, thin))
                .hasMessageContainingAll(height + " x " + width, "200 x 200", "1000000", "image.max-pixels");
    }

    /** Its width is brought to the model's first, so it shrinks at once. */
    @Test
    void aWideThinImageIsStretched() throws Exception {
        byte[] wide = new byte[1_000_000];
        Arrays.fill(wide, (byte) 7);
        assertThat(decode(stretched(200, 200), EncodedImage.raw(wide, 1, wide.length, 1)))
                .containsOnly(7);
    }

    @ParameterizedTest
    @CsvSource({"png, 0.6", "jpeg, 0.6", "png, 0.95", "jpeg, 0.95"})
    void aTruncatedFileIsRefused(String format, double share) throws Exception {
        byte[] whole = file(noise(64), format).bytes();
        byte[] cut = Arrays.copyOf(whole, (int) (share * whole.length));
        Encoding encoding = format.equals("png") ? Encoding.PNG : Encoding.JPEG;
        assertRefused(EncodedImage.file(encoding, cut), DeadLetterReason.TRUNCATED_IMAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "this is no image", "\u0089PNG\r\n\u001a\n"})
    void aFileThatIsNoImageIsRefused(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> decode(grey(4, 4), EncodedImage.file(Encoding.PNG, bytes)))
                .isInstanceOfSatisfying(
                        ImageRefusedException.class,
                        refused -> assertThat(refused.reason())
                                .isIn(DeadLetterReason.CORRUPT_IMAGE, DeadLetterReason.TRUNCATED_IMAGE));
    }

    @Test
    void aHeaderThatClaimsTooManyPixelsIsRefusedBeforeAnythingIsAllocated() throws Exception {
        byte[] bytes = file(noise(8), "png").bytes();
        ByteBuffer.wrap(bytes).putInt(16, 60_000).putInt(20, 60_000); // width and height in IHDR
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 12, 17);
        ByteBuffer.wrap(bytes).putInt(29, (int) checksum.getValue());
        assertRefused(EncodedImage.file(Encoding.PNG, bytes), DeadLetterReason.TOO_LARGE);
        assertThatThrownBy(() -> decode(grey(4, 4), EncodedImage.file(Encoding.PNG, bytes)))
                .hasMessageStartingWith("PNG image: its header says 60000 x 60000 pixels");
    }

    @Test
    void aJpegHeaderThatClaimsTooManyPixelsIsRefusedToo() throws Exception {
        byte[] bytes = file(noise(8), "jpeg").bytes();
        int frame = 0;
        while ((bytes[frame] & 0xFF) != 0xFF || (bytes[frame + 1] & 0xFF) != 0xC0) {
            frame++;
        }
        ByteBuffer.wrap(bytes).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000); // of SOF0
        assertRefused(EncodedImage.file(Encoding.JPEG, bytes), DeadLetterReason.TOO_LARGE);
    }

    @Test
    void aFileNamedAsAnotherFormatIsRefused() throws Exception {
        byte[] jpeg = file(noise(8), "jpeg").bytes();
        assertRefused(EncodedImage.file(Encoding.PNG, jpeg), DeadLetterReason.CORRUPT_IMAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 4, 1, 15, TRUNCATED_IMAGE", "4, 4, 1, 17, SHAPE_MISMATCH", "0, 4, 1, 0, SHAPE_MISMATCH",
                "4, -4, 1, 16, SHAPE_MISMATCH",
        "4, 4, 2, 32, SHAPE_MISMATCH", "2000, 2000, 1, 4, TOO_LARGE", "2147483647, 2147483647, 3, 4, TOO_LARGE",
                "5, 5, 1, 25, SHAPE_MISMATCH"
    })
    void rawPixelsThatDoNotFitAreRefused(int height, int width, int channels, int bytes, DeadLetterReason reason) {
        assertRefused(EncodedImage.raw(new byte[bytes], height, width, channels), reason);
    }

    @Test
    void anUnknownEncodingIsRefused() {
        assertRefused(EncodedImage.file(Encoding.UNKNOWN, new byte[16]), DeadLetterReason.UNKNOWN_ENCODING);
    }

    @Test
    void aRefusedImageLeavesNothingBehindAndTheNextOneIsReadAsUsual() throws Exception {
        ImageDecoder decoder = new ImageDecoder(grey(16, 16), MAX_PIXELS);
        ByteBuffer target = ByteBuffer.allocate(256);
        byte[] cut = Arrays.copyOf(file(noise(16), "jpeg").bytes(), 300);
        assertThatThrownBy(() -> decoder.decode(EncodedImage.file(Encoding.JPEG, cut), target))
                .isInstanceOf(ImageRefusedException.class);
        assertThat(target.position()).isZero();
        decoder.decode(file(noise(16), "jpeg"), target);
        assertThat(target.hasRemaining()).isFalse();
    }

    private static void assertRefused(EncodedImage image, DeadLetterReason reason) {
        assertRefused(grey(4, 4), image, reason);
    }

    private static void assertRefused(Manifest.Input input, EncodedImage image, DeadLetterReason reason) {
        assertThatThrownBy(() -> decode(input, image))
                .isInstanceOfSatisfying(
                        ImageRefusedException.class,
                        refused -> assertThat(refused.reason())
                                .as(refused.getMessage())
                                .isEqualTo(reason));
    }

    private static byte[] decode(Manifest.Input input, EncodedImage image) throws ImageRefusedException {
        ByteBuffer target = ByteBuffer.allocate(input.bytes());
        new ImageDecoder(input, MAX_PIXELS).decode(image, target);
        assertThat(target.hasRemaining()).isFalse();
        return target.array();
    }

    private static Manifest.Input grey(int height, int width) {
        return input(ColourOrder.GREY, height, width, new Resize(ResizeMode.NONE, 0));
    }

    private static Manifest.Input stretched(int height, int width) {
        return input(ColourOrder.GREY, height, width, new Resize(ResizeMode.STRETCH, 0));
    }

    private static Manifest.Input colour(ColourOrder order, int height, int width) {
        return input(order, height, width, new Resize(ResizeMode.NONE, 0));
    }

    private static Manifest.Input input(ColourOrder order, int height, int width, Resize resize) {
        int channels = order == ColourOrder.GREY ? 1 : 3;
        return new Manifest.Input(
                channels,
                height,
                width,
                order,
                resize,
                1,
                Collections.nCopies(channels, 0.0),
                Collections.nCopies(channels, 1.0));
    }

    private static BufferedImage rgb(int[][] rows) {
        BufferedImage image = new BufferedImage(rows[0].length, rows.length, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                image.setRGB(x, y, rows[y][x]);
            }
        }
        return image;
    }

    private static BufferedImage noise(int side) {
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side * side; i++) {
            image.getRaster().setSample(i % side, i / side, 0, random.nextInt(256));
        }
        return image;
    }

    private static EncodedImage file(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return EncodedImage.file(format.equals("png") ? Encoding.PNG : Encoding.JPEG, out.toByteArray());
    }
}
