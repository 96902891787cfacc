package io.latentwatch.schemas;

import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro generates for each class code that writes and reads its fields directly, but by default goes through the schema, field by field, which
 * takes two to three times as long. The bytes are the same either way.
 */
public final class GeneratedCoders {
    private GeneratedCoders() {}

    /** Uses the generated code of a class from now on, in the whole JVM. For classes of which there is one for each image. */
    public static void use(Class<? extends SpecificRecord> record) {
        SpecificData.getForClass(record).setCustomCoders(true);
    }
}
