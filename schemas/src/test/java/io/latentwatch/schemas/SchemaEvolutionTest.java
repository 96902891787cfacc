package io.latentwatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaEvolutionTest {
    @AfterEach
    void codersAsByDefault() {
        SpecificData.getForClass(Image.class).setCustomCoders(false);
    }

    static List<String> names() {
        return SchemaHistory.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theNewestReleasedSchemaIsTheOneInUse(String name) {
        assertThat(SchemaHistory.load(name, SchemaHistory.newest(name)))
                .as("src/main/avro/%s.avsc was changed: add it to history as a new version", name)
                .isEqualTo(current(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyReleasedSchemaIsStillRead(String name) {
        for (int version = 1; version <= SchemaHistory.newest(name); version++) {
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(
                                    current(name), SchemaHistory.load(name, version))
                            .getType())
                    .as("%s version %d", name, version)
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFieldAndTypeIsDocumented(String name) {
        assertDocumented(current(name), name);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageOfAWriterWithoutTheOptionalFieldsIsRead(boolean generatedCoders) throws Exception {
        SpecificData.getForClass(Image.class).setCustomCoders(generatedCoders);
        Schema older = new Schema.Parser().parse("""
                {"type": "record", "name": "Image", "namespace": "io.latentwatch.schemas", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "encoding", "type": {"type": "enum", "name": "Encoding", "symbols": ["PNG", "JPEG"]}},
                  {"name": "bytes", "type": "bytes"}]}""");
        GenericData.Record written = new GenericData.Record(older);
        written.put("id", "a");
        written.put(
                "encoding",
                new GenericData.EnumSymbol(older.getField("encoding").schema(), "JPEG"));
        written.put("bytes", ByteBuffer.wrap(new byte[] {1, 2, 3}));

        Image read = Image.createDecoder(knowing(older)).decode(encode(older, written));

        assertThat(read.getId()).isEqualTo("a");
        assertThat(read.getEncoding()).isEqualTo(Encoding.JPEG);
        assertThat(read.getBytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(read.getSource()).isEmpty();
        assertThat(read.getEventTimeMillis()).isNull();
        assertThat(read.getLabel()).isNull();
        assertThat(read.getAttributes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEncodingOfANewerWriterIsReadAsUnknown(boolean generatedCoders) throws Exception {
        SpecificData.getForClass(Image.class).setCustomCoders(generatedCoders);
        Schema newer = new Schema.Parser().parse("""
                {"type": "record", "name": "Image", "namespace": "io.latentwatch.schemas", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "encoding", "type": {"type": "enum", "name": "Encoding", "symbols": ["UNKNOWN", "PNG", "WEBP"], "default": "UNKNOWN"}},
                  {"name": "exposure", "type": "double"},
                  {"name": "bytes", "type": "bytes"}]}""");
        GenericData.Record written = new GenericData.Record(newer);
        written.put("id", "a");
        written.put(
                "encoding",
                new GenericData.EnumSymbol(newer.getField("encoding").schema(), "WEBP"));
        written.put("exposure", 0.5);
        written.put("bytes", ByteBuffer.allocate(0));
        assertThat(Image.createDecoder(knowing(newer))
                        .decode(encode(newer, written))
                        .getEncoding())
                .isEqualTo(Encoding.UNKNOWN);
    }

    @Test
    void aRecordOfAReleasedWriterIsFoundByItsFingerprint() throws Exception {
        Label label = Label.newBuilder()
                .setPosition(new Position("t", 1, 2L))
                .setLabel(3)
                .setImageId("i")
                .build();
        assertThat(Label.createDecoder(SchemaHistory.STORE)
                        .decode(Label.getEncoder().encode(label)))
                .isEqualTo(label);
    }

    private static SchemaStore knowing(Schema schema) {
        return fingerprint -> fingerprint == SchemaNormalization.parsingFingerprint64(schema) ? schema : null;
    }

    private static ByteBuffer encode(Schema schema, GenericData.Record written) throws IOException {
        return new BinaryMessageEncoder<GenericData.Record>(new GenericData(), schema).encode(written);
    }

    private static Schema current(String name) {
        return Map.<String, SpecificRecord>of(
                        "Image", new Image(),
                        "Verdict", new Verdict(),
                        "Alarm", new Alarm(),
                        "DeadLetter", new DeadLetter(),
                        "DistortionWindow", new DistortionWindow(),
                        "RetrainingTrigger", new RetrainingTrigger(),
                        "ModelCommand", new ModelCommand(),
                        "AlarmCommand", new AlarmCommand(),
                        "Label", new Label())
                .get(name)
                .getSchema();
    }

    private static void assertDocumented(Schema schema, String where) {
        switch (schema.getType()) {
            case RECORD -> {
                assertThat(schema.getDoc()).as(where).isNotBlank();
                schema.getFields().forEach(field -> {
                    assertThat(field.doc()).as(where + "." + field.name()).isNotBlank();
                    assertDocumented(field.schema(), where + "." + field.name());
                });
            }
            case ENUM -> assertThat(schema.getDoc()).as(where).isNotBlank();
            case ARRAY -> assertDocumented(schema.getElementType(), where);
            case MAP -> assertDocumented(schema.getValueType(), where);
            case UNION -> schema.getTypes().forEach(type -> assertDocumented(type, where));
            default -> assertThat(where).isNotBlank();
        }
    }
}
