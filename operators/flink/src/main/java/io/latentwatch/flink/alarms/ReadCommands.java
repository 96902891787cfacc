package io.latentwatch.flink.alarms;

import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.SchemaHistory;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads operators' commands. What is none is logged and counted ({@code unusable_commands}); it stops nothing. */
public final class ReadCommands extends ProcessFunction<ReceivedRecord, AlarmCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(ReadCommands.class);
    private static final long serialVersionUID = 1L;

    private transient Counter unusable;

    @Override
    public void open(OpenContext context) {
        unusable = new Metrics(getRuntimeContext().getMetricGroup(), Metric.Owner.COMMANDS)
                .counter(Metric.UNUSABLE_COMMANDS);
    }

    @Override
    public void processElement(ReceivedRecord record, Context context, Collector<AlarmCommand> out) {
        try {
            if (record.value() == null) {
                throw new IOException("the record has no value");
            }
            out.collect(AlarmCommand.createDecoder(SchemaHistory.STORE).decode(record.value()));
        } catch (IOException | AvroRuntimeException e) {
            unusable.inc();
            LOG.warn(
                    "the record {} is no AlarmCommand in Avro's single-object encoding: {}",
                    record.position(),
                    e.toString());
        }
    }
}
