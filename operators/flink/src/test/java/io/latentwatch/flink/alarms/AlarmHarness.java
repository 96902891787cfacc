package io.latentwatch.flink.alarms;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;

/** An operator of alarms, opened, without Kryo. */
final class AlarmHarness {
    private final KeyedBroadcastOperatorTestHarness<String, FlagRun, AlarmCommand, Alarm> operator;

    AlarmHarness(
            KeyedBroadcastProcessFunction<String, FlagRun, AlarmCommand, Alarm> function,
            KeySelector<FlagRun, String> key)
            throws Exception {
        operator = new KeyedBroadcastOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(function, List.of()), key, Types.STRING, 1, 1, 0);
        operator.getExecutionConfig()
                .configure(
                        new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                        getClass().getClassLoader());
        operator.open();
    }

    void feed(FlagRun run) throws Exception {
        operator.processElement(run, 0);
    }

    void tell(AlarmAction action, String alarmId) throws Exception {
        operator.processBroadcastElement(
                AlarmCommand.newBuilder().setAction(action).setAlarmId(alarmId).build(), 0);
    }

    @SuppressWarnings("unchecked") // the operator puts out alarms alone
    List<Alarm> events() {
        return operator.getOutput().stream()
                .map(element -> ((StreamRecord<Alarm>) element).getValue())
                .toList();
    }

    void close() throws Exception {
        operator.close();
    }
}
