package io.latentwatch.evaluation.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of CIFAR's binary files under their published names.
 *
 * <p>A file is a row of records: the label bytes, then 1,024 bytes each of red, green and blue, 32 rows of 32 from the top left.
 * The published files hold 10,000 records (CIFAR-10) or 50,000 and 10,000 (CIFAR-100); any whole number of them is read.
 */
public record CifarFolder(Path folder, CifarVersion version) implements LabelledData {
    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int PLANE = 32 * 32;
    /** Bytes; over twice the largest published one, and few enough that five of them fit one array. */
    private static final int LARGEST_FILE = 400_000_000;

    @Override
    public LabelledImages training() throws IOException {
        return read(version.trainingFiles());
    }

    @Override
    public LabelledImages test() throws IOException {
        return read(List.of(version.testFile()));
    }

    /** The test set. */
    @Override
    public LabelledImages only() throws IOException {
        return test();
    }

    /** The names in the set's own file of them, or the class indices where that file is not there. */
    @Override
    public List<String> classNames(int classes) throws IOException {
        return ClassNames.in(folder.resolve(version.namesFile()), classes);
    }

    @Override
    public String layout() {
        return "binary files of " + version.title();
    }

    @Override
    public boolean isThere() {
        return Stream.concat(version.trainingFiles().stream(), Stream.of(version.testFile()))
                .anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    private LabelledImages read(List<String> names) throws IOException {
        List<String> missing = names.stream()
                .filter(name -> !Files.exists(folder.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new IOException("%s: expected %s, found no %s; unpack the binary version of %s there"
                    .formatted(folder, String.join(", ", names), String.join(", ", missing), version.title()));
        }
        int count = 0;
        for (String name : names) {
            count += records(folder.resolve(name));
        }
        byte[] pixels = new byte[count * SHAPE.size()];
        byte[] labels = new byte[count];
        int image = 0;
        for (String name : names) {
            Path file = folder.resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            for (int record = 0; record < bytes.length / recordSize(); record++) {
                int start = record * recordSize();
                labels[image] = label(file, bytes, record);
                putChannelsLast(bytes, start + labelBytes(), pixels, image * SHAPE.size());
                image++;
            }
        }
        return new LabelledImages(SHAPE, pixels, labels);
    }

    private int records(Path file) throws IOException {
        long size = Files.size(file);
        if (size == 0 || size > LARGEST_FILE || size % recordSize() != 0) {
            throw new IOException(
                    ("%s: expected a whole number of records of %d bytes (labels, then 3 x 1,024 of red, green and blue),"
                                    + " %d bytes at most, found %d bytes; fetch the file again, in the binary version of %s")
                            .formatted(file, recordSize(), LARGEST_FILE, size, version.title()));
        }
        return (int) (size / recordSize());
    }

    /** The label byte that is used, once all of the record's are seen to be in their range. */
    private byte label(Path file, byte[] bytes, int record) throws IOException {
        int start = record * recordSize();
        for (int i = 0; i < labelBytes(); i++) {
            int classes = version.labelClasses().get(i);
            int label = bytes[start + i] & 0xff;
            if (label >= classes) {
                throw new IOException(
                        ("%s: record %d: expected a label below %d at byte %d, found %d; fetch the file again, in the binary"
                                        + " version of %s")
                                .formatted(file, record, classes, start + i, label, version.title()));
            }
        }
        return bytes[start + labelBytes() - 1];
    }

    private static void putChannelsLast(byte[] planes, int from, byte[] pixels, int to) {
        for (int channel = 0; channel < SHAPE.channels(); channel++) {
            for (int i = 0; i < PLANE; i++) {
                pixels[to + i * SHAPE.channels() + channel] = planes[from + channel * PLANE + i];
            }
        }
    }

    private int labelBytes() {
        return version.labelClasses().size();
    }

    private int recordSize() {
        return labelBytes() + SHAPE.size();
    }
}
