package io.latentwatch.detector.images;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Images that stand somewhere, in a fixed order. Thread-safe: every stream reads for itself. */
public interface ImageSet {
    /**
     * The images, in the same order at every call, read as they are asked for. To be closed by the caller.
     *
     * @throws UncheckedIOException here or while the stream is read, if the set cannot be read; the message names the file
     */
    Stream<LabelledImage> images();

    /** How many images there are; of a set that is not counted beforehand, at most. */
    long size();

    /** Whether images that cannot be decoded are left out and counted: nobody can take them out of the set. Else they are refused. */
    default boolean leavesOutUnreadable() {
        return false;
    }

    /** Class names by index; empty where the set does not name its classes. */
    List<String> classNames();

    /** What the set is and where it stands, for people. */
    String description();
}
