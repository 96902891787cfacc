package io.latentwatch.reference.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.ModelAction;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.wire.MessageEncoder;
import io.latentwatch.wire.WireFormat;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ShadowCommandsTest {
    /** The bundle's id of the second and third is to have 2^40 and 2^31 - 9 characters, as many as Avro's own reader makes room for unseen. */
    @Test
    void theLastSequenceIsTheHighestOfTheCommandsAndWhatIsNoneHasNone() {
        ModelCommand command = ModelCommand.newBuilder()
                .setSequence(7)
                .setAction(ModelAction.ROLLBACK)
                .setBundleId("b")
                .build();
        InMemoryTopic topic = new InMemoryTopic("models", 1)
                .with(0, new MessageEncoder<>(WireFormat.SINGLE_OBJECT, "models", ModelCommand.class).encode(command))
                .with(0, startingWith("1602808080808040"))
                .with(0, startingWith("1602EEFFFFFF0F"))
                .with(0, null);

        assertThat(ShadowCommands.lastSequence(topic.consumer(), "models")).isEqualTo(7);
    }

    private static byte[] startingWith(String fields) {
        HexFormat hex = HexFormat.of();
        return hex.parseHex(
                hex.formatHex(WireFormat.SINGLE_OBJECT.header("models", ModelCommand.getClassSchema())) + fields);
    }
}
