package io.latentwatch.bundle;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A bundle whose every byte was checked against its manifest. The contents stay in memory, so that what was checked is what is used.
 *
 * @param id SHA-256 of manifest.json, 64 lower-case hexadecimal digits
 * @param signed whether the manifest carries a signature that a trusted key made
 * @param where the folder or archive it was read from, for messages
 */
public record Bundle(String id, Manifest manifest, boolean signed, String where, Map<String, byte[]> contents) {
    public Bundle {
        requireNonNull(id, "id is null");
        requireNonNull(manifest, "manifest is null");
        requireNonNull(where, "where is null");
        contents = Map.copyOf(contents);
    }

    /** The bytes of a file; not a copy: do not change them. */
    public byte[] file(String name) {
        byte[] bytes = contents.get(name);
        if (bytes == null) {
            throw new BundleException(
                    where + ": no file '" + name + "', which this version needs; profile the model again");
        }
        return bytes;
    }

    /** Whether the bundle has the file. */
    public boolean has(String name) {
        return contents.containsKey(name);
    }

    /** A file as an array. */
    public NpyArray array(String name) {
        return NpyArray.read(file(name), path(name));
    }

    /** Where a file is, for messages. */
    public String path(String name) {
        return where + "/" + name;
    }
}
