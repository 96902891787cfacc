package io.latentwatch.bundle;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds what a manifest says of its splits against their files: each split has one, of that SHA-256, with that many hashes, sorted. */
final class SplitFiles {
    private static final String FOLDER = "splits/";

    private SplitFiles() {}

    /**
     * Checks all splits.
     *
     * @param contents the bundle's files by name
     * @param where the bundle, for the error's text
     * @throws BundleException if manifest and files disagree
     */
    static void check(Manifest manifest, Map<String, byte[]> contents, String where) {
        Set<String> unnamed = new TreeSet<>(contents.keySet());
        unnamed.removeIf(name -> !name.startsWith(FOLDER));
        manifest.splits().forEach((name, split) -> {
            String file = BundleFiles.split(name);
            unnamed.remove(file);
            check(split, contents.get(file), where + "/" + file);
        });
        require(
                unnamed.isEmpty(),
                where + ": holds " + unnamed,
                "the splits " + manifest.splits().keySet());
    }

    private static void check(Manifest.Split split, byte[] hashes, String where) {
        require(hashes != null, where + " is not there", "a split of " + split.images() + " images");
        require(
                hashes.length % Long.BYTES == 0 && hashes.length / Long.BYTES == split.images(),
                where + " has " + hashes.length + " bytes",
                split.images() + " images of 8 bytes");
        require(
                Sha256.hex(hashes).equals(split.sha256()),
                where + " has SHA-256 " + Sha256.hex(hashes),
                split.sha256() + " of this split");
        ByteBuffer file = ByteBuffer.wrap(hashes);
        long last = 0;
        while (file.hasRemaining()) {
            long next = file.getLong();
            if (Long.compareUnsigned(last, next) > 0) {
                throw refusal(
                        "%s has hash %016x after %016x".formatted(where, next, last),
                        "a split, whose hashes are sorted as unsigned numbers");
            }
            last = next;
        }
    }

    private static void require(boolean holds, String found, String expected) {
        if (!holds) {
            throw refusal(found, expected);
        }
    }

    private static BundleException refusal(String found, String expected) {
        return new BundleException(found + ", manifest.json says " + expected
                + "; take the bundle from its origin again, or profile the model again");
    }
}
