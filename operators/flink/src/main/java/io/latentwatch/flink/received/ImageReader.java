package io.latentwatch.flink.received;

import io.latentwatch.schemas.Image;
import java.util.OptionalLong;

/** Reads records as images, in one of the ways of {@link InputFormat}. Not thread-safe. */
public interface ImageReader {
    /** The image that came in the record. */
    Image read(ReceivedRecord record) throws UnusableRecordException;

    /** When the image was taken, milliseconds since 1970-01-01T00:00Z; empty where the record does not say so or cannot be read. */
    OptionalLong eventTimeMillis(ReceivedRecord record);
}
