package io.latentwatch.flink.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.OffsetRange;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RetrainingEvidenceTest {
    @Test
    void travelsWithoutKryoAndWithoutAnAlarm() throws IOException {
        SerializerConfigImpl config =
                new SerializerConfigImpl(new Configuration().set(PipelineOptions.GENERIC_TYPES, false));
        TypeSerializer<RetrainingEvidence> serializer =
                TypeInformation.of(RetrainingEvidence.class).createSerializer(config);
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(
                new RetrainingEvidence("bundle", 3, new OffsetRange[] {new OffsetRange("images", 1, 5L, 8L)}, null),
                out);

        RetrainingEvidence read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read.bundleId()).isEqualTo("bundle");
        assertThat(read.images()).isEqualTo(3);
        assertThat(read.ranges()).containsExactly(new OffsetRange("images", 1, 5L, 8L));
        assertThat(read.alarm()).isNull();
    }
}
