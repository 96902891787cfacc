package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.Records;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.wire.WireFormat;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ReadCommandsTest {
    @Test
    void readsCommandsAndPassesOverWhatIsNone() throws Exception {
        AlarmCommand command = AlarmCommand.newBuilder()
                .setAction(AlarmAction.SILENCE)
                .setAlarmId("stream/bundle/images/0/2")
                .setUntilMillis(5L)
                .build();
        OneInputStreamOperatorTestHarness<ReceivedRecord, AlarmCommand> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new ReadCommands(WireFormat.SINGLE_OBJECT)));
        harness.open();
        harness.processElement(Records.record(0, new byte[] {1, 2, 3}), 0);
        harness.processElement(Records.record(1, (byte[]) null), 0);
        harness.processElement(Records.record(2, Records.encode(Records.image("an image", 1))), 0);
        harness.processElement(Records.record(3, Records.bytes(command.toByteBuffer())), 0);

        assertThat(harness.extractOutputValues()).containsExactly(command);
        harness.close();
    }
}
