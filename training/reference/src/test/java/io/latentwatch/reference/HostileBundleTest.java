package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.BundleWriter;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bundles that somebody made to do harm, in folders and archives as they would come, hashes in order where that is not the harm itself. They are opened where ONNX Runtime's classes
 * cannot be loaded, so whatever is refused is refused before it could see a byte.
 */
class HostileBundleTest {
    @TempDir
    private static Path folder;

    private static Path sound;
    private static Bundle bundle;
    private static URLClassLoader withoutRuntime;
    private static int made;

    @BeforeAll
    static void profile() throws IOException {
        sound = TinyBundle.profile(new TinyClassifier(7), folder);
        bundle = BundleReader.read(sound);
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("onnxruntime")) {
                classPath.add(Path.of(entry).toUri().toURL());
            }
        }
        withoutRuntime = new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        withoutRuntime.close();
    }

    /** Makes a hostile bundle at the path. */
    @FunctionalInterface
    interface Harm {
        void to(Path path) throws IOException;
    }

    record Case(String what, Harm harm, String... message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Case> cases() {
        return List.of(
                monitor("weights in another file", HostileBundleTest::dataOutside, "lies outside the file"),
                model("weights of the model in another file", HostileBundleTest::dataOutside, "lies outside the file"),
                monitor(
                        "an operator domain of its own",
                        file -> file.addOpsetImportBuilder()
                                .setDomain("com.example")
                                .setVersion(1),
                        "com.example"),
                monitor(
                        "a node of another domain",
                        file -> node(file, "sneak", "Relu").setDomain("ai.onnx.contrib"),
                        "ai.onnx.contrib"),
                monitor("an operator that runs Python", file -> node(file, "sneak", "PyOp"), "'sneak' is a PyOp"),
                monitor("a loop", file -> node(file, "sneak", "Loop"), "'sneak' is a Loop"),
                monitor("a condition", file -> node(file, "sneak", "If"), "'sneak' is a If"),
                monitor("random numbers", file -> node(file, "sneak", "RandomNormal"), "'sneak' is a RandomNormal"),
                monitor(
                        "a sub-graph in an operator that has none",
                        file -> node(file, "sneak", "Relu")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("body")
                                        .setType(AttributeProto.AttributeType.GRAPH)
                                        .setG(GraphProto.newBuilder().setName("inner"))),
                        "holds a sub-graph"),
                monitor(
                        "sub-graphs in a list",
                        file -> node(file, "sneak", "Relu")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("bodies")
                                        .setType(AttributeProto.AttributeType.GRAPHS)
                                        .addGraphs(GraphProto.newBuilder().setName("inner"))),
                        "holds a sub-graph"),
                monitor(
                        "a function of its own",
                        file -> file.addFunctions(FunctionProto.newBuilder().setName("Relu")),
                        "defines functions"),
                monitor(
                        "a sparse weight",
                        file -> file.getGraphBuilder().addSparseInitializer(SparseTensorProto.newBuilder()),
                        "sparse initialisers"),
                monitor(
                        "more nodes than any classifier",
                        file -> {
                            for (int i = 0; i < 10_001; i++) {
                                node(file, "watch/" + i, "Relu");
                            }
                        },
                        "nodes, expected at most 10000"),
                monitor(
                        "a weight that claims a terabyte",
                        file -> file.getGraphBuilder()
                                .addInitializer(TensorProto.newBuilder()
                                        .setName("watch/huge")
                                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                                        .addDims(1L << 38)),
                        "bytes of weights"),
                monitor(
                        "a weight whose size is beyond counting",
                        file -> file.getGraphBuilder()
                                .addInitializer(TensorProto.newBuilder()
                                        .setName("watch/huge")
                                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                                        .addDims(1L << 62)
                                        .addDims(1L << 62)),
                        "countless"),
                monitor(
                        "a shape that blows up when it runs",
                        file -> {
                            file.getGraphBuilder()
                                    .addInitializer(TensorProto.newBuilder()
                                            .setName("watch/sizes")
                                            .setDataType(TensorProto.DataType.INT64_VALUE)
                                            .addDims(1)
                                            .addInt64Data(1L << 40));
                            node(file, "watch/bomb", "ConstantOfShape").addInput("watch/sizes");
                        },
                        "bytes for the activations of one image"),
                both("a weight that is NaN", file -> spoil(file, Float.NaN), "'conv1.weight' holds NaN"),
                monitor(
                        "a constant that is NaN",
                        file -> node(file, "watch/nan", "Constant")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("value")
                                        .setType(AttributeProto.AttributeType.TENSOR)
                                        .setT(TensorProto.newBuilder()
                                                .setName("nan")
                                                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                                                .addFloatData(Float.NaN))),
                        "'nan' holds NaN"),
                monitor("another weight than the model's", file -> spoil(file, 3), "differs from model.onnx"),
                monitor(
                        "a node less than the model's",
                        file -> file.getGraphBuilder().removeNode(0),
                        "monitor.onnx"),
                monitor(
                        "a value in the place of the image",
                        file -> file.getGraphBuilder()
                                .addInitializer(TensorProto.newBuilder()
                                        .setName("image")
                                        .setDataType(TensorProto.DataType.UINT8_VALUE)
                                        .addDims(0)),
                        "monitor.onnx"),
                new Case(
                        "a graph that is noise",
                        path -> write(path, Map.of(BundleFiles.MONITOR, new byte[] {1, 2, 3})),
                        "not an ONNX file"),
                new Case(
                        "a graph that is empty",
                        path -> write(path, Map.of(BundleFiles.MONITOR, new byte[0])),
                        "has no nodes"),
                altered("a byte of the monitor", BundleFiles.MONITOR, "SHA-256"),
                altered("a byte of the references", "references/relu1.npy", "SHA-256"),
                new Case(
                        "a file less",
                        path -> {
                            copy(path);
                            Files.delete(path.resolve(BundleFiles.MODEL));
                        },
                        "incomplete"),
                new Case(
                        "a file more",
                        path -> {
                            copy(path);
                            Files.write(path.resolve("monitor.data"), new byte[9]);
                        },
                        "does not name"),
                new Case(
                        "a link in the place of a file",
                        path -> {
                            copy(path);
                            Files.delete(path.resolve(BundleFiles.MODEL));
                            Files.createSymbolicLink(path.resolve(BundleFiles.MODEL), sound.resolve(BundleFiles.MODEL));
                        },
                        "model.onnx",
                        "incomplete"),
                new Case(
                        "a name that leads out of the folder",
                        path -> manifest(path, "references/relu1.npy", "../../references/relu1.npy"),
                        "'../../references/relu1.npy'"),
                new Case(
                        "a name from the root",
                        path -> manifest(path, "references/relu1.npy", "/etc/passwd"),
                        "'/etc/passwd'"),
                new Case(
                        "a version to come",
                        path -> manifest(path, "\"formatVersion\" : 1", "\"formatVersion\" : 99"),
                        "formatVersion 99"),
                new Case(
                        "an archive whose entry leads out of it",
                        path -> zip(path, Map.of("../../evil", new byte[1])),
                        ""),
                new Case(
                        "an archive without a manifest",
                        path -> zip(path, Map.of("model.onnx", new byte[1])),
                        "no manifest.json"),
                new Case(
                        "a file that is no archive", path -> Files.write(path, new byte[100]), "neither a folder nor"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedBeforeTheRuntimeSeesIt(Case given) throws Exception {
        Path path = folder.resolve("hostile-" + made++);
        given.harm().to(path);

        Throwable refused = openWithoutRuntime(path);

        assertThat(refused.getClass().getName()).as(refused.toString()).endsWith("Exception");
        assertThat(refused.getClass().getSimpleName()).isIn("BundleException", "ZipException", "IOException");
        assertThat(refused).hasMessageContainingAll(given.message());
    }

    @Test
    void aSoundBundleGoesAsFarAsTheRuntimeAndIsOpenedWhereItIsThere() throws Exception {
        assertThat(openWithoutRuntime(sound))
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessageContaining("ai/onnxruntime");
        OnnxDetector.open(sound, DetectorOptions.DEFAULTS).close();
    }

    @Test
    void aSignatureThatIsMissingOrWrongIsRefusedBeforeAnythingElseIsRead() throws Exception {
        KeyPair trusted = SigningKeys.generate();
        Path others = folder.resolve("signed-by-another");
        BundleWriter.write(
                bundle.manifest(),
                Map.of(BundleFiles.MODEL, new byte[0]),
                others,
                Optional.of(SigningKeys.generate().getPrivate()));

        assertThat(readFailure(others, trusted.getPublic())).hasMessageContaining("none of the 1 trusted keys");
        assertThat(readFailure(sound, trusted.getPublic())).hasMessageContaining("no manifest.sig");
    }

    private static Throwable readFailure(Path path, PublicKey trusted) {
        return catchThrowable(() -> BundleReader.read(path, List.of(trusted)));
    }

    /** What opening ends with; all of it happens among classes of a loader that has no ONNX Runtime. */
    private static Throwable openWithoutRuntime(Path path) throws Exception {
        Class<?> options = withoutRuntime.loadClass(DetectorOptions.class.getName());
        try {
            withoutRuntime
                    .loadClass(OnnxDetector.class.getName())
                    .getMethod("open", Path.class, options)
                    .invoke(null, path, options.getField("DEFAULTS").get(null));
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
        throw new AssertionError(path + " was opened without ONNX Runtime");
    }

    private static Case monitor(String what, Consumer<ModelProto.Builder> harm, String... message) {
        return new Case(
                what, path -> write(path, Map.of(BundleFiles.MONITOR, changed(BundleFiles.MONITOR, harm))), message);
    }

    private static Case model(String what, Consumer<ModelProto.Builder> harm, String... message) {
        return new Case(
                what, path -> write(path, Map.of(BundleFiles.MODEL, changed(BundleFiles.MODEL, harm))), message);
    }

    private static Case both(String what, Consumer<ModelProto.Builder> harm, String... message) {
        return new Case(
                what,
                path -> write(
                        path,
                        Map.of(
                                BundleFiles.MODEL, changed(BundleFiles.MODEL, harm),
                                BundleFiles.MONITOR, changed(BundleFiles.MONITOR, harm))),
                message);
    }

    private static Case altered(String what, String file, String... message) {
        return new Case(
                what,
                path -> {
                    copy(path);
                    byte[] bytes = Files.readAllBytes(path.resolve(file));
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(path.resolve(file), bytes);
                },
                message);
    }

    private static byte[] changed(String file, Consumer<ModelProto.Builder> harm) throws IOException {
        ModelProto.Builder builder = ModelProto.parseFrom(bundle.file(file)).toBuilder();
        harm.accept(builder);
        return builder.build().toByteArray();
    }

    private static NodeProto.Builder node(ModelProto.Builder file, String name, String operator) {
        return file.getGraphBuilder()
                .addNodeBuilder()
                .setName(name)
                .setOpType(operator)
                .addOutput(name);
    }

    private static TensorProto.Builder weight(ModelProto.Builder file, String name) {
        return file.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(weight -> weight.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void dataOutside(ModelProto.Builder file) {
        weight(file, "conv1.weight")
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("../../../etc/passwd"));
    }

    private static void spoil(ModelProto.Builder file, float value) {
        TensorProto.Builder weight = weight(file, "conv1.weight");
        byte[] raw = weight.getRawData().toByteArray();
        int bits = Float.floatToIntBits(value);
        for (int i = 0; i < Float.BYTES; i++) {
            raw[i] = (byte) (bits >> (8 * i));
        }
        weight.setRawData(ByteString.copyFrom(raw));
    }

    private static void write(Path path, Map<String, byte[]> changed) throws IOException {
        Map<String, byte[]> contents = new HashMap<>(bundle.contents());
        contents.putAll(changed);
        BundleWriter.write(bundle.manifest(), contents, path, Optional.empty());
    }

    private static void copy(Path path) throws IOException {
        write(path, Map.of());
    }

    private static void manifest(Path path, String from, String to) throws IOException {
        copy(path);
        Path file = path.resolve(BundleFiles.MANIFEST);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static void zip(Path path, Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }
}
