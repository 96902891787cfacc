package io.latentwatch.flink.received;

import io.latentwatch.wire.WireFormat;
import java.util.Locale;

/** What the records of the images topic hold. */
public enum InputFormat {
    /** Avro records of {@link io.latentwatch.schemas.Image}. */
    AVRO {
        @Override
        public ImageReader reader(WireFormat wireFormat) {
            return new ImageDecoder(wireFormat);
        }
    },
    /** PNG or JPEG files, see {@link BareImages}. */
    IMAGE_BYTES {
        @Override
        public ImageReader reader(WireFormat wireFormat) {
            return new BareImages();
        }
    };

    /**
     * Reads records of this format.
     *
     * @param wireFormat how Avro records say what they were written with
     */
    public abstract ImageReader reader(WireFormat wireFormat);

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
