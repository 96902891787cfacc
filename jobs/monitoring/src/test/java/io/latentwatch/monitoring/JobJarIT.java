package io.latentwatch.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

class JobJarIT {
    @Test
    void holdsTheJobAndItsConnectorButNeitherFlinkNorOnnxRuntime() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("job.jar"))) {
            List<String> entries = jar.stream().map(ZipEntry::getName).toList();

            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo(Main.class.getName());
            assertThat(entries)
                    .contains(
                            "io/latentwatch/monitoring/Main.class",
                            "io/latentwatch/flink/inspect/InspectImages.class",
                            "io/latentwatch/detector/Detector.class",
                            "io/latentwatch/schemas/Verdict.class",
                            "org/apache/flink/connector/kafka/source/KafkaSource.class",
                            "org/apache/flink/formats/avro/typeutils/AvroTypeInfo.class",
                            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                            "io/latentwatch/shaded/onnx/OnnxMl$ModelProto.class")
                    .noneMatch(name -> name.startsWith("ai/onnxruntime/"))
                    .noneMatch(name -> name.startsWith("ai/onnx/"))
                    .noneMatch(name -> name.startsWith("com/google/protobuf/"))
                    .noneMatch(name -> name.startsWith("org/slf4j/"))
                    .noneMatch(name -> name.startsWith("org/apache/flink/runtime/"))
                    .noneMatch(name -> name.startsWith("org/apache/flink/streaming/api/environment/"))
                    .noneMatch(name -> name.startsWith("org/apache/flink/connector/base/"))
                    .noneMatch(name -> name.startsWith("org/apache/flink/configuration/"));
        }
    }
}
