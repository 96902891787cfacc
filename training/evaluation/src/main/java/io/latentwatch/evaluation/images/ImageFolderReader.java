package io.latentwatch.evaluation.images;

import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.decode.PixelDecoder;
import io.latentwatch.detector.images.FolderImages;
import io.latentwatch.detector.images.LabelledImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads the images of one folder of class folders, by the decoder that the stream and the profiler use. */
final class ImageFolderReader {
    /** As many as a label byte tells apart. */
    private static final int MOST_CLASSES = 256;

    private static final int NAMED = 5;

    private final Path folder;
    private final PixelDecoder decoder = new PixelDecoder(Integer.MAX_VALUE);
    private final List<String> refused = new ArrayList<>();
    private int refusals;

    private ImageFolderReader(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads all images, the first of each class, then the second of each, and so on; grey ones become colour where there is a colour one among them.
     *
     * @throws IOException if there are fewer than two classes or one without images, or if images cannot be decoded or have other
     *     sizes than the first; the message names the first few of these and says how many there are
     */
    static LabelledImages read(Path folder) throws IOException {
        FolderImages set = FolderImages.open(folder);
        requireClasses(folder, set);
        return new ImageFolderReader(folder).read(set);
    }

    private static void requireClasses(Path folder, FolderImages set) throws IOException {
        List<String> names = set.classNames();
        if (names.size() < 2 || names.size() > MOST_CLASSES) {
            throw new IOException(
                    "%s: expected 2 to %d class folders, found %d%s; give the folder whose folders are the classes"
                            .formatted(
                                    folder,
                                    MOST_CLASSES,
                                    names.size(),
                                    names.size() == 1 ? " (" + names.get(0) + ")" : ""));
        }
        List<Integer> sizes = set.classSizes();
        List<String> empty = IntStream.range(0, names.size())
                .filter(label -> sizes.get(label) == 0)
                .mapToObj(names::get)
                .toList();
        if (!empty.isEmpty()) {
            throw new IOException(
                    "%s: expected images in every class folder, found none in %s (%d of %d); remove empty folders"
                            .formatted(
                                    folder,
                                    String.join(", ", empty.subList(0, Math.min(NAMED, empty.size()))),
                                    empty.size(),
                                    names.size()));
        }
    }

    private LabelledImages read(FolderImages set) throws IOException {
        int[] places = placesInTurn(set.classSizes());
        SameSizeImages images = new SameSizeImages(folder, places.length);
        try (Stream<LabelledImage> stream = set.images()) {
            Iterator<LabelledImage> all = stream.iterator();
            for (int place : places) {
                LabelledImage image = all.next();
                try {
                    images.put(
                            place, decoder.decode(image.image()), image.label().orElseThrow());
                } catch (ImageRefusedException e) {
                    refuse(image.id(), e.getMessage());
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
        if (refusals > 0) {
            throw new IOException(
                    "%s: expected PNG or JPEG images of one size, found %d of %d that are not: %s%s; repair or remove them"
                            .formatted(
                                    folder,
                                    refusals,
                                    set.size(),
                                    String.join("; ", refused),
                                    refusals > NAMED ? "; …" : ""));
        }
        return images.images();
    }

    private void refuse(String id, String found) {
        refusals++;
        if (refused.size() < NAMED) {
            refused.add(id + " (" + found + ")");
        }
    }

    /** For the images of one class after the other: their places when the classes take turns as long as they have images. */
    static int[] placesInTurn(List<Integer> classSizes) {
        int[] places = new int[classSizes.stream().mapToInt(Integer::intValue).sum()];
        int place = 0;
        for (int round = 0; place < places.length; round++) {
            int start = 0;
            for (int size : classSizes) {
                if (round < size) {
                    places[start + round] = place++;
                }
                start += size;
            }
        }
        return places;
    }
}
