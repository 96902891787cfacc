package io.latentwatch.monitoring.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.ModelAction;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.wire.MessageEncoder;
import io.latentwatch.wire.WireFormat;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ModelTopicTest {
    private static final TopicPartition PARTITION = new TopicPartition("models", 0);

    /** The bundle's id of the second and third is to have 2^40 and 2^31 - 9 characters, as many as Avro's own reader makes room for unseen. */
    @Test
    void handsOverCommandsAndSaysWhatIsNone() {
        ModelCommand command = ModelCommand.newBuilder()
                .setSequence(7)
                .setAction(ModelAction.ROLLBACK)
                .setBundleId("b")
                .build();
        byte[] good = new MessageEncoder<>(WireFormat.SINGLE_OBJECT, "models", ModelCommand.class).encode(command);
        List<Optional<ModelCommand>> read = new ArrayList<>();

        long end = ModelTopic.read(
                topic(good, startingWith("1602808080808040"), startingWith("1602EEFFFFFF0F"), null),
                "models",
                (record, found) -> read.add(found));

        assertThat(end).isEqualTo(4);
        assertThat(read).containsExactly(Optional.of(command), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static byte[] startingWith(String fields) {
        HexFormat hex = HexFormat.of();
        return hex.parseHex(
                hex.formatHex(WireFormat.SINGLE_OBJECT.header("models", ModelCommand.getClassSchema())) + fields);
    }

    private static MockConsumer<byte[], byte[]> topic(byte[]... values) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) values.length));
        consumer.schedulePollTask(() -> {
            for (int offset = 0; offset < values.length; offset++) {
                consumer.addRecord(new ConsumerRecord<>("models", 0, offset, null, values[offset]));
            }
        });
        return consumer;
    }
}
