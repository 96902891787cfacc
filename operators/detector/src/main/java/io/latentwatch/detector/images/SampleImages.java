package io.latentwatch.detector.images;

import io.latentwatch.schemas.Image;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.InvalidAvroMagicException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.specific.SpecificDatumReader;

/** A sample: an Avro object container file of {@link Image}. Small, and with all that an image on the topic would carry. */
public final class SampleImages implements ImageSet {
    private final Path file;
    private final long size;

    private SampleImages(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    /**
     * Opens a sample and counts its images by the headers of its blocks.
     *
     * @throws IOException if it is no Avro file, its schema cannot be read as Image, or it is truncated
     */
    public static SampleImages open(Path file) throws IOException {
        try (DataFileReader<Image> blocks =
                new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(Image.class))) {
            long size = 0;
            while (blocks.hasNext()) {
                size += blocks.getBlockCount();
                blocks.nextBlock();
            }
            // Avro takes a block that is cut short for the end of the file.
            if (blocks.previousSync() != Files.size(file)) {
                throw new IOException(
                        "%s: truncated: its last whole block ends at byte %d, the file at %d; make or fetch the sample again"
                                .formatted(file, blocks.previousSync(), Files.size(file)));
            }
            return new SampleImages(file, size);
        } catch (AvroRuntimeException | InvalidAvroMagicException e) {
            throw new IOException(damaged(file, e), e);
        }
    }

    private static DataFileStream<Image> reader(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return new DataFileStream<>(in, new SpecificDatumReader<>(Image.class));
        } catch (IOException | AvroRuntimeException e) {
            in.close();
            throw new IOException(damaged(file, e), e);
        }
    }

    private static String damaged(Path file, Exception cause) {
        return "%s: expected an Avro object container file of %s, found: %s; make or fetch the sample again"
                .formatted(file, Image.class.getName(), cause.getMessage());
    }

    @Override
    public Stream<LabelledImage> images() {
        try {
            DataFileStream<Image> reader = reader(file);
            return StreamSupport.stream(
                            Spliterators.spliterator(
                                    new Reading(reader), size, Spliterator.ORDERED | Spliterator.NONNULL),
                            false)
                    .onClose(() -> close(reader));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static void close(DataFileStream<Image> reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Reading implements Iterator<LabelledImage> {
        private final DataFileStream<Image> reader;

        private Reading(DataFileStream<Image> reader) {
            this.reader = reader;
        }

        @Override
        public boolean hasNext() {
            try {
                return reader.hasNext();
            } catch (AvroRuntimeException e) {
                throw new UncheckedIOException(damaged(file, e), new IOException(e));
            }
        }

        @Override
        public LabelledImage next() {
            try {
                return labelled(reader.next());
            } catch (AvroRuntimeException e) {
                throw new UncheckedIOException(damaged(file, e), new IOException(e));
            }
        }
    }

    private static LabelledImage labelled(Image image) {
        ByteBuffer buffer = image.getBytes();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new LabelledImage(
                image.getId(),
                image.getSource(),
                new EncodedImage(image.getEncoding(), bytes, image.getHeight(), image.getWidth(), image.getChannels()),
                image.getLabel() == null ? OptionalInt.empty() : OptionalInt.of(image.getLabel()),
                image.getAttributes(),
                image.getEventTimeMillis() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(image.getEventTimeMillis()));
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<String> classNames() {
        return List.of();
    }

    @Override
    public String description() {
        return "sample %s, %d images".formatted(file, size);
    }
}
