package io.latentwatch.detector.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Images of an IDX file, {@code [N, H, W]} or {@code [N, H, W, C]} unsigned bytes, as raw pixels; with labels where a file of the
 * customary name stands beside it. Both files are held in memory. An image's id is the file's name and the image's index.
 */
public final class IdxImages implements ImageSet {
    private final Path file;
    private final IdxFile images;
    private final Optional<IdxFile> labels;
    private final int height;
    private final int width;
    private final int channels;

    private IdxImages(Path file, IdxFile images, Optional<IdxFile> labels) {
        this.file = file;
        this.images = images;
        this.labels = labels;
        this.height = images.dimensions().get(1);
        this.width = images.dimensions().get(2);
        this.channels = images.dimensions().size() == 4 ? images.dimensions().get(3) : 1;
    }

    /**
     * Reads a file of images and, if it is there, its file of labels.
     *
     * @throws IOException if a file is damaged, holds no images, or the labels are not as many as the images
     */
    public static IdxImages open(Path file) throws IOException {
        IdxFile images = IdxFile.read(file);
        List<Integer> dimensions = images.dimensions();
        boolean grey = dimensions.size() == 3;
        boolean colour = dimensions.size() == 4 && (dimensions.get(3) == 1 || dimensions.get(3) == 3);
        if (!grey && !colour) {
            throw new IOException(
                    "%s: expected dimensions [N, H, W] or [N, H, W, 1 or 3], found %s; give a file of images"
                            .formatted(file, dimensions));
        }
        Optional<Path> beside = IdxNames.labelsBeside(file);
        Optional<IdxFile> labels = beside.isPresent() ? Optional.of(IdxFile.read(beside.get())) : Optional.empty();
        if (labels.isPresent() && labels.get().data().length != images.count()) {
            throw new IOException("%s: expected %d labels, one for each image of %s, found %d; fetch both files again"
                    .formatted(beside.get(), images.count(), file, labels.get().data().length));
        }
        return new IdxImages(file, images, labels);
    }

    @Override
    public Stream<LabelledImage> images() {
        return IntStream.range(0, images.count()).mapToObj(this::image);
    }

    private LabelledImage image(int index) {
        int size = images.itemSize();
        byte[] pixels = Arrays.copyOfRange(images.data(), index * size, (index + 1) * size);
        OptionalInt label =
                labels.isPresent() ? OptionalInt.of(labels.get().data()[index] & 0xff) : OptionalInt.empty();
        return new LabelledImage(
                IdxNames.plain(file.getFileName().toString()) + "/" + index,
                EncodedImage.raw(pixels, height, width, channels),
                label);
    }

    @Override
    public long size() {
        return images.count();
    }

    @Override
    public List<String> classNames() {
        return List.of();
    }

    @Override
    public String description() {
        return "IDX file %s, %d images of %d x %d x %d, %s labels"
                .formatted(file, images.count(), height, width, channels, labels.isPresent() ? "with" : "without");
    }
}
