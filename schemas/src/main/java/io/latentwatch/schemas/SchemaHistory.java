package io.latentwatch.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;

/**
 * Every schema that was ever released for a topic, so that records of older writers are still read. Messages carry the fingerprint of their writer's
 * schema (Avro single-object encoding); a decoder made with this store finds it here: {@code Image.createDecoder(SchemaHistory.STORE)}.
 *
 * <p>A schema that changes is added as {@code history/NAME-VERSION.avsc}; the old file stays.
 */
public final class SchemaHistory implements SchemaStore {
    /** Names and newest versions of the topics' schemas. */
    private static final Map<String, Integer> NEWEST = Map.of(
            "Image", 1,
            "Verdict", 3,
            "Alarm", 4,
            "DeadLetter", 1,
            "DistortionWindow", 1,
            "RetrainingTrigger", 2,
            "ModelCommand", 1,
            "AlarmCommand", 1,
            "Label", 2);

    /** All released schemas. */
    public static final SchemaHistory STORE = new SchemaHistory();

    private final Map<Long, Schema> byFingerprint = new HashMap<>();

    private SchemaHistory() {
        NEWEST.forEach((name, newest) -> {
            for (int version = 1; version <= newest; version++) {
                Schema schema = load(name, version);
                byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), schema);
            }
        });
    }

    /** A released schema. */
    static Schema load(String name, int version) {
        String resource = "history/" + name + "-" + version + ".avsc";
        try (InputStream in = SchemaHistory.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** Names of the topics' schemas. */
    static List<String> names() {
        return NEWEST.keySet().stream().sorted().toList();
    }

    /** The newest released version of a schema. */
    static int newest(String name) {
        return NEWEST.get(name);
    }

    @Override
    public Schema findByFingerprint(long fingerprint) {
        return byFingerprint.get(fingerprint);
    }
}
