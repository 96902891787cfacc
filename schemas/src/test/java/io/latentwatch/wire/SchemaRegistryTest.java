package io.latentwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Label;
import io.latentwatch.schemas.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SchemaRegistryTest {
    private static final Label LABEL = Label.newBuilder()
            .setPosition(new Position("images", 1, 2L))
            .setLabel(3)
            .setImageId("i")
            .build();

    private InMemoryRegistry registry;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        registry = InMemoryRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void writesTheIdThatTheSchemaHasInTheTopicsSubjectAndReadsItAgain() throws Exception {
        byte[] message = encode(format(), LABEL);

        int id = registry.register("any", Label.getClassSchema().toString());
        assertThat(Arrays.copyOf(message, 5)).containsExactly(0, 0, 0, 0, id);
        byte[] record = LABEL.toByteBuffer().array();
        assertThat(Arrays.copyOfRange(message, 5, message.length))
                .as("the same record as behind the ten bytes of single-object encoding")
                .isEqualTo(Arrays.copyOfRange(record, 10, record.length));
        assertThat(registry.subjects()).contains("labels-value");
        assertThat(decode(format(), message)).isEqualTo(LABEL);
    }

    @Test
    void asksOnceForEachSchemaAndEachUnknownId() throws Exception {
        WireFormat format = format();
        MessageEncoder<Label> encoder = new MessageEncoder<>(format, "labels", Label.class);
        MessageDecoder<Label> decoder = new MessageDecoder<>(format, Label.class);
        for (int i = 0; i < 100; i++) {
            decoder.decode(encoder.encode(LABEL));
            assertThatThrownBy(() -> decoder.decode(new byte[] {0, 0, 0, 1, 0}))
                    .isInstanceOf(UnreadableMessageException.class)
                    .hasMessageContaining("the id 256");
        }
        new MessageEncoder<>(format, "labels", Label.class).encode(LABEL);

        assertThat(registry.requests())
                .containsExactly("POST /subjects/labels-value/versions", "GET /schemas/ids/7", "GET /schemas/ids/256");
    }

    @Test
    void readsSingleObjectEncodingToo() throws Exception {
        byte[] older = encode(WireFormat.SINGLE_OBJECT, LABEL);

        assertThat(decode(format(), older)).isEqualTo(LABEL);
        assertThat(registry.requests()).isEmpty();
        assertThatThrownBy(() -> decode(WireFormat.SINGLE_OBJECT, encode(format(), LABEL)))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("expected Avro single-object encoding");
    }

    @Test
    void resolvesTheWritersSchemaToOurs() throws Exception {
        Schema writer = new Schema.Parser().parse("""
                {"type": "record", "name": "Image", "namespace": "io.latentwatch.schemas", "fields": [
                  {"name": "exposure", "type": "double"},
                  {"name": "encoding", "type": {"type": "enum", "name": "Encoding", "symbols": ["PNG", "JPEG"]}},
                  {"name": "bytes", "type": "bytes"},
                  {"name": "id", "type": "string"}]}""");
        int id = registry.register("images-value", writer.toString());
        GenericData.Record written = new GenericData.Record(writer);
        written.put("exposure", 0.5);
        written.put(
                "encoding",
                new GenericData.EnumSymbol(writer.getField("encoding").schema(), "JPEG"));
        written.put("bytes", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        written.put("id", "a");

        Image image = new MessageDecoder<>(format(), Image.class).decode(confluent(id, writer, written));

        assertThat(image.getId()).isEqualTo("a");
        assertThat(image.getEncoding()).isEqualTo(Encoding.JPEG);
        assertThat(image.getBytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(image.getSource()).isEmpty();
    }

    @Test
    void refusesWhatIsNoSuchRecord() {
        int another = registry.register("a", Image.getClassSchema().toString());
        int number = registry.register("b", "\"long\"");
        int broken = registry.register("c", "{\"type\": \"recor\"}");
        ObjectNode json =
                new ObjectMapper().createObjectNode().put("schema", "{}").put("schemaType", "JSON");
        int other = registry.register("d", json);
        int needy = registry.register("e", """
                {"type": "record", "name": "Label", "namespace": "io.latentwatch.schemas", "fields": []}""");

        assertThat(List.of(another, number, broken, other, needy))
                .allSatisfy(id -> assertThatThrownBy(() ->
                                decode(format(), new byte[] {0, 0, 0, 0, (byte) (int) id, 2, 2}))
                        .isInstanceOf(UnreadableMessageException.class)
                        .hasMessageContaining("expected"));
    }

    @Test
    void endsTheWalkOverARecordWhoseSchemaIsHostile() throws Exception {
        int endless = registry.register("a", """
                {"type": "record", "name": "Label", "namespace": "io.latentwatch.schemas", "fields": [
                  {"name": "again", "type": ["null", "Label"]}]}""");
        int empty = registry.register("b", """
                {"type": "record", "name": "Label", "namespace": "io.latentwatch.schemas", "fields": [
                  {"name": "nothing", "type": {"type": "array", "items": "null"}}]}""");
        byte[] nested = new byte[100_000];
        Arrays.fill(nested, (byte) 2);
        nested[0] = 0;
        nested[1] = 0;
        nested[2] = 0;
        nested[3] = 0;
        nested[4] = (byte) endless;
        // blocks of 8,192 nulls, which take two bytes each
        byte[] blocks = new byte[1 << 20];
        for (int i = 5; i + 2 < blocks.length; i += 3) {
            blocks[i] = (byte) 0x80;
            blocks[i + 1] = (byte) 0x80;
            blocks[i + 2] = 1;
        }
        blocks[4] = (byte) empty;

        assertThatThrownBy(() -> decode(format(), nested)).hasMessageContaining("nested deeper than 64");
        assertThatThrownBy(() -> decode(format(), blocks)).hasMessageContaining("most of them take none");
    }

    @Test
    void asksAgainWhatPassesOver() throws Exception {
        registry.failNext(3, 503);
        assertThat(decode(format(), encode(format(), LABEL))).isEqualTo(LABEL);

        assertThat(registry.requests()).hasSize(5);
    }

    @Test
    void asksTheNextAddressWhereOneDoesNotAnswer() throws Exception {
        int deaf;
        try (ServerSocket socket = new ServerSocket(0)) {
            deaf = socket.getLocalPort();
        }
        WireFormat format = format(Map.of("url", "http://127.0.0.1:" + deaf + "," + registry.url()));

        assertThat(decode(format, encode(format, LABEL))).isEqualTo(LABEL);
    }

    @Test
    void saysAtTheEndThatNobodyAnswers() {
        registry.failNext(Integer.MAX_VALUE, 500);
        WireFormat format = format(Map.of("timeout-millis", "300"));

        long start = System.nanoTime();
        assertThatThrownBy(() -> encode(format, LABEL))
                .isInstanceOf(RegistryException.class)
                .hasMessageContainingAll(
                        registry.url(), "does not answer within 300 ms", "status 500", "check that it runs");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void doesNotWaitForAnAnswerThatNeverEnds() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            WireFormat format =
                    format(Map.of("timeout-millis", "300", "url", "http://127.0.0.1:" + silent.getLocalPort()));

            assertThatThrownBy(() -> encode(format, LABEL))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("no answer within 300 ms");
        }
    }

    @Test
    void saysWhoWasRefusedWithoutThePassword() throws Exception {
        registry.demand("job:right-secret");

        assertThatThrownBy(() -> encode(format(Map.of("basic-auth", "job:wrong-secret")), LABEL))
                .isInstanceOf(RegistryException.class)
                .hasMessageContainingAll("status 401", "credentials")
                .hasMessageNotContaining("secret");
        assertThat(registry.requests()).as("not asked again").hasSize(1);
        WireFormat right = format(Map.of("basic-auth", "job:right-secret"));
        assertThat(decode(right, encode(right, LABEL))).isEqualTo(LABEL);
        assertThat(right.toString()).doesNotContain("secret");
    }

    @Test
    void saysThatASchemaIsNotCompatible() {
        registry.takeNoMore();

        assertThatThrownBy(() -> encode(format(), LABEL))
                .isInstanceOf(RegistryException.class)
                .hasMessageContainingAll("io.latentwatch.schemas.Label", "labels-value", "status 409", "incompatible");
    }

    @Test
    void registersNothingWhereThatIsOff() throws Exception {
        WireFormat format = format(Map.of("register", "false"));
        assertThatThrownBy(() -> encode(format, LABEL))
                .isInstanceOf(RegistryException.class)
                .hasMessageContainingAll("labels-value", "registering is off");
        assertThat(registry.subjects()).isEmpty();

        registry.register("labels-value", Label.getClassSchema().toString());

        assertThat(decode(format, encode(format, LABEL))).isEqualTo(LABEL);
    }

    @Test
    void trustsTheCertificatesOfItsFileOnly() throws Exception {
        Path store = folder.resolve("registry.p12");
        makeCertificate(store);
        try (InMemoryRegistry secured = InMemoryRegistry.startWithTls(context(store))) {
            Map<String, String> settings =
                    Map.of("url", secured.url(), "truststore", store.toString(), "truststore-password", "changeit");
            WireFormat format = format(settings);

            assertThat(decode(format, encode(format, LABEL))).isEqualTo(LABEL);
            assertThatThrownBy(() -> encode(format(Map.of("url", secured.url(), "timeout-millis", "300")), LABEL))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("certification path");
            Map<String, String> wrong = new HashMap<>(settings);
            wrong.put("truststore-password", "wrong-secret");
            assertThatThrownBy(() -> encode(format(wrong), LABEL))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContainingAll("registry.p12", "password")
                    .hasMessageNotContaining("wrong-secret");
        }
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> RegistrySettings.of(Map.of("url", "broker:8081")))
                .hasMessageContaining("http://host:port");
        assertThatThrownBy(() -> RegistrySettings.of(Map.of())).hasMessageContaining("no url");
        assertThatThrownBy(() -> RegistrySettings.of(Map.of("url", "http://a:secret@b")))
                .hasMessageContaining("basic-auth")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RegistrySettings.of(Map.of("url", "http://b", "tokens", "t")))
                .hasMessageContainingAll("'tokens'", "token");
        assertThatThrownBy(() -> RegistrySettings.of(Map.of("url", "http://b", "token", "t", "basic-auth", "a:b")))
                .hasMessageContaining("one of them");
    }

    private WireFormat format() {
        return format(Map.of());
    }

    private WireFormat format(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("url", registry.url()));
        settings.putAll(more);
        return WireFormat.confluent(RegistrySettings.of(settings));
    }

    private static byte[] encode(WireFormat format, Label label) {
        return new MessageEncoder<>(format, "labels", Label.class).encode(label);
    }

    private static Label decode(WireFormat format, byte[] message) throws UnreadableMessageException {
        return new MessageDecoder<>(format, Label.class).decode(message);
    }

    private static byte[] confluent(int id, Schema schema, GenericData.Record record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericData.Record>(schema).write(record, encoder);
        return out.toByteArray();
    }

    private static void makeCertificate(Path store) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=registry",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static SSLContext context(Path store) throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
