package io.latentwatch.local.run;

import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What flows in a drill: the demo's clean images, and what becomes of them. All 28x28, grey, raw.
 *
 * @param clean as they are
 * @param easy those whose p-values lie above a half: none of them is ever flagged
 * @param ofOneClass those that the network takes for its first class
 * @param attacked at the border between two classes, as attacks end there that only see decisions: squeezing them changes the class
 * @param blurred out of focus: what a drift does
 * @param inverted black for white: what another preprocessing does, which no layer's reference was made for
 */
record DrillImages(
        List<byte[]> clean,
        List<byte[]> easy,
        List<byte[]> ofOneClass,
        List<byte[]> attacked,
        List<byte[]> blurred,
        List<byte[]> inverted) {
    private static final int SIDE = 28;
    private static final int ATTACKED = 64;
    private static final int BLUR = 3;

    static DrillImages make() throws IOException, ImageRefusedException {
        try (OnnxDetector detector = OnnxDetector.open(DemoData.BUNDLE, DetectorOptions.DEFAULTS)) {
            List<byte[]> clean = clean(detector);
            List<Judgement> judged = judge(detector, clean);
            List<byte[]> easy = new ArrayList<>();
            List<byte[]> ofOneClass = new ArrayList<>();
            for (int i = 0; i < clean.size(); i++) {
                if (judged.get(i).pValue() > 0.5) {
                    easy.add(clean.get(i));
                }
                if (judged.get(i).predictedClass() == 0) {
                    ofOneClass.add(clean.get(i));
                }
            }
            return new DrillImages(
                    clean,
                    easy,
                    ofOneClass,
                    attacked(detector, clean, judged),
                    clean.stream().map(DrillImages::blurred).toList(),
                    clean.stream().map(DrillImages::inverted).toList());
        }
    }

    private static List<byte[]> clean(OnnxDetector detector) throws IOException, ImageRefusedException {
        ImageDecoder decoder = new ImageDecoder(detector.manifest().input(), DetectorOptions.DEFAULTS.maxPixels());
        List<byte[]> clean = new ArrayList<>();
        try (Stream<LabelledImage> images = ImageSets.open(DemoData.CLEAN).images()) {
            for (LabelledImage image : images.toList()) {
                byte[] pixels = new byte[SIDE * SIDE];
                decoder.decode(image.image(), ByteBuffer.wrap(pixels));
                clean.add(pixels);
            }
        }
        return clean;
    }

    private static List<Judgement> judge(OnnxDetector detector, List<byte[]> images) {
        List<Judgement> judged = new ArrayList<>();
        for (int from = 0; from < images.size(); from += 64) {
            List<ImageToInspect> batch = images.subList(from, Math.min(images.size(), from + 64)).stream()
                    .map(pixels -> new ImageToInspect(EncodedImage.raw(pixels, SIDE, SIDE, 1), true))
                    .toList();
            for (Outcome outcome : detector.inspect(batch)) {
                judged.add(((Outcome.Judged) outcome).judgement());
            }
        }
        return judged;
    }

    /** Pairs of images of different classes, blended to where the class changes, and of those the ones that are flagged. */
    private static List<byte[]> attacked(OnnxDetector detector, List<byte[]> clean, List<Judgement> judged) {
        Random random = new Random(11);
        List<byte[]> attacked = new ArrayList<>();
        while (attacked.size() < ATTACKED) {
            List<int[]> pairs = new ArrayList<>();
            List<int[]> shares = new ArrayList<>();
            while (pairs.size() < ATTACKED) {
                int first = random.nextInt(clean.size());
                int second = random.nextInt(clean.size());
                if (judged.get(first).predictedClass() != judged.get(second).predictedClass()) {
                    pairs.add(new int[] {first, second});
                    shares.add(new int[] {0, 256});
                }
            }
            for (int halving = 0; halving < 8; halving++) {
                List<Judgement> middle = judge(detector, blends(clean, pairs, shares));
                for (int i = 0; i < pairs.size(); i++) {
                    boolean stillFirst = middle.get(i).predictedClass()
                            == judged.get(pairs.get(i)[0]).predictedClass();
                    shares.get(i)[stillFirst ? 0 : 1] = (shares.get(i)[0] + shares.get(i)[1]) / 2;
                }
            }
            List<byte[]> border = blends(clean, pairs, shares);
            List<Judgement> found = judge(detector, border);
            for (int i = 0; i < border.size(); i++) {
                if (found.get(i).flagged() && found.get(i).twin().orElseThrow().flipped()) {
                    attacked.add(border.get(i));
                }
            }
        }
        return attacked;
    }

    private static List<byte[]> blends(List<byte[]> clean, List<int[]> pairs, List<int[]> shares) {
        List<byte[]> blends = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            byte[] first = clean.get(pairs.get(i)[0]);
            byte[] second = clean.get(pairs.get(i)[1]);
            int share = (shares.get(i)[0] + shares.get(i)[1]) / 2;
            byte[] blend = new byte[first.length];
            for (int pixel = 0; pixel < blend.length; pixel++) {
                blend[pixel] = (byte) (((first[pixel] & 0xff) * (256 - share) + (second[pixel] & 0xff) * share) / 256);
            }
            blends.add(blend);
        }
        return blends;
    }

    /** Each pixel is the mean of those up to three away. */
    private static byte[] blurred(byte[] image) {
        byte[] blurred = new byte[image.length];
        for (int pixel = 0; pixel < image.length; pixel++) {
            int row = pixel / SIDE;
            int column = pixel % SIDE;
            int sum = 0;
            int pixels = 0;
            for (int y = Math.max(0, row - BLUR); y <= Math.min(SIDE - 1, row + BLUR); y++) {
                for (int x = Math.max(0, column - BLUR); x <= Math.min(SIDE - 1, column + BLUR); x++) {
                    sum += image[y * SIDE + x] & 0xff;
                    pixels++;
                }
            }
            blurred[pixel] = (byte) (sum / pixels);
        }
        return blurred;
    }

    private static byte[] inverted(byte[] image) {
        byte[] inverted = new byte[image.length];
        for (int pixel = 0; pixel < inverted.length; pixel++) {
            inverted[pixel] = (byte) (255 - (image[pixel] & 0xff));
        }
        return inverted;
    }

    /** A record of the images topic. */
    static Image image(byte[] pixels, String id, String source) {
        return Image.newBuilder()
                .setId(id)
                .setSource(source)
                .setEventTimeMillis(null)
                .setEncoding(Encoding.RAW_UINT8)
                .setHeight(SIDE)
                .setWidth(SIDE)
                .setChannels(1)
                .setBytes(ByteBuffer.wrap(pixels))
                .build();
    }
}
