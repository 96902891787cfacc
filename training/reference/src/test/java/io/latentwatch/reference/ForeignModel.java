package io.latentwatch.reference;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.LabelledImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Classifiers that another program exported: see {@code src/test/python/export_foreign.py}. */
public final class ForeignModel {
    private ForeignModel() {}

    /** The file's bytes. */
    public static byte[] file(String name) {
        try (InputStream in = ForeignModel.class.getResourceAsStream("/foreign/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file, written into the folder. */
    static Path in(Path folder, String name) throws IOException {
        return Files.write(folder.resolve(name), file(name));
    }

    /** What PyTorch gives for {@link #image}, by file. */
    public static Map<String, float[]> expected() {
        try {
            return JsonMapper.builder().build().readValue(file("expected.json"), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code [C, H, W]}: the image that PyTorch was given. */
    public static float[] image(List<Integer> shape) {
        int height = shape.get(1);
        int width = shape.get(2);
        float[] image = new float[shape.get(0) * height * width];
        for (int i = 0; i < image.length; i++) {
            int c = i / (height * width);
            int y = i / width % height;
            image[i] = (c * 7 + y * 13 + i % width * 29) % 64 / 63f;
        }
        return image;
    }

    /** Images of noise whose brightness and colour vary. */
    record Noise(int count, int channels, int side) implements ImageSet {
        @Override
        public Stream<LabelledImage> images() {
            return IntStream.range(0, count)
                    .mapToObj(i -> new LabelledImage(
                            "noise-" + i, EncodedImage.raw(pixels(i), side, side, channels), OptionalInt.empty()));
        }

        private byte[] pixels(int index) {
            Random random = new Random(index);
            byte[] pixels = new byte[side * side * channels];
            int[] brightness = random.ints(channels, 20, 200).toArray();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (brightness[i % channels] + random.nextInt(55));
            }
            return pixels;
        }

        @Override
        public long size() {
            return count;
        }

        @Override
        public List<String> classNames() {
            return List.of();
        }

        @Override
        public String description() {
            return "noise";
        }
    }
}
