package io.latentwatch.flink.received;

import java.util.Locale;

/** What the records of the images topic hold. */
public enum InputFormat {
    /** Avro records of {@link io.latentwatch.schemas.Image}, single-object encoding. */
    AVRO {
        @Override
        public ImageReader reader() {
            return new ImageDecoder();
        }
    },
    /** PNG or JPEG files, see {@link BareImages}. */
    IMAGE_BYTES {
        @Override
        public ImageReader reader() {
            return new BareImages();
        }
    };

    /** Reads records of this format. */
    public abstract ImageReader reader();

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
